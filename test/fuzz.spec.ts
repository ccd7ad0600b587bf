import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { RUNS } from './support/property-runs.js';
import { TestService } from './support/service.js';

/** Every call that takes a body, with the fields of its rows. */
const CALLS = [
  { method: 'POST', path: '/movies', fields: ['movie_id', 'title', 'genres'] },
  { method: 'POST', path: '/movies/bulk', fields: ['movie_id', 'title', 'genres'] },
  { method: 'POST', path: '/ratings', fields: ['user_id', 'movie_id', 'rating'] },
  { method: 'PUT', path: '/ratings', fields: ['user_id', 'movie_id', 'rating'] },
  { method: 'POST', path: '/ratings/bulk', fields: ['user_id', 'movie_id', 'rating'] },
  {
    method: 'POST',
    path: '/feedback',
    fields: [
      'user_id',
      'recommended_movie_id_list',
      'selected_movie_id',
      'user_type',
      'action_cycle',
      'score',
      'recommendation_id',
    ],
  },
  {
    method: 'POST',
    path: '/feedback/bulk',
    fields: ['user_id', 'recommended_movie_id_list', 'selected_movie_id', 'user_type', 'recommendation_id'],
  },
  {
    method: 'POST',
    path: '/runs',
    fields: ['seed', 'dataset', 'checksum', 'options', 'version', 'player'],
  },
  { method: 'PUT', path: '/runs/1/player', fields: ['player', 'force'] },
  { method: 'PUT', path: '/runs/1/progress', fields: ['player', 'position', 'counts', 'status'] },
  { method: 'POST', path: '/recommend/bulk', fields: ['user_id', 'seed', 'candidates'] },
  {
    method: 'PUT',
    path: '/experiments/current',
    fields: ['salt', 'groups', 'control', 'treatment', 'cycle'],
  },
];

interface Operation {
  readonly parameters?: readonly { readonly name: string }[];
}
const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Partial<Record<string, Operation>>>;
};
/** Those whose rows are stored once under a key. */
const POSTS = CALLS.filter(({ method }) => method === 'POST');
const KEYED = POSTS.filter(({ path }) =>
  paths[path].post?.parameters?.some(({ name }) => name === 'Idempotency-Key'),
);

const integer = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, 1, -1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, 1e30, -0.5),
);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'A',
    'v1',
    '\0',
    '\ud800',
    '1 OR 1=1',
    "'; DROP TABLE movies; --",
    '__proto__',
    'x'.repeat(2000),
  ),
);
/** What a field may hold that nobody has thought of, and what it should hold. */
const value = fc.oneof(
  { weight: 4, arbitrary: integer },
  { weight: 2, arbitrary: text },
  { weight: 2, arbitrary: fc.array(integer, { maxLength: 12 }) },
  { weight: 1, arbitrary: fc.array(fc.record({ name: text, weight: integer }), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);
const id = fc.integer({ min: 1, max: 30 });
const VALID: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  title: fc.constantFrom('A', 'B'),
  genres: fc.constant('Drama'),
  rating: fc.constantFrom(0.5, 3, 5),
  recommended_movie_id_list: fc.array(id, { maxLength: 9 }),
  candidates: fc.array(id, { maxLength: 9 }),
  user_type: fc.constantFrom('A', 'B', undefined),
  score: fc.constantFrom(0, 10, undefined),
  recommendation_id: fc.constantFrom(undefined, 1),
  dataset: fc.constant('any'),
  checksum: fc.constant('0'.repeat(64)),
  version: fc.constant('1'),
  player: fc.constantFrom('one', 'another'),
  force: fc.constant(true),
  options: fc.dictionary(fc.constantFrom('a', 'b', 'A'), value),
  counts: fc.dictionary(fc.constantFrom('a', 'b'), fc.nat()),
  status: fc.constantFrom('running', 'stopped'),
};
const fieldOf = (name: string) =>
  fc.oneof({ weight: 9, arbitrary: VALID[name] ?? id }, { weight: 1, arbitrary: value });
const rowOf = (fields: readonly string[]) =>
  fc.record(Object.fromEntries(fields.map((field) => [field, fieldOf(field)])), {
    requiredKeys: fields.slice(0, 6),
  });
const bodyOf = (fields: readonly string[]) =>
  fc.oneof(
    { weight: 6, arbitrary: rowOf(fields) },
    { weight: 2, arbitrary: fc.array(rowOf(fields), { maxLength: 5 }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
const callOf = (calls: typeof CALLS) =>
  fc.constantFrom(...calls).chain(({ method, path, fields }) =>
    fc.record({
      method: fc.constant(method),
      path: fc.constant(path),
      body: bodyOf(fields).map((body) => JSON.stringify(body)),
    }),
  );

const LISTS = ['/movies', '/ratings', '/feedback'];
const query = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      'limit',
      'cursor',
      'user_id',
      'movie_id',
      'selected_movie_id',
      'user_type',
      'action_cycle',
    ),
    fc.string(),
  ),
  fc.oneof(
    integer.map(String),
    text.filter((one) => one.isWellFormed()),
  ),
  { maxKeys: 4 },
);
const cursor = fc
  .array(fc.oneof(fc.nat(), fc.maxSafeNat(), fc.bigInt({ min: 0n })), { minLength: 1, maxLength: 3 })
  .map((position) => Buffer.from(position.join()).toString('base64url'));

describe('any input', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  afterAll(() => service.stop());

  const isAnswered = (status: number) => status >= 200 && status < 500;

  it('as a body is taken or refused, and is never a fault of the service', async () => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(callOf(CALLS), async ({ method, path, body }) => {
        const answer = await service.send<unknown>(method, path, body);
        statuses.add(answer.status);
        expect({ status: answer.status, isAnswered: isAnswered(answer.status) }).toMatchObject({
          isAnswered: true,
        });
        expect(JSON.stringify(answer.body)).not.toMatch(/"failed":[1-9]/);
      }),
      { ...RUNS, numRuns: 300 },
    );
    // Else nothing but the first check was tried.
    expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 400]));
  });

  it('sent again with its key is answered as the first time, and stores nothing more', async () => {
    const key = fc.stringMatching(/^[\x21-\x7e]{1,60}$/);
    const counted = ['movies', 'ratings', 'feedbacks'] as const;
    const counts = () => Promise.all(counted.map((table) => service.count(table)));
    expect(KEYED.length).toBeGreaterThan(5);
    const kept = new Set<number>();
    await fc.assert(
      fc.asyncProperty(callOf(KEYED), key, async ({ method, path, body }, name) => {
        const headers = { 'idempotency-key': name };
        const first = await service.send<unknown>(method, path, body, headers);
        const before = await counts();
        const second = await service.send<unknown>(method, path, body, headers);
        expect(isAnswered(first.status)).toBe(true);
        expect({ status: second.status, body: second.body }).toEqual({
          status: first.status,
          body: first.body,
        });
        expect(await counts()).toEqual(before);
        kept.add(first.status);
      }),
      { ...RUNS, numRuns: 150 },
    );
    expect([...kept]).toEqual(expect.arrayContaining([201, 400]));
  });

  it('as a query is taken or refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...LISTS, '/recommend', '/recommend/v2', '/statistics/films'),
        query,
        async (path, fields) => {
          const answer = await service.get(`${path}?${new URLSearchParams(fields).toString()}`);
          expect({ status: answer.status, isAnswered: isAnswered(answer.status) }).toMatchObject({
            isAnswered: true,
          });
        },
      ),
      RUNS,
    );
  });

  it('as a cursor is a position, or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...LISTS), cursor, async (path, position) => {
        const answer = await service.get(`${path}?cursor=${position}`);
        expect([200, 400]).toContain(answer.status);
      }),
      RUNS,
    );
  });
});

describe('any page size', () => {
  let service: TestService;
  const users = 23;
  beforeAll(async () => {
    service = await TestService.start();
    const rows = Array.from({ length: users }, (_, at) => at + 1);
    await service.post(
      '/movies/bulk',
      rows.map((id) => ({ movie_id: id * 7, title: `Film ${id}`, genres: 'Drama' })),
    );
    await service.post(
      '/ratings/bulk',
      rows.map((id) => ({ user_id: (id % 5) + 1, movie_id: id, rating: 3 })),
    );
    await service.post(
      '/feedback/bulk',
      rows.map((id) => ({
        user_id: (id % 3) + 1,
        recommended_movie_id_list: [id],
        selected_movie_id: id,
        user_type: 'ABC'[id % 3],
        action_cycle: id % 2,
      })),
    );
  });
  afterAll(() => service.stop());

  const WALKS = [
    { path: '/movies', size: users },
    { path: '/ratings', size: users },
    { path: '/ratings?user_id=2', size: 5 },
    { path: '/ratings?movie_id=2', size: 1 },
    { path: '/feedback', size: users },
    { path: '/feedback?user_type=B', size: 8 },
    { path: '/feedback?action_cycle=1', size: 12 },
    { path: '/feedback?user_type=B&action_cycle=1', size: 4 },
    { path: '/feedback?user_id=2&user_type=B', size: 8 },
  ];

  it('walks every row once, in the order of one page', async () => {
    const walk = async (path: string, limits: readonly number[]): Promise<string[]> => {
      const rows: string[] = [];
      let position = '';
      for (let page = 0; ; page++) {
        const url = new URL(path, 'http://localhost');
        url.searchParams.set('limit', String(limits[page % limits.length]));
        if (position !== '') url.searchParams.set('cursor', position);
        const { body } = await service.get<{ items: object[]; next_cursor: string | null }>(
          url.pathname + url.search,
        );
        expect(body.items.length).toBeLessThanOrEqual(limits[page % limits.length]);
        rows.push(...body.items.map((item) => JSON.stringify(item)));
        if (body.next_cursor === null) return rows;
        position = body.next_cursor;
      }
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...WALKS),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }),
        async ({ path, size }, limits) => {
          const rows = await walk(path, limits);
          expect(rows).toEqual(await walk(path, [1000]));
          expect(new Set(rows).size).toBe(size);
        },
      ),
      { ...RUNS, numRuns: 60 },
    );
  });
});
