import type { ProblemDto } from '../src/http/problem.js';
import type { RatingDto } from '../src/rating/rating.dto.js';
import { TestService } from './support/service.js';

const rating = (value: number) => ({ user_id: 42, movie_id: 7, rating: value });

describe('/ratings', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  it('stores a rating once: 201, the same again 200, another value 409', async () => {
    const first = await service.post<RatingDto>('/ratings', rating(4.5));
    expect(first).toMatchObject({ status: 201, body: rating(4.5) });
    expect(await service.post('/ratings', rating(4.5))).toMatchObject({ status: 200, body: first.body });
    const other = await service.post<ProblemDto>('/ratings', rating(3));
    expect(other.status).toBe(409);
    expect(other.body.detail).toContain('4.5');
    expect((await service.get<{ items: RatingDto[] }>('/ratings')).body.items).toEqual([first.body]);
  });

  it('takes a rating of a film and a user that the service has not seen', async () => {
    expect(
      (await service.post('/ratings', { user_id: 2147483647, movie_id: 2147483647, rating: 0.5 })).status,
    ).toBe(201);
  });

  it('replaces a rating with PUT, or makes it', async () => {
    expect(await service.send('PUT', '/ratings', rating(2))).toMatchObject({ status: 201, body: rating(2) });
    const replaced = await service.send<RatingDto>('PUT', '/ratings', rating(5));
    expect(replaced).toMatchObject({ status: 200, body: rating(5) });
    const { items } = (await service.get<{ items: RatingDto[] }>('/ratings')).body;
    expect(items).toEqual([replaced.body]);
    expect(Date.parse(items[0].updated_at)).toBeGreaterThanOrEqual(Date.parse(items[0].created_at));
  });

  it('lets one of 200 different values at once win and refuses the others', async () => {
    const values = Array.from({ length: 200 }, (_, call) => 0.5 + (call % 10) / 2);
    const answers = await Promise.all(
      values.map((value) => service.post<RatingDto>('/ratings', rating(value))),
    );
    const [row] = await service.dataSource.query<[{ rating: number }]>('SELECT rating FROM ratings');
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(180);
    expect(answers.filter(({ status }) => status < 300).every(({ body }) => body.rating === row.rating)).toBe(
      true,
    );
  });

  it('filters by user and by film', async () => {
    for (const [user_id, movie_id] of [
      [1, 10],
      [1, 11],
      [2, 10],
    ]) {
      await service.post('/ratings', { user_id, movie_id, rating: 3 });
    }
    const pairs = async (query: string) =>
      (await service.get<{ items: RatingDto[] }>(`/ratings?${query}`)).body.items.map((row) => [
        row.user_id,
        row.movie_id,
      ]);
    expect(await pairs('user_id=1')).toEqual([
      [1, 10],
      [1, 11],
    ]);
    expect(await pairs('movie_id=10')).toEqual([
      [1, 10],
      [2, 10],
    ]);
    expect(await pairs('user_id=2&movie_id=11')).toEqual([]);
  });
});
