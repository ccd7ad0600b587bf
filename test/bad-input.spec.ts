import { gzipSync } from 'node:zlib';
import type { ProblemDto } from '../src/http/problem.js';
import { TestService } from './support/service.js';

interface BadInput {
  readonly name: string;
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly status: number;
  readonly detail?: string;
  /** JSON Pointers of the fields that are named, in any order. */
  readonly pointers?: string[];
}

const film = { movie_id: 1, title: 'A', genres: 'Drama' };
const rating = { user_id: 1, movie_id: 1, rating: 3 };
const feedback = { user_id: 1, recommended_movie_id_list: [1, 2], selected_movie_id: 1 };

const movies = (name: string, change: object, ...pointers: string[]): BadInput => ({
  name: `film: ${name}`,
  path: '/movies',
  body: { ...film, ...change },
  status: 400,
  pointers,
});
const ratings = (name: string, change: object, ...pointers: string[]): BadInput => ({
  name: `rating: ${name}`,
  path: '/ratings',
  body: { ...rating, ...change },
  status: 400,
  pointers,
});
const feedbacks = (name: string, change: object, ...pointers: string[]): BadInput => ({
  name: `feedback: ${name}`,
  path: '/feedback',
  body: { ...feedback, ...change },
  status: 400,
  pointers,
});
const raw = (
  name: string,
  body: unknown,
  detail: string,
  status = 400,
  headers?: Record<string, string>,
): BadInput => ({
  name: `body: ${name}`,
  path: '/ratings',
  body,
  status,
  detail,
  ...(headers && { headers }),
});
const query = (path: string, pointer: string): BadInput => ({
  name: `query: ${path}`,
  method: 'GET',
  path,
  status: 400,
  pointers: [pointer],
});

const cursorOf = (...position: number[]) => Buffer.from(position.join()).toString('base64url');

const BAD_INPUTS: BadInput[] = [
  movies('id is text', { movie_id: '1' }, '/movie_id'),
  movies('id is zero', { movie_id: 0 }, '/movie_id'),
  movies('id is negative', { movie_id: -1 }, '/movie_id'),
  movies('id is a fraction', { movie_id: 1.5 }, '/movie_id'),
  movies('id is past 32 bits', { movie_id: 2147483648 }, '/movie_id'),
  movies('id is past 64 bits', { movie_id: 1e30 }, '/movie_id'),
  movies('id is null', { movie_id: null }, '/movie_id'),
  movies('id is missing', { movie_id: undefined }, '/movie_id'),
  movies('id is a list', { movie_id: [1] }, '/movie_id'),
  movies('id is true', { movie_id: true }, '/movie_id'),
  movies('title is missing', { title: undefined }, '/title'),
  movies('title is empty', { title: '' }, '/title'),
  movies('title is a number', { title: 7 }, '/title'),
  movies('title is an object', { title: { toString: 'x' } }, '/title'),
  movies('title is too long', { title: 'x'.repeat(1001) }, '/title'),
  movies('title has a NUL', { title: 'a\0b' }, '/title'),
  movies('title has half a surrogate pair', { title: 'a\ud800b' }, '/title'),
  movies('genres are missing', { genres: undefined }, '/genres'),
  movies('genres are a list', { genres: ['Drama'] }, '/genres'),
  movies('everything is wrong', { movie_id: 'x', title: 1, genres: 2 }, '/movie_id', '/title', '/genres'),
  movies('an unknown field', { year: 2001 }, '/year'),
  movies('an unknown field to escape', { 'a/b~c': 1 }, '/a~1b~0c'),
  movies('SQL in the id', { movie_id: '1; DROP TABLE movies' }, '/movie_id'),
  ratings('value is under 0.5', { rating: 0.4 }, '/rating'),
  ratings('value is over 5', { rating: 5.1 }, '/rating'),
  ratings('value is text', { rating: '4' }, '/rating'),
  ratings('value is null', { rating: null }, '/rating'),
  ratings('value is missing', { rating: undefined }, '/rating'),
  ratings('user is missing', { user_id: undefined }, '/user_id'),
  ratings('user is past 32 bits', { user_id: 4294967296 }, '/user_id'),
  ratings('user is SQL', { user_id: "1' OR '1'='1" }, '/user_id'),
  ratings('film is an object', { movie_id: {} }, '/movie_id'),
  feedbacks('list is missing', { recommended_movie_id_list: undefined }, '/recommended_movie_id_list'),
  feedbacks('list is text', { recommended_movie_id_list: '1,2' }, '/recommended_movie_id_list'),
  feedbacks('list holds text', { recommended_movie_id_list: [1, '2'] }, '/recommended_movie_id_list'),
  feedbacks('list holds null', { recommended_movie_id_list: [null] }, '/recommended_movie_id_list'),
  feedbacks(
    'list holds an id past 32 bits',
    { recommended_movie_id_list: [2147483648] },
    '/recommended_movie_id_list',
  ),
  feedbacks('list holds a list', { recommended_movie_id_list: [[1]] }, '/recommended_movie_id_list'),
  feedbacks('list is an object', { recommended_movie_id_list: { 0: 1 } }, '/recommended_movie_id_list'),
  feedbacks(
    'list has 1,001 films',
    { recommended_movie_id_list: Array(1001).fill(1) },
    '/recommended_movie_id_list',
  ),
  feedbacks('chosen film is missing', { selected_movie_id: undefined }, '/selected_movie_id'),
  feedbacks('chosen film is zero', { selected_movie_id: 0 }, '/selected_movie_id'),
  feedbacks('group is empty', { user_type: '' }, '/user_type'),
  feedbacks('group is a number', { user_type: 1 }, '/user_type'),
  feedbacks('group is null', { user_type: null }, '/user_type'),
  feedbacks('group is too long', { user_type: 'A'.repeat(65) }, '/user_type'),
  feedbacks('group has a NUL', { user_type: 'A\0' }, '/user_type'),
  feedbacks('cycle is negative', { action_cycle: -1 }, '/action_cycle'),
  feedbacks('cycle is a fraction', { action_cycle: 0.5 }, '/action_cycle'),
  feedbacks('score is text', { score: '4' }, '/score'),
  feedbacks('score is over 10', { score: 10.5 }, '/score'),
  feedbacks('score is negative', { score: -1 }, '/score'),
  feedbacks('a misspelt field', { usertype: 'B' }, '/usertype'),
  raw('none', undefined, 'user_id is missing'),
  raw('empty', '', 'user_id is missing'),
  raw('no JSON', 'rating=3', 'is not valid JSON'),
  raw('cut off', '{"user_id": 1, "movie', 'is not valid JSON'),
  raw('a list', [rating], 'must be a JSON object'),
  raw('a number', '7', 'is not valid JSON'),
  raw('null', 'null', 'is not valid JSON'),
  raw('an infinite number', '{"user_id":1,"movie_id":1,"rating":1e999}', 'rating must be a number'),
  raw('10,000 nested brackets', '['.repeat(10_000), 'is not valid JSON'),
  raw(
    '10,000 nested objects',
    '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000),
    'must not be nested deeper than 16 levels',
  ),
  raw('__proto__', '{"__proto__":{"user_id":1},"movie_id":1,"rating":3}', 'user_id is missing'),
  raw(
    'bytes that are no UTF-8',
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    'is not valid UTF-8',
  ),
  raw('too large', JSON.stringify({ ...rating, note: 'x'.repeat(200_000) }), 'larger than 102400 bytes', 413),
  raw(
    'too large when inflated',
    gzipSync(`{"note":"${'x'.repeat(5_000_000)}"}`),
    'larger than 102400 bytes',
    413,
    {
      'content-encoding': 'gzip',
    },
  ),
  raw('broken gzip', 'not gzip', 'not what its Content-Encoding says', 400, {
    'content-encoding': 'gzip',
  }),
  raw('an unknown encoding', JSON.stringify(rating), 'content encoding is not supported', 415, {
    'content-encoding': 'zstd-of-tomorrow',
  }),
  raw('plain text', JSON.stringify(rating), 'must be application/json in UTF-8, not text/plain', 415, {
    'content-type': 'text/plain',
  }),
  raw('a form', 'user_id=1', 'must be application/json', 415, {
    'content-type': 'application/x-www-form-urlencoded',
  }),
  raw('another charset', JSON.stringify(rating), 'not application/json; charset=utf-16', 415, {
    'content-type': 'application/json; charset=utf-16',
  }),
  query('/movies?limit=0', '/limit'),
  query('/movies?limit=1001', '/limit'),
  query('/movies?limit=ten', '/limit'),
  query('/movies?limit=1&limit=2', '/limit'),
  query('/movies?limit=', '/limit'),
  query('/movies?page=2', '/page'),
  query('/movies?cursor=%21%21', '/cursor'),
  query('/movies?cursor=', '/cursor'),
  query('/ratings?cursor=MQ', '/cursor'),
  query(`/movies?cursor=${cursorOf(2147483648)}`, '/cursor'),
  query(`/ratings?cursor=${cursorOf(2147483648, 1)}`, '/cursor'),
  query(`/ratings?cursor=${cursorOf(1, 2147483648)}`, '/cursor'),
  query(`/feedback?cursor=${cursorOf(2 ** 53)}`, '/cursor'),
  query('/ratings?user_id=abc', '/user_id'),
  query('/ratings?movie_id=1%20OR%201=1', '/movie_id'),
  query('/feedback?action_cycle=-1', '/action_cycle'),
  query('/feedback?user_type=', '/user_type'),
  query('/recommend/v1', '/user_id'),
  query('/recommend/v1?user_id=0', '/user_id'),
  query('/recommend/v2?user_id=1&seed=4294967296', '/seed'),
  query('/recommend/v2?user_id=1&seed=x', '/seed'),
  query('/recommend?user_id=1&candidates=1,x', '/candidates'),
  query('/recommend/v1?user_id=1&candidates=0', '/candidates'),
  { ...query('/movies/abc', '/movie_id'), name: 'path: an id that is text' },
  { ...query('/movies/2147483648', '/movie_id'), name: 'path: an id past 32 bits' },
  { ...query('/movies/1%00', '/movie_id'), name: 'path: an id with a NUL' },
  {
    name: 'path: broken percent-encoding',
    method: 'GET',
    path: '/movies/%E0%A4%A',
    status: 400,
    detail: 'not validly percent-encoded',
  },
  { name: 'path: nothing there', method: 'GET', path: '/films', status: 404 },
  { name: 'method: DELETE of a film', method: 'DELETE', path: '/movies/1', status: 405 },
  { name: 'method: PATCH of the ratings', method: 'PATCH', path: '/ratings/', body: rating, status: 405 },
  { name: 'method: GET of what takes films in bulk', method: 'GET', path: '/movies/bulk', status: 405 },
  { name: 'method: PUT of feedback', method: 'PUT', path: '/feedback', body: feedback, status: 405 },
];

describe('bad input', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  afterAll(() => service.stop());

  it.each(BAD_INPUTS)('is refused with its problem, nothing stored: $name', async (input) => {
    const { method = 'POST', path, body, headers, status, pointers, detail } = input;
    const answer = await service.send<ProblemDto>(method, path, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ type: 'about:blank', status });
    expect(answer.body.title).not.toBe('');
    expect(answer.body.detail).toContain(detail ?? ' ');
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.[jt]s:\d+/);
    if (pointers) {
      expect(answer.body.errors?.map(({ pointer }) => pointer).sort()).toEqual([...pointers].sort());
      expect(answer.body.errors?.every(({ detail }) => detail.length > 0)).toBe(true);
    }
    for (const table of ['movies', 'ratings', 'feedbacks'] as const)
      expect(await service.count(table)).toBe(0);
  });

  it('says in Allow which methods a path takes', async () => {
    const allow = async (method: string, path: string) =>
      (await service.send(method, path)).headers.get('allow');
    expect(await allow('DELETE', '/ratings')).toBe('GET, HEAD, OPTIONS, POST, PUT');
    expect(await allow('DELETE', '/movies/last/')).toBe('GET, HEAD, OPTIONS');
    expect(await allow('OPTIONS', '/movies')).toBe('GET, HEAD, OPTIONS, POST');
  });
});
