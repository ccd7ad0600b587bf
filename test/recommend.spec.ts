import { TestService } from './support/service.js';

describe.each(['/recommend/v1', '/recommend/v2'])('%s', (path) => {
  let service: TestService;
  const list = async (user: number, seed?: number) =>
    (await service.get<number[]>(`${path}?user_id=${user}${seed === undefined ? '' : `&seed=${seed}`}`)).body;
  const release = async (...ids: number[]) => {
    for (const movie_id of ids)
      await service.post('/movies', { movie_id, title: `Film ${movie_id}`, genres: '' });
  };

  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  it('is empty before the first release and holds every film of the first nine', async () => {
    expect(await list(1)).toEqual([]);
    await release(40, 20, 30);
    expect((await list(1)).sort()).toEqual([20, 30, 40]);
  });

  it('holds the nine films released last, not those with the largest ids', async () => {
    await release(100, 99, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect((await list(1)).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('repeats a list for the same seed and user, and shuffles otherwise', async () => {
    await release(1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect(await list(1, 7)).toEqual(await list(1, 7));
    const lists = new Set<string>();
    for (let user = 1; user <= 20; user++) lists.add(String(await list(user, 7)));
    for (let seed = 1; seed <= 20; seed++) lists.add(String(await list(1, seed)));
    expect(lists.size).toBeGreaterThan(35);
    const unseeded = new Set<string>();
    for (let call = 0; call < 10; call++) unseeded.add(String(await list(1)));
    expect(unseeded.size).toBeGreaterThan(5);
  });
});
