import { connect } from 'node:net';
import type { ProblemDto } from '../src/http/problem.js';
import type { RecommendationDto } from '../src/recommendation/recommendation.dto.js';
import { DatabaseGate } from './support/database-gate.js';
import { EventStream } from './support/event-stream.js';
import { type Answer, TestService, testVariables } from './support/service.js';

const film = (movie_id: number) => ({ movie_id, title: `Film ${movie_id}`, genres: 'Drama' });
const rating = (user_id: number) => ({ user_id, movie_id: 1, rating: 3 });
const feedback = (user_id: number) => ({ user_id, recommended_movie_id_list: [1], selected_movie_id: 1 });
const DESIGN = {
  groups: ['A', 'B'].map((name) => ({ name, weight: 1 })),
  ...{ control: 'newest', treatment: 'newest', salt: 'x', cycle: 5 },
};

type Call = readonly [method: string, path: string, body?: object];
const CALLS: readonly Call[] = [
  ['POST', '/movies', film(9)],
  ['POST', '/movies/bulk', [film(9)]],
  ['GET', '/movies'],
  ['GET', '/movies/1'],
  ['GET', '/movies/all'],
  ['GET', '/movies/last'],
  ['POST', '/ratings', rating(9)],
  ['PUT', '/ratings', rating(9)],
  ['POST', '/ratings/bulk', [rating(9)]],
  ['GET', '/ratings'],
  ['POST', '/feedback', feedback(9)],
  ['POST', '/feedback/bulk', [feedback(9)]],
  ['GET', '/feedback'],
  ['GET', '/recommend?user_id=1'],
  ['GET', '/recommend/v1?user_id=1'],
  ['GET', '/experiments/current'],
  ['PUT', '/experiments/current', DESIGN],
  ['GET', '/experiments/report'],
  ['GET', '/experiments/series'],
  ['GET', '/experiments/ranks'],
  ['GET', '/statistics/activity'],
  ['GET', '/statistics/films'],
  ['GET', '/statistics/events'],
  ['GET', '/statistics/users/1'],
  ['GET', '/readyz'],
];

const expectRefused = ({ status, headers, body }: Answer<ProblemDto>) => {
  expect({ status, retryAfter: headers.get('retry-after'), type: headers.get('content-type') }).toEqual({
    status: 503,
    retryAfter: expect.stringMatching(/^\d+$/) as unknown,
    type: expect.stringContaining('application/problem+json') as unknown,
  });
  expect(body).toMatchObject({ title: 'Service Unavailable', status: 503 });
};

/** Tries again until it is so; a limit for what never comes, not for what is slow. */
const eventually = async (isSo: () => Promise<boolean>) => {
  for (let wait = 0; wait < 600 && !(await isSo()); wait++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await isSo()).toBe(true);
};

describe('the database', () => {
  let tables: TestService;
  let gate: DatabaseGate;
  let service: TestService;
  beforeAll(async () => {
    tables = await TestService.start();
    gate = await DatabaseGate.open(testVariables().DATABASE_URL);
  });
  beforeEach(async () => {
    await gate.open();
    await tables.empty();
    await tables.post('/movies', film(1));
    service = await TestService.join({
      ...{ DATABASE_URL: gate.url, DATABASE_WAIT_SECONDS: '2', DATABASE_TIMEOUT_SECONDS: '2' },
    });
  });
  afterEach(() => service.stop());
  afterAll(async () => {
    await gate.close();
    await tables.stop();
  });

  const isReady = async () => (await service.get('/readyz')).status === 200;
  const answersTo = async (calls: readonly Call[]) => {
    const answers: Answer<ProblemDto>[] = [];
    for (const call of calls) answers.push(await service.send<ProblemDto>(...call));
    return answers;
  };

  it('that is away is answered 503 by every call, and all of them work when it is back', async () => {
    const stream = await EventStream.open(`${service.url}/statistics/live`);
    await stream.next('activity', 30_000);
    await gate.close();
    const answers = await answersTo(CALLS);
    const failed = CALLS.filter((_, at) => answers[at].status !== 503);
    expect(failed).toEqual([]);
    answers.forEach(expectRefused);
    expect((await service.get('/livez')).status).toBe(200);
    expect(await tables.count('ratings')).toBe(0);

    await gate.open();
    await eventually(isReady);
    const again = await answersTo(CALLS);
    expect(CALLS.filter((_, at) => again[at].status >= 500)).toEqual([]);
    // What others have stored meanwhile is learnt, and told.
    await tables.post('/movies', film(2));
    const known = async () =>
      (await service.get<RecommendationDto>('/recommend?user_id=1')).body.movie_ids.includes(2);
    await eventually(known);
    await stream.next('activity', 30_000);
    await stream.close();
  });

  it('that breaks off within a write leaves open whether it is stored, and says so', async () => {
    gate.silenceAt('INSERT INTO ratings');
    const sent = service.post<ProblemDto>('/ratings', rating(1));
    await eventually(async () => (await tables.count('ratings')) === 1);
    await gate.close();
    const answer = await sent;
    expectRefused(answer);
    expect(answer.body.detail).toBe(
      'The database did not answer to the end, and nobody knows whether this is stored: ' +
        'send it again with the same Idempotency-Key',
    );
    await gate.open();
    await eventually(async () => (await service.post('/ratings', rating(1))).status === 200);
    expect(await tables.count('ratings')).toBe(1);
  });

  it('that is silent is given up after a while, and asked over other connections', async () => {
    await service.get('/movies');
    gate.silence();
    const answers = await answersTo([
      ['GET', '/movies'],
      ['POST', '/ratings', rating(1)],
    ]);
    answers.filter(({ status }) => status >= 300).forEach(expectRefused);
    expect(answers.map(({ status }) => status)).toContain(503);
    await eventually(isReady);
    expect((await service.get('/movies')).status).toBe(200);
    expect((await service.post('/ratings', rating(2))).status).toBe(201);
  });

  describe('that refuses for a while', () => {
    const refuse = (sqlState: string) =>
      tables.dataSource.query(`
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${sqlState}'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON ratings FOR EACH ROW WHEN (NEW.user_id = 13) EXECUTE FUNCTION refuse()`);
    afterEach(() => tables.dataSource.query('DROP FUNCTION IF EXISTS refuse CASCADE'));

    it.each([
      [
        '53100',
        'The database has no room left on its disk; nothing of this is stored; try again later',
        '10',
      ],
      ['53300', 'The database has too much to do at the moment; nothing of this is stored; try again', '1'],
      ['57014', 'The database took too long; nothing of this is stored; try again', '1'],
      ['57P03', 'The database does not answer at the moment; try again', '1'],
    ])('by %s is answered 503 in plain words', async (sqlState, detail, retryAfter) => {
      await refuse(sqlState);
      const answer = await service.post<ProblemDto>('/ratings', rating(13));
      expectRefused(answer);
      expect([answer.body.detail, answer.headers.get('retry-after')]).toEqual([detail, retryAfter]);
      expect((await service.post('/ratings', rating(14))).status).toBe(201);
      expect(await tables.count('ratings')).toBe(1);
    });

    it('ends a bulk call at once, also while its client sends nothing more', async () => {
      await refuse('53100');
      const { hostname, port } = new URL(service.url);
      const socket = connect(Number(port), hostname).setEncoding('utf8');
      let received = '';
      socket.on('data', (text: string) => (received += text));
      const send = (row: object) => {
        const line = `${JSON.stringify(row)}\n`;
        socket.write(`${line.length.toString(16)}\r\n${line}\r\n`);
      };
      socket.write(
        'POST /ratings/bulk HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n',
      );
      send(rating(1));
      await eventually(() => Promise.resolve(received.includes('"row":1,"outcome":"created"')));
      send(rating(13));
      await eventually(() => Promise.resolve(received.endsWith('\r\n0\r\n\r\n')));
      socket.destroy();
      expect(received).toContain('"row":2,"outcome":"failed","detail":"The database has no room left');
      expect(received).toMatch(/"complete":false,"problem":\{[^}]*"status":503/);
    });
  });
});
