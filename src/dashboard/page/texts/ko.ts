import type { Numbers } from '../numbers.js';
import type { Finding } from '../wire.js';
import type { Texts } from './en.js';

/** Everything the page says in Korean. */
export const ko: Texts = {
  tagline: '살아 움직이는 영화 서비스와 그 실험',
  skip: '본문으로 건너뛰기',
  language: '언어',
  theme: { label: '화면 색', system: '자동', light: '밝게', dark: '어둡게' },
  connection: {
    connecting: '연결 중',
    live: '실시간',
    lost: '서비스가 응답하지 않아 다시 연결하고 있습니다. 지금 화면은 마지막으로 확인된 내용입니다.',
  },
  unknown: '알 수 없음',
  loading: '불러오는 중',
  notLoaded: '이 호출에 응답이 없어 다시 시도합니다.',
  figures: '수치 보기',
  download: { csv: 'CSV', report: '보고서 JSON' },
  source: '데이터 출처',
  interval: '95% 구간',
  intervalOf: (lower, upper) => `${lower} ~ ${upper}`,
  group: '그룹',
  groupOf: (name) => `${name} 그룹`,
  cycle: '사이클',
  cycleOf: (cycle, phase) => `사이클 ${cycle} · ${phase}`,
  recommender: '추천기',
  users: '사용자',
  feedback: '피드백',
  ratings: '평점 수',
  mean: '평균 점수',
  film: '영화',
  user: '사용자',
  score: '점수',
  rating: '평점',
  when: '시각',
  nothingYet: '아직 보여 줄 것이 없습니다.',
  now: {
    title: '지금',
    films: '공개된 영화',
    users: '피드백을 준 사용자',
    feedback: '피드백',
    ratings: '평점',
    rate: '초당 이벤트',
    rateNote: '최근 5초 기준',
    since: '마지막 이벤트 이후',
    never: '아직 없음',
    newest: '가장 최근에 공개된 영화',
    newestRating: (mean, count) => ['평균 평점 ', mean, ' · 평점 ', count, '개'],
    newestUnrated: '아직 평점 없음',
  },
  start: {
    title: '아직 아무 일도 일어나지 않았습니다',
    lead: '테이블이 비어 있습니다. 사람들을 불러 보세요. 영화가 공개되면 사용자가 찾아와 추천 목록을 받고, 무엇을 골랐는지 알려 줍니다.',
    simulate: '프로젝트 폴더에서 영화 500편과 그 관객을 이 서비스에 재생합니다.',
    forever: '또는 지켜볼 만한 속도로 Ctrl-C를 누를 때까지 계속합니다.',
    curl: '또는 영화 한 편을 직접 공개해 봅니다.',
    live: '첫 이벤트가 들어오면 이 페이지가 저절로 움직입니다. 새로 고칠 필요가 없습니다.',
    copy: '복사',
    copied: '복사됨',
  },
  satisfaction: {
    title: '시간에 따른 만족도',
    lead: '사이클마다 지금까지의 피드백당 평균 점수와 95% 구간입니다.',
    x: '들어온 순서대로 센 피드백',
    y: '평균 점수 (0~10)',
    expected: '무작위 목록의 기댓값',
    at: '피드백 순번',
    count: '포함된 피드백',
    chart: '피드백이 들어온 순서에 따른 그룹별 누적 평균 점수',
  },
  comparison: {
    title: '처치가 도움이 되는가?',
    lead: '그룹별 피드백당 평균 점수와, 처치가 대조보다 얼마나 높은지를 95% 구간과 함께 보여 줍니다.',
    verdict: {
      'warming-up': () => '준비 중: 판단하기에 아직 이릅니다',
      broken: () => '두 그룹을 비교할 수 없습니다',
      'no-difference': (treatment, control) => `${treatment} 그룹과 ${control} 그룹은 차이가 없습니다`,
      underpowered: (treatment, control) =>
        `${treatment} 그룹과 ${control} 그룹을 가리기에는 피드백이 모자랍니다`,
      'B-better': (treatment, control) => `${treatment} 그룹이 ${control} 그룹보다 낫습니다`,
      'B-worse': (treatment, control) => `${treatment} 그룹이 ${control} 그룹보다 못합니다`,
    },
    verdictLabel: '판정',
    reasons: '근거',
    reason: reasonInKorean,
    means: '그룹 평균',
    differences: '차이',
    perFeedback: '피드백당',
    perUser: '사용자당',
    cupedPerFeedback: '피드백당, CUPED',
    cupedPerUser: '사용자당, CUPED',
    watched: '몇 번을 들여다보아도 유효',
    what: '항목',
    difference: '차이',
    meanPerUser: '사용자당 평균',
    expected: '무작위 목록의 기댓값',
    p: 'p',
    minus: (treatment, control) => `${treatment} − ${control}`,
    pooled: (count) => `n ${count}`,
    meansChart: '그룹별 평균 점수와 95% 구간',
    differencesChart: '처치와 대조의 차이와 95% 구간',
    axis: '평균 점수',
    differenceAxis: '점수 차이',
  },
  health: {
    title: '실험은 건강한가?',
    lead: '설계와 견준 사용자 수, 내보낸 목록과 돌아온 피드백, 대체 추천으로 만든 목록입니다.',
    asDesigned: (p) => ['사용자가 설계대로 나뉘었습니다 (p ', p, ').'],
    mismatch: (p) => ['사용자가 설계대로 나뉘지 않았습니다: 표본 비율 불일치 (p ', p, ').'],
    notKnown: '설계와 견주기에는 사용자가 모자랍니다.',
    design: '설계',
    share: '사용자 비율',
    served: '내보낸 목록',
    answered: '피드백 받음',
    completeness: '완결률',
    unanswered: '피드백 없음',
    fallbacks: '대체 추천',
    calls: (answered, refused, failed) => [
      ...['서비스가 시작한 뒤로 받은 호출 ', answered, '건 가운데 거절한 것은 ', refused],
      ...['건(4xx, 클라이언트의 잘못), 실패한 것은 ', failed, '건(5xx)입니다.'],
    ],
    note: '피드백이 없는 목록은 내보냈지만 응답이 오지 않은 목록입니다. 방문이 진행 중이거나 호출이 실패한 경우입니다. 응답을 아예 받지 못한 호출은 호출한 루프만 알며, 그 요약에 나옵니다.',
  },
  ranks: {
    title: '선택한 영화의 목록 속 자리',
    lead: '선택한 영화가 목록의 몇 번째에 있었는지의 비율입니다. 표시선은 모든 자리가 똑같이 나올 때의 값입니다.',
    rank: '자리',
    x: '목록에서의 자리',
    y: '피드백 비율',
    share: '비율',
    uniform: '균등할 때',
    uniformOf: (group) => `${group}, 균등할 때`,
    offList: '목록에 없음',
    chart: '선택한 영화의 자리별 피드백 비율',
  },
  films: {
    title: '만족도순 영화',
    search: '제목 검색',
    id: '번호',
    filmTitle: '제목',
    genres: '장르',
    meanRating: '평균 평점',
    meanScore: '평균 점수',
    ratings: '평점 수',
    feedback: '피드백',
    viewers: '관객',
    viewersNote: '사용자마다 한 번만 셉니다',
    found: (total) => `영화 ${total}편`,
    range: (from, to, total) => `${total}편 중 ${from}–${to}`,
    none: '제목에 그 말이 들어간 영화가 없습니다.',
    previous: '이전',
    next: '다음',
    pages: '영화 표의 쪽',
  },
  distributions: {
    title: '평점의 모양',
    histogram: '값별 평점',
    histogramX: '별점',
    popularity: '인기 곡선',
    popularityX: '평점이 많은 영화 상위 %',
    popularityY: '평점 비율, %',
    equal: '모든 영화가 같을 때',
    filmsBy: '평점 수별 영화',
    usersBy: '평점 수별 사용자',
    countX: '평점 수',
    films: '영화',
    range: '평점 수',
    percentFilms: '영화, %',
    percentRatings: '평점, %',
  },
  events: {
    title: '최근 이벤트',
    event: '이벤트',
    value: '값',
    release: '공개',
    feedback: '선택',
    rating: '평점',
    showUser: '이 사용자의 이야기 보기',
  },
  story: {
    title: '한 사용자의 이야기',
    ask: '사용자 번호',
    show: '보기',
    lead: '사용자 번호를 넣거나, 최근 이벤트에서 사용자를 고르세요.',
    none: (user) => `사용자 ${user}의 평점이나 피드백이 없습니다.`,
    summary: (user) => `사용자 ${user}`,
    meanScore: '평균 점수',
    meanRating: '평균 평점',
    visits: '방문',
    visitsNote: '최근 50건입니다. 선택한 영화는 목록에 표시되어 있습니다.',
    recommended: '추천 목록, 위에서부터',
    chosen: '선택',
    chosenMark: '선택함',
    offList: '목록에 없음',
    rated: '평점을 준 영화',
  },
  footer: {
    api: 'Swagger UI로 보는 API',
    openapi: 'OpenAPI 문서',
    tables: '여기 있는 모든 것은 각 패널에 적힌 호출에서 나옵니다.',
  },
};

/** A reason of the verdict as a sentence; the report itself says it in English. */
function reasonInKorean(finding: Finding, numbers: Numbers): string {
  const { whole, mean, signed, share, probability } = numbers;
  const shares = (all: readonly { readonly group: string; readonly share: number }[]) =>
    all.map((one) => `${one.group} ${share(one.share)}`).join(', ');
  switch (finding.code) {
    case 'not_comparable':
      return '아래의 문제를 바로잡기 전에는 두 그룹을 비교할 수 없습니다.';
    case 'too_little_variance':
      return '점수가 사용자와 영화에 따라 거의 달라지지 않아 오차를 헤아릴 수 없습니다.';
    case 'sample_ratio_mismatch': {
      const counts = finding.groups.map(
        ({ group, users, weight }) => `${group} ${whole(users)}명 (가중치 ${weight})`,
      );
      return `사이클 ${finding.cycle}: 사용자가 설계대로 나뉘지 않았습니다: ${counts.join(', ')}. 표본 비율 불일치, p ${probability(finding.p_value)}.`;
    }
    case 'misplaced_users':
      return `사이클 ${finding.cycle}: 사용자 ${whole(finding.users)}명 가운데 ${whole(finding.misplaced)}명의 피드백이 두 그룹에 걸쳐 있거나 설계에 없는 그룹에 있습니다.`;
    case 'unequal_completeness':
      return `사이클 ${finding.cycle}: 목록에 피드백이 돌아온 비율이 그룹마다 다릅니다: ${shares(finding.shares)}. p ${probability(finding.p_value)}.`;
    case 'unequal_fallbacks':
      return `사이클 ${finding.cycle}: 추천기가 실패했거나 아직 학습되지 않아 대체 목록이 나간 비율이 그룹마다 다릅니다: ${shares(finding.shares)}. p ${probability(finding.p_value)}.`;
    case 'unlike_groups':
      return `사이클 ${finding.cycle}: ${finding.treatment} 그룹과 ${finding.control} 그룹은 추천기가 같은데도 피드백당 ${signed(finding.difference)}만큼 다릅니다. 언제 보아도 유효한 p ${probability(finding.p_value)}.`;
    case 'too_few_rounds':
      return `사이클 ${finding.cycle}에서 피드백이 있는 개봉은 ${whole(finding.rounds)}회입니다. 판정하려면 ${whole(finding.needed)}회가 필요합니다.`;
    case 'too_few_users':
      return `사이클 ${finding.cycle}에서 ${finding.group} 그룹은 사용자 ${whole(finding.users)}명이 피드백을 주었습니다. 판정하려면 ${whole(finding.needed)}명이 필요합니다.`;
    case 'better':
    case 'worse':
    case 'alike':
    case 'unclear': {
      const [lower, upper] = finding.interval95.map(signed);
      return `사이클 ${finding.cycle}에서 피드백당 평균 점수는 ${finding.treatment} 그룹이 ${finding.control} 그룹보다 ${signed(finding.difference)} (몇 번을 들여다보아도 유효한 95% 구간 ${lower} ~ ${upper}, 개봉 ${whole(finding.rounds)}회 뒤)입니다.`;
    }
    case 'powered':
      return `차이가 ${mean(finding.effect)}이었다면 적어도 ${whole(100 * finding.power)}%의 확률로 찾아냈을 것입니다.`;
    case 'required': {
      const samples = finding.groups.map(
        ({ group, users, feedback }) =>
          `${group} 그룹의 사용자 ${whole(users)}명이 준 피드백 ${whole(feedback)}개`,
      );
      return `${mean(finding.effect)}의 차이를 ${whole(100 * finding.power)}%의 확률로 찾아내려면, 사용자와 영화와 피드백이 함께 늘어난다고 할 때 ${samples.join('와 ')}가 필요합니다.`;
    }
  }
}
