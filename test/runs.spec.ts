import type { ProblemDto } from '../src/http/problem.js';
import type { RunDto } from '../src/run/run.dto.js';
import { TestService } from './support/service.js';

const CHECKSUM = 'a'.repeat(64);
const options = { releases: 200, cycle: 100, arrival: 'release', shadow: false, groups: [50, 50] };
const begun = {
  seed: 4294967295,
  dataset: 'synthetic',
  checksum: CHECKSUM,
  options,
  version: '0.1.0',
  player: 'a:1',
};
const counts = { releases: 3, visits: 10 };
const progress = { player: 'a:1', position: 3, counts, status: 'running' };

describe('runs', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  const begin = async (change: object = {}): Promise<RunDto> =>
    (await service.post<RunDto>('/runs', { ...begun, ...change })).body;
  const note = (change: object = {}) =>
    service.send<RunDto>('PUT', '/runs/1/progress', { ...progress, ...change });
  const take = (player: string, force?: boolean) =>
    service.send<Omit<RunDto, 'status'> & ProblemDto>('PUT', '/runs/1/player', {
      player,
      ...(force !== undefined && { force }),
    });
  /** As if the player had said nothing for longer than it may. */
  const letGo = () => service.dataSource.query("UPDATE runs SET held_until = now() - interval '1 ms'");

  describe('POST /runs', () => {
    it('records all that decides the run, and what was out when it began', async () => {
      await service.post('/movies', { movie_id: 7, title: 'A', genres: '' });
      const { status, body } = await service.post<RunDto>('/runs', begun);
      expect(status).toBe(201);
      const { created_at, updated_at, held_until, repeatable_until, ...run } = body;
      expect(run).toEqual({
        ...{ run_id: 1, ...begun, films_before: 1 },
        ...{ position: 0, counts: {}, status: 'running' },
      });
      expect(Date.parse(held_until!) - Date.parse(created_at)).toBeCloseTo(10_000, -2);
      expect(Date.parse(repeatable_until!) - Date.parse(created_at)).toBeCloseTo(24 * 3_600_000, -2);
      expect(updated_at >= created_at).toBe(true);
      expect((await service.get('/runs/1')).body).toEqual(body);
    });

    it('records a run anew under its key once the table was emptied', async () => {
      const key = { 'Idempotency-Key': 'run/a:1' };
      await service.send<RunDto>('POST', '/runs', begun, key);
      await service.dataSource.query('TRUNCATE runs');
      expect((await service.send<RunDto>('POST', '/runs', begun, key)).status).toBe(201);
      expect(await service.count('runs')).toBe(1);
    });

    it('records a run once under its Idempotency-Key', async () => {
      const key = { 'Idempotency-Key': 'run/a:1' };
      const [first, again] = await Promise.all([
        service.send<RunDto>('POST', '/runs', begun, key),
        service.send<RunDto>('POST', '/runs', begun, key),
      ]);
      expect([again.status, again.body]).toEqual([201, first.body]);
      const other = await service.send('POST', '/runs', { ...begun, seed: 2 }, key);
      expect(other.status).toBe(422);
      expect((await service.get<{ items: RunDto[] }>('/runs')).body.items).toHaveLength(1);
    });

    it.each([
      ['a seed beyond 32 bits', { seed: 2 ** 32 }, '/seed'],
      ['a checksum of another kind', { checksum: 'md5' }, '/checksum'],
      ['options within options', { options: { a: { b: 1 } } }, '/options'],
      ['options that are a list', { options: [1] }, '/options'],
      ['options with a NUL', { options: { a: 'x\0' } }, '/options'],
      [
        'options without end',
        { options: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`a${at}`, 1])) },
        '/options',
      ],
      ['a position of its own', { position: 5 }, '/position'],
      ['no player', { player: undefined }, '/player'],
    ])('refuses %s', async (_, change, pointer) => {
      const { status, body } = await service.post<ProblemDto>('/runs', { ...begun, ...change });
      expect(status).toBe(400);
      expect(body.errors?.map((error) => error.pointer)).toEqual([pointer]);
    });
  });

  describe('PUT /runs/{run_id}/progress', () => {
    it('notes the progress, and holds the run on', async () => {
      const { held_until, repeatable_until } = await begin();
      const { status, body } = await note();
      expect(status).toBe(200);
      expect(body).toMatchObject({ position: 3, counts, status: 'running' });
      expect(body.held_until! > held_until!).toBe(true);
      expect(body.repeatable_until! > repeatable_until!).toBe(true);
      // Whoever stays where it is has calls under way that are as old as ever.
      expect((await note()).body.repeatable_until).toBe(body.repeatable_until);
    });

    it('never takes the position or the end back', async () => {
      await begin();
      await note();
      expect((await note({ position: 2, counts: { releases: 2 } })).body).toMatchObject({
        position: 3,
        counts,
      });
      const end = await note({ position: 4, counts: { releases: 4 }, status: 'finished' });
      expect(end.body).toMatchObject({
        position: 4,
        status: 'finished',
        held_until: null,
        repeatable_until: null,
      });
      const late = await note({ status: 'running' });
      expect(late.body).toMatchObject({
        position: 4,
        counts: { releases: 4 },
        status: 'finished',
        held_until: null,
      });
    });

    it('refuses another player, and says whose run it is', async () => {
      await begin();
      const { status, body } = await service.send<ProblemDto>('PUT', '/runs/1/progress', {
        ...progress,
        player: 'b:2',
      });
      expect(status).toBe(409);
      expect(body.detail).toBe('Run 1 is played by a:1, not by b:2');
      expect((await service.get<RunDto>('/runs/1')).body.position).toBe(0);
    });

    it('refuses counts and a status that there are not', async () => {
      await begin();
      const { status, body } = await service.send<ProblemDto>('PUT', '/runs/1/progress', {
        ...progress,
        ...{ counts: { visits: -1 }, status: 'lost' },
      });
      expect(status).toBe(400);
      expect(body.errors?.map((error) => error.pointer).sort()).toEqual(['/counts', '/status']);
    });
  });

  describe('PUT /runs/{run_id}/player', () => {
    it('gives a run that nobody holds, and refuses one that is held', async () => {
      await begin();
      const held = await take('b:2');
      expect(held.status).toBe(409);
      expect(held.body.detail).toMatch(/^Run 1 is being played by a:1, who holds it until \d{4}-/);
      await letGo();
      expect((await take('b:2')).body).toMatchObject({ player: 'b:2', status: 'running' });
      expect((await note()).status).toBe(409);
      expect((await take('b:2')).status).toBe(200);
    });

    it('gives a stopped run at once, one that is held by force, and a finished one never', async () => {
      await begin();
      await note({ status: 'stopped' });
      expect((await take('b:2')).status).toBe(200);
      expect((await take('c:3', true)).body.player).toBe('c:3');
      await note({ player: 'c:3', status: 'finished' });
      const finished = await take('d:4', true);
      expect([finished.status, finished.body.detail]).toEqual([409, 'Run 1 is finished']);
    });

    it('gives it to one of many who ask at once', async () => {
      await begin();
      await letGo();
      const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => take(`many:${at}`)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
    });
  });

  it('are listed in pages, in the order in which they began', async () => {
    for (const seed of [5, 3, 4]) await begin({ seed });
    const first = await service.get<{ items: RunDto[]; next_cursor: string }>('/runs?limit=2');
    expect(first.body.items.map(({ seed }) => seed)).toEqual([5, 3]);
    expect(first.headers.get('link')).toContain('rel="next"');
    const second = await service.get<{ items: RunDto[] }>(`/runs?cursor=${first.body.next_cursor}`);
    expect(second.body).toMatchObject({ items: [{ run_id: 3, seed: 4 }], next_cursor: null });
  });

  it('know the films that were out before them, in the order of their release', async () => {
    for (const movie_id of [9, 2]) await service.post('/movies', { movie_id, title: 'A', genres: '' });
    await begin();
    await service.post('/movies', { movie_id: 1, title: 'B', genres: '' });
    expect((await service.get('/runs/1/films-before')).body).toEqual([9, 2]);
  });

  it.each([
    ['GET', '/runs/8', undefined],
    ['GET', '/runs/8/films-before', undefined],
    ['PUT', '/runs/8/progress', progress],
    ['PUT', '/runs/8/player', { player: 'a' }],
  ])('says that there is no such run: %s %s', async (method, path, body) => {
    const answer = await service.send<ProblemDto>(method, path, body);
    expect([answer.status, answer.body.detail]).toEqual([404, 'There is no run 8']);
  });
});
