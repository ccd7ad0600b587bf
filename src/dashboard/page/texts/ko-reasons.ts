import type { Finding } from '../finding.js';
import type { Numbers } from '../numbers.js';

/** A reason of the verdict as a sentence; the report itself says it in English. */
export function reasonInKorean(finding: Finding, numbers: Numbers): string {
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
