import type { FeedbackDto, FeedbackPageDto } from '../src/feedback/feedback.dto.js';
import { TestService } from './support/service.js';

/** The cases of the contract's satisfaction score. */
const SCORES = [
  { list: [1, 2, 3, 4, 5, 6, 7, 8, 9], selected: 1, score: 10 },
  { list: [1, 2, 3, 4, 5, 6, 7, 8, 9], selected: 2, score: 8.88888888888889 },
  { list: [1, 2, 3, 4, 5, 6, 7, 8, 9], selected: 5, score: 5.555555555555555 },
  { list: [1, 2, 3, 4, 5, 6, 7, 8, 9], selected: 9, score: 1.1111111111111112 },
  { list: [1, 2, 3, 4, 5, 6, 7, 8, 9], selected: 10, score: 0 },
  { list: [4, 4, 2], selected: 4, score: 10 },
  { list: [2, 4, 4], selected: 4, score: 6.666666666666666 },
  { list: [7], selected: 7, score: 10 },
  { list: [], selected: 7, score: 0 },
  { list: [1, 2], selected: 3, given: 4, score: 4 },
  { list: [1, 3], selected: 3, given: 4, score: 5 },
];

describe('/feedback', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  it.each(SCORES)(
    'scores $list with $selected chosen as $score',
    async ({ list, selected, given, score }) => {
      const { status, body } = await service.post<FeedbackDto>('/feedback', {
        user_id: 1,
        recommended_movie_id_list: list,
        selected_movie_id: selected,
        ...(given !== undefined && { score: given }),
      });
      expect(status).toBe(201);
      expect(body.score).toBeCloseTo(score, 12);
      const [row] = await service.dataSource.query<[{ score: number }]>('SELECT score FROM feedbacks');
      expect(row.score).toBe(body.score);
    },
  );

  it('answers with the row as stored, the list comma-joined, group A in cycle 0 unless said', async () => {
    const { body } = await service.post<FeedbackDto>('/feedback', {
      user_id: 5,
      recommended_movie_id_list: [3, 1, 2],
      selected_movie_id: 1,
    });
    expect(body).toEqual({
      feedback_id: 1,
      user_id: 5,
      recommended_movie_id_list: '3,1,2',
      selected_movie_id: 1,
      score: (2 / 3) * 10,
      user_type: 'A',
      action_cycle: 0,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      updated_at: body.created_at,
    });
    expect((await service.get<{ items: FeedbackDto[] }>('/feedback')).body.items).toEqual([body]);
  });

  it('stores every feedback, equal ones too, under increasing ids', async () => {
    const send = () =>
      service.post<FeedbackDto>('/feedback', {
        user_id: 1,
        recommended_movie_id_list: [1],
        selected_movie_id: 1,
      });
    const ids = [(await send()).body.feedback_id, (await send()).body.feedback_id];
    expect(ids[1]).toBeGreaterThan(ids[0]);
    expect(await service.count('feedbacks')).toBe(2);
  });

  it('filters by user, chosen film, group and cycle', async () => {
    for (const [user_id, selected_movie_id, user_type, action_cycle] of [
      [1, 10, 'A', 0],
      [1, 11, 'A', 1],
      [2, 10, 'B', 0],
      [2, 11, 'B', 1],
    ]) {
      const recommended_movie_id_list = [10, 11];
      await service.post('/feedback', {
        user_id,
        recommended_movie_id_list,
        selected_movie_id,
        user_type,
        action_cycle,
      });
    }
    const ids = async (query: string) =>
      (await service.get<{ items: FeedbackDto[] }>(`/feedback?${query}`)).body.items.map(
        (row) => row.feedback_id,
      );
    expect(await ids('user_id=1')).toEqual([1, 2]);
    expect(await ids('selected_movie_id=10')).toEqual([1, 3]);
    expect(await ids('user_type=B')).toEqual([3, 4]);
    expect(await ids('action_cycle=1')).toEqual([2, 4]);
    expect(await ids('user_id=2&action_cycle=1&user_type=B&selected_movie_id=11')).toEqual([4]);
    expect(await ids('user_id=2&user_type=A')).toEqual([]);
  });

  it('pages through a cycle or a group in the order of the ids, whichever groups and cycles lie between', async () => {
    for (const [at, [user_type, action_cycle]] of [
      ['B', 1],
      ['A', 1],
      ['A', 0],
      ['B', 1],
      ['A', 2],
      ['A', 1],
    ].entries()) {
      const row = { user_id: at + 1, recommended_movie_id_list: [10], selected_movie_id: 10 };
      await service.post('/feedback', { ...row, user_type, action_cycle });
    }
    const pagesOf = async (query: string) => {
      const pages: number[][] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const from: string = cursor && `&cursor=${cursor}`;
        const { body } = await service.get<FeedbackPageDto>(`/feedback?limit=2&${query}${from}`);
        pages.push(body.items.map((row) => row.feedback_id));
        cursor = body.next_cursor;
      }
      return pages;
    };
    expect(await pagesOf('action_cycle=1')).toEqual([
      [1, 2],
      [4, 6],
    ]);
    expect(await pagesOf('user_type=A')).toEqual([
      [2, 3],
      [5, 6],
    ]);
    expect(await pagesOf('user_type=A&action_cycle=1')).toEqual([[2, 6]]);
    expect(await pagesOf('user_type=C')).toEqual([[]]);
    expect(await pagesOf('action_cycle=3')).toEqual([[]]);
  });
});
