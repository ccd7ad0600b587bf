import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { randomStream } from '../src/random/seeded-random.js';
import type { ProblemDto } from '../src/http/problem.js';
import type { RecommendationDto } from '../src/recommendation/recommendation.dto.js';
import { TestService } from './support/service.js';

interface Outcome {
  readonly row: number;
  readonly outcome: string;
  readonly detail?: string;
  readonly errors?: object[];
}
interface Counts {
  readonly rows: number;
  readonly created: number;
  readonly identical: number;
  readonly conflict: number;
  readonly invalid: number;
  readonly failed: number;
  readonly complete: boolean;
  readonly problem?: ProblemDto;
}
type BulkAnswer = Counts & { readonly outcomes: Outcome[] };

const NDJSON = 'application/x-ndjson';
const lines = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome | Counts);
const range = (length: number) => Array.from({ length }, (_, at) => at + 1);
const film = (movie_id: number, genres = 'Drama') => ({ movie_id, title: `Film ${movie_id}`, genres });
const rating = (user_id: number, value = 3) => ({ user_id, movie_id: 1, rating: value });
const feedback = (user_id: number) => ({
  user_id,
  recommended_movie_id_list: [3, 1, 2],
  selected_movie_id: 1,
});

describe('bulk calls', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  const post = (path: string, rows: unknown) => service.post<BulkAnswer>(path, rows);
  const postText = <T = string>(
    path: string,
    body: string | Uint8Array,
    headers: Record<string, string> = {},
  ) => service.send<T>('POST', path, body, { 'content-type': NDJSON, ...headers });

  describe('outcomes', () => {
    it('tell of each film, in the order of the rows, and count them', async () => {
      const bad = { movie_id: 4, title: '', genres: 1, year: 2001 };
      const { status, body } = await post('/movies/bulk', [
        film(2),
        film(1),
        film(2),
        film(1, 'War'),
        bad,
        7,
      ]);
      expect(status).toBe(200);
      expect(body).toEqual({
        outcomes: [
          { row: 1, outcome: 'created' },
          { row: 2, outcome: 'created' },
          { row: 3, outcome: 'identical' },
          { row: 4, outcome: 'conflict', detail: 'Movie 1 is out already as "Film 1" (Drama)' },
          {
            row: 5,
            outcome: 'invalid',
            detail:
              'year is not known here; title must be text of 1 to 1000 characters, without NUL or broken Unicode; ' +
              'genres must be text of 0 to 1000 characters, without NUL or broken Unicode',
            errors: [
              { in: 'body', pointer: '/year', detail: 'is not known here' },
              expect.objectContaining({ pointer: '/title' }),
              expect.objectContaining({ pointer: '/genres' }),
            ],
          },
          {
            row: 6,
            outcome: 'invalid',
            detail: 'The row must be a JSON object',
            errors: [{ in: 'body', pointer: '', detail: 'must be a JSON object' }],
          },
        ],
        rows: 6,
        created: 2,
        identical: 1,
        conflict: 1,
        invalid: 2,
        failed: 0,
        complete: true,
      });
      expect((await service.get('/movies/last')).body).toBe(1);
    });

    it('are lines for lines, the counts last', async () => {
      await service.post('/ratings', rating(1));
      const { headers, body } = await postText('/ratings/bulk/', lines([rating(2), rating(1), rating(1, 5)]));
      expect(headers.get('content-type')).toMatch(/^application\/x-ndjson/);
      expect(linesOf(body)).toEqual([
        { row: 1, outcome: 'created' },
        { row: 2, outcome: 'identical' },
        expect.objectContaining({ row: 3, outcome: 'conflict' }),
        { rows: 3, created: 1, identical: 1, conflict: 1, invalid: 0, failed: 0, complete: true },
      ]);
    });

    it('show of feedback what the service has decided', async () => {
      const { body } = await post('/feedback/bulk', [
        feedback(1),
        { ...feedback(2), user_type: 'B', action_cycle: 1 },
      ]);
      const score = (2 / 3) * 10;
      expect(body.outcomes).toEqual([
        { row: 1, outcome: 'created', feedback_id: 1, score, user_type: 'A', action_cycle: 0 },
        { row: 2, outcome: 'created', feedback_id: 2, score, user_type: 'B', action_cycle: 1 },
      ]);
    });

    it('come in the other form where it is asked for', async () => {
      const asJson = await postText<BulkAnswer>('/movies/bulk', lines([film(1)]), {
        accept: 'application/json',
      });
      expect(asJson.body).toMatchObject({ outcomes: [{ row: 1, outcome: 'created' }], complete: true });
      const asLines = await service.send<string>('POST', '/movies/bulk', [film(1)], { accept: NDJSON });
      expect(linesOf(asLines.body)[0]).toEqual({ row: 1, outcome: 'identical' });
      expect(
        (await postText<ProblemDto>('/movies/bulk', lines([film(1)]), { accept: 'text/html' })).status,
      ).toBe(406);
    });

    it('are told only of rows that were not stored where the client prefers so', async () => {
      const minimal = { prefer: 'return=minimal' };
      const rows = [...range(3000).map((user) => rating(user)), rating(7, 1), rating(8), {}];
      const { headers, body } = await service.send<BulkAnswer>('POST', '/ratings/bulk', rows, minimal);
      expect(headers.get('preference-applied')).toBe('return=minimal');
      expect(body.outcomes.map(({ row, outcome }) => [row, outcome])).toEqual([
        [3001, 'conflict'],
        [3003, 'invalid'],
      ]);
      expect(body).toMatchObject({ rows: 3003, created: 3000, identical: 1, complete: true });
    });

    it('are none for no rows', async () => {
      const none = { rows: 0, created: 0, identical: 0, conflict: 0, invalid: 0, failed: 0, complete: true };
      expect((await post('/movies/bulk', [])).body).toEqual({ outcomes: [], ...none });
      expect(linesOf((await postText('/movies/bulk', '\n\n')).body)).toEqual([none]);
    });

    it('keep the order of the rows over many batches', async () => {
      const rows = range(12_000).map((user) => (user % 7 === 0 ? rating(user, 9) : rating(user)));
      const { body } = await post('/ratings/bulk', rows);
      expect(body.outcomes.map(({ outcome }) => outcome)).toEqual(
        range(12_000).map((user) => (user % 7 === 0 ? 'invalid' : 'created')),
      );
      expect(body.outcomes.map(({ row }) => row)).toEqual(range(12_000));
      expect(await service.count('ratings')).toBe(12_000 - Math.floor(12_000 / 7));
    });
  });

  describe('bodies', () => {
    it.each([
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
    ] as const)('are inflated: %s', async (encoding, compress) => {
      const body = compress(Buffer.from(lines(range(3000).map((user) => rating(user)))));
      const answer = await postText('/ratings/bulk', body, { 'content-encoding': encoding });
      expect(linesOf(answer.body).at(-1)).toMatchObject({ rows: 3000, created: 3000, complete: true });
    });

    it('may hold what is wrong beside what is right, also where a single call could not be read', async () => {
      const long = JSON.stringify({ ...rating(3), note: 'x'.repeat(110_000) });
      const body = Buffer.concat([
        Buffer.from(`${lines([rating(1)])}{"user_id": 1,\nrating=3\n${long}\n{"a":"`),
        Buffer.from([0xff]),
        Buffer.from(`"}\r\n\r\n${lines([rating(2)])}null\n${'['.repeat(50_000)}\n`),
      ]);
      const found = linesOf((await postText('/ratings/bulk', body)).body) as Outcome[];
      expect(found.slice(0, -1).map(({ outcome, detail }) => [outcome, detail?.slice(0, 31)])).toEqual([
        ['created', undefined],
        ['invalid', 'The row is not valid JSON: Expe'],
        ['invalid', 'The row is not valid JSON: Unex'],
        ['invalid', 'The row is longer than 102400 b'],
        ['invalid', 'The row is not valid UTF-8'],
        ['created', undefined],
        ['invalid', 'The row must be a JSON object'],
        ['invalid', 'The row is not valid JSON: Unex'],
      ]);
      expect(await service.count('ratings')).toBe(2);
    });

    const refused: [string, string | Uint8Array, Record<string, string>, number, string][] = [
      [
        'plain text',
        'rows',
        { 'content-type': 'text/plain' },
        415,
        'application/json (an array) or application/x-ndjson',
      ],
      [
        'an unknown encoding',
        '{}\n',
        { 'content-encoding': 'zstd' },
        415,
        'The content encoding is not supported',
      ],
      ['no gzip', '{}\n', { 'content-encoding': 'gzip' }, 400, 'it is not what its Content-Encoding says'],
      [
        'an object',
        '{}',
        { 'content-type': 'application/json' },
        400,
        'The body cannot be read: it is not a JSON array',
      ],
      [
        'an open array',
        '[{"user',
        { 'content-type': 'application/json' },
        400,
        'it ends before the array does',
      ],
      ['half a row', '{"user', {}, 400, 'it ends within a row'],
      ['nothing', '', {}, 400, 'The body is missing'],
    ];
    it.each(refused)('are refused whole: %s', async (_name, body, headers, status, detail) => {
      const answer = await postText<ProblemDto>('/ratings/bulk', body, headers);
      expect(answer).toMatchObject({
        status,
        body: { status, detail: expect.stringContaining(detail) as string },
      });
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    });

    it('that break off keep what was complete, and say how far it got', async () => {
      const rows = range(2500).map((user) => rating(user));
      const cut = JSON.stringify(rows).slice(0, -10);
      const { body } = await service.send<BulkAnswer>('POST', '/ratings/bulk', cut);
      expect(body).toMatchObject({
        rows: 2499,
        created: 2499,
        complete: false,
        problem: {
          status: 400,
          detail: 'The body cannot be read on after row 2499: it ends before the array does',
        },
      });
      expect(body.outcomes).toHaveLength(2499);
      const text = lines(range(10).map((user) => rating(5000 + user))).slice(0, -5);
      const answer = linesOf((await postText('/ratings/bulk', text)).body);
      expect(answer.at(-1)).toMatchObject({ rows: 9, created: 9, complete: false });
      expect(await service.count('ratings')).toBe(2508);
    });

    it('that break off compressed keep what was complete', async () => {
      const random = randomStream(1, 'cut gzip');
      const rows = range(20_000).map((user) => rating(user, 0.5 + Math.floor(random() * 10) / 2));
      const zipped = gzipSync(lines(rows));
      const cut = zipped.subarray(0, Math.floor(zipped.length / 2));
      const answer = linesOf((await postText('/ratings/bulk', cut, { 'content-encoding': 'gzip' })).body).at(
        -1,
      ) as Counts;
      expect(answer).toMatchObject({
        complete: false,
        problem: { detail: expect.stringContaining('it was cut off') as string },
      });
      expect(answer.rows).toBeGreaterThan(5000);
      expect(await service.count('ratings')).toBe(answer.rows);
    });

    /** Sends bytes over a connection of its own, then ends its side of it; what comes back. */
    const sendRaw = (text: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(service.url);
        let received = '';
        const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true }, () =>
          socket.end(text),
        );
        socket.setEncoding('utf8').on('data', (more: string) => (received += more));
        socket.on('end', () => {
          resolve(received);
        });
        socket.on('error', reject);
      });

    it('whose connection ends before they do keep what was complete, and say how far it got', async () => {
      const rows = lines(range(700).map((user) => rating(user)));
      const received = await sendRaw(
        `POST /ratings/bulk HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${NDJSON}\r\nContent-Length: 1000000\r\n\r\n${rows}{"us`,
      );
      expect(received).toContain('HTTP/1.1 200 OK');
      expect(received).toContain('"rows":700,"created":700');
      expect(received).toContain('The body cannot be read on after row 700: it was cut off');
      expect(await service.count('ratings')).toBe(700);
    });

    it('that never come are a problem, and what is no HTTP is one too', async () => {
      const cut = await sendRaw(
        `POST /ratings/bulk HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${NDJSON}\r\nContent-Length: 10\r\n\r\n`,
      );
      expect(cut).toContain('HTTP/1.1 400 Bad Request');
      expect(cut).toContain('The body cannot be read: it was cut off');
      const garbage = await sendRaw('rating=3\r\n\r\n');
      expect(garbage).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/);
      expect(garbage).toContain('The request is not valid HTTP');
    });

    it('of a client that is gone keep what was complete', async () => {
      const { hostname, port } = new URL(service.url);
      const socket = connect(Number(port), hostname);
      const rows = lines(range(900).map((user) => rating(user)));
      socket.write(
        `POST /ratings/bulk HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${NDJSON}\r\nTransfer-Encoding: chunked\r\n\r\n` +
          `${rows.length.toString(16)}\r\n${rows}\r\n`,
      );
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
      for (let look = 0; look < 100 && (await service.count('ratings')) < 900; look++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(await service.count('ratings')).toBe(900);
    });

    it('are answered row by row while they still arrive', async () => {
      const { hostname, port } = new URL(service.url);
      const socket = connect(Number(port), hostname).setEncoding('utf8');
      let received = '';
      socket.on('data', (text: string) => (received += text));
      const seen = async (text: string) => {
        while (!received.includes(text)) await new Promise((resolve) => setTimeout(resolve, 5));
      };
      const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
      socket.write(
        `POST /ratings/bulk HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${NDJSON}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      for (const user of range(5)) {
        socket.write(chunk(lines([rating(user)])));
        await seen(`{"row":${user},"outcome":"created"}`);
        expect(await service.count('ratings')).toBe(user);
      }
      socket.write('0\r\n\r\n');
      await seen('"complete":true');
      socket.destroy();
    });
  });

  it('that the service stops under say which rows are stored, and which are to be sent again', async () => {
    const ending = await TestService.join();
    const rows = range(40_000).map((user) => rating(user));
    const sent = ending.post<BulkAnswer>('/ratings/bulk', rows);
    while ((await service.count('ratings')) === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await ending.stop();
    const { status, body } = await sent;
    const stored = await service.count('ratings');
    if (status === 503) throw new Error('The service stopped before the first batch');
    expect(body.outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(stored);
    if (stored < 40_000) {
      const problem = { status: 503, detail: 'The service is going down; send the rest again' };
      expect(body).toMatchObject({ complete: false, problem });
      expect(body.outcomes).toHaveLength(stored);
    }
  });

  describe('rows are taken and refused as in single calls', () => {
    const VALUES: unknown[] = [
      undefined,
      null,
      true,
      0,
      1,
      2,
      -1,
      0.5,
      4.5,
      5.1,
      10,
      64,
      2147483647,
      2147483648,
      9007199254740992,
      1e300,
      '',
      '1',
      'A',
      'é映画',
      'a\0b',
      'a\ud800b',
      'x'.repeat(64),
      'x'.repeat(65),
      'x'.repeat(1000),
      'x'.repeat(1001),
      [],
      [1],
      [1, 2147483648],
      [1, '2'],
      [[1]],
      [null],
      Array(1000).fill(1),
      Array(1001).fill(1),
      {},
      { 0: 1 },
      { toString: 'x' },
      JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`),
    ];
    const NAMES = [
      'year',
      'a/b~c',
      'usertype',
      '0',
      '',
      'toString',
      'constructor',
      'prototype',
      'hasOwnProperty',
    ];

    const draw = <T>(random: () => number, values: readonly T[]) =>
      values[Math.floor(random() * values.length)];

    /** Rows with one, two or three things changed, and every row once with each value in each field. */
    function variants(row: Record<string, unknown>, fields: readonly string[]): string[] {
      const random = randomStream(7, ...fields);
      const rows = fields.flatMap((field) => VALUES.map((value) => ({ ...row, [field]: value })));
      for (let count = 0; count < 200; count++) {
        const changed: Record<string, unknown> = { ...row };
        for (let change = 0; change <= count % 3; change++) {
          changed[draw(random, count % 2 ? fields : [...fields, ...NAMES])] = draw(random, VALUES);
        }
        rows.push(changed);
      }
      const texts = rows.map((one) => JSON.stringify(one));
      return [
        ...texts,
        JSON.stringify(row).replace('{', '{"__proto__":{"rating":1},'),
        '[]',
        '7',
        '"x"',
        '{}',
      ];
    }

    const OUTCOMES: Partial<Record<number, string[]>> = {
      200: ['identical'],
      201: ['created'],
      400: ['invalid'],
      409: ['conflict'],
      422: ['invalid'],
    };

    const kinds: [string, Record<string, unknown>, string[]][] = [
      ['/movies', { ...film(1) }, ['movie_id', 'title', 'genres']],
      ['/ratings', { ...rating(1) }, ['user_id', 'movie_id', 'rating']],
      [
        '/feedback',
        { ...feedback(1) },
        [
          'user_id',
          'recommended_movie_id_list',
          'selected_movie_id',
          'user_type',
          'action_cycle',
          'score',
          'recommendation_id',
        ],
      ],
    ];

    it.each(kinds)('%s', async (path, row, fields) => {
      const texts = variants(row, fields);
      const singles = [];
      for (const text of texts) singles.push(await service.post<ProblemDto>(path, text));
      await service.empty();
      const { body } = await postText(`${path}/bulk`, texts.join('\n'));
      const outcomes = linesOf(body).slice(0, -1) as Outcome[];
      expect(outcomes).toHaveLength(texts.length);
      const seen = new Set<string>();
      singles.forEach(({ status, body: problem }, at) => {
        const { outcome, detail, errors } = outcomes[at];
        seen.add(outcome);
        // What no body parser takes has no words in common; the rest has them to the letter.
        const isNoObject = !texts[at].startsWith('{');
        const told = isNoObject ? undefined : detail?.replace(/^The row /, 'The body ');
        expect({
          text: texts[at],
          outcome: OUTCOMES[status],
          told,
          errors: isNoObject ? undefined : errors,
        }).toEqual({
          text: texts[at],
          outcome: [outcome],
          told: status < 300 || isNoObject ? undefined : problem.detail,
          errors: isNoObject ? undefined : problem.errors,
        });
      });
      expect([...seen]).toEqual(expect.arrayContaining(['created', 'invalid']));
    });
  });

  describe('of lists', () => {
    it('serve and record what single calls would', async () => {
      await post(
        '/movies/bulk',
        range(12).map((id) => film(id)),
      );
      const users = range(40);
      const { body } = await service.post<Counts & { outcomes: (Outcome & RecommendationDto)[] }>(
        '/recommend/bulk',
        [
          ...users.map((user_id) => ({ user_id, seed: 7 })),
          { user_id: 1, candidates: [5, 6] },
          { user_id: 0 },
        ],
      );
      expect(body).toMatchObject({ created: 41, invalid: 1, complete: true });
      const lists = body.outcomes.slice(0, 40);
      for (const user of users) {
        const { body: single } = await service.get<RecommendationDto>(`/recommend?user_id=${user}&seed=7`);
        const { row, outcome, recommendation_id, ...list } = lists[user - 1];
        expect({ row, outcome }).toEqual({ row: user, outcome: 'created' });
        expect({ ...list, recommendation_id: single.recommendation_id }).toEqual(single);
        expect(recommendation_id).toBe(user);
      }
      expect([...body.outcomes[40].movie_ids].sort()).toEqual([5, 6]);
      const answers = lists.map((list, at) => ({
        user_id: at + 1,
        recommended_movie_id_list: list.movie_ids,
        selected_movie_id: 12,
        recommendation_id: list.recommendation_id,
      }));
      expect((await post('/feedback/bulk', answers)).body).toMatchObject({ created: 40, complete: true });
      expect((await post('/feedback/bulk', answers.slice(0, 1))).body.outcomes[0].detail).toContain(
        'has answered it already',
      );
    });
  });
});
