import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { sendRaw } from './support/raw-request.js';
import { TestService } from './support/service.js';

const ROWS = { 'content-type': 'application/x-ndjson', accept: 'application/json' };
const ZIPPED = { ...ROWS, 'content-encoding': 'gzip' };
/** The connection is for this call alone. */
const ALONE = { connection: 'close' };
const MIB = 1024 * 1024;
const rating = (user_id: number) => ({ user_id, movie_id: 1, rating: 3 });

const chunkOf = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

interface BulkAnswer {
  readonly created: number;
  readonly invalid: number;
  readonly complete: boolean;
  readonly problem?: { readonly detail: string };
}

describe('limits', () => {
  let service: TestService;
  const sockets: Socket[] = [];
  beforeAll(async () => (service = await TestService.start({ MAX_CONNECTIONS: '30' })));
  beforeEach(() => service.empty());
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  afterAll(() => service.stop());

  /** A connection, and what came over it until it was closed. */
  const open = async (text = '') => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1').setEncoding('utf8');
    sockets.push(socket);
    socket.on('error', () => undefined);
    const answer = { text: '' };
    socket.on('data', (chunk: string) => (answer.text += chunk));
    const closed = new Promise<string>((resolve) =>
      socket.once('close', () => {
        resolve(answer.text);
      }),
    );
    await once(socket, 'connect');
    socket.write(text);
    return { socket, answer, closed };
  };
  const head = (path: string, ...lines: string[]) =>
    [`POST ${path} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', ...lines, '', ''].join(
      '\r\n',
    );
  const sendRows = async (body: unknown, headers = {}) =>
    (await service.send<BulkAnswer>('POST', '/ratings/bulk', body, headers)).body;

  it('takes 1,000 candidates in a URL, and refuses a longer one and a longer header', async () => {
    const ids = Array.from({ length: 1000 }, (_, at) => 2_000_000_000 + at);
    const query = `/recommend/v1?user_id=1&candidates=${encodeURIComponent(ids.join())}`;
    expect((await sendRaw(service.url, { path: query })).status).toBe(200);
    const long = await sendRaw(service.url, { path: `/movies?cursor=${'x'.repeat(15_000)}` });
    expect([long.status, long.headers['content-type']]).toEqual([
      414,
      'application/problem+json; charset=utf-8',
    ]);
    for (const path of [`/movies?cursor=${'x'.repeat(20_000)}`, '/movies']) {
      const headers = { 'x-header': 'x'.repeat(17_000) };
      const { status, text } = await sendRaw(service.url, { path, headers });
      expect([status, JSON.parse(text)]).toEqual([431, expect.objectContaining({ status: 431 })]);
    }
  });

  it('refuses a body of 1 GB when it has read the header, and closes the connection', async () => {
    const { closed, socket } = await open(head('/ratings', 'Content-Length: 1000000000'));
    const flood = Buffer.alloc(MIB, '[');
    const pump = () => {
      while (!socket.destroyed && socket.write(flood));
    };
    socket.on('drain', pump);
    pump();
    expect(await closed).toMatch(/^HTTP\/1\.1 413 /);
    expect(socket.bytesWritten).toBeLessThan(64 * MIB);
  });

  it('refuses a body without an end that is sent in chunks', async () => {
    const { closed, socket } = await open(head('/ratings', 'Transfer-Encoding: chunked'));
    const chunk = chunkOf('['.repeat(65_536));
    const pump = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pump);
    pump();
    expect(await closed).toMatch(/^HTTP\/1\.1 413 /);
  });

  it.each<[string, () => Buffer, object]>([
    [
      'a bomb of empty lines',
      () => gzipSync(Buffer.alloc(64 * MIB, '\n')),
      { problem: { detail: expect.stringContaining('100 times its length') as string } },
    ],
    [
      'a bomb behind a row',
      () => gzipSync(`${JSON.stringify(rating(1))}\n${' '.repeat(8 * MIB)}`),
      { created: 1, problem: { detail: expect.stringContaining('100 times its length') as string } },
    ],
  ])('gives up a compressed body: %s', async (_name, body, wanted) => {
    // What is given up unread ends its connection.
    const headers = { ...ZIPPED, ...ALONE, prefer: 'return=minimal' };
    const answer = await service.send<BulkAnswer & { detail?: string }>(
      'POST',
      '/ratings/bulk',
      body(),
      headers,
    );
    const told = answer.status === 400 ? { problem: answer.body } : answer.body;
    expect(told).toMatchObject(wanted);
  });

  it('takes rows that shrink well', async () => {
    const rows = Array.from({ length: 30_000 }, (_, at) => JSON.stringify(rating(at + 1))).join('\n');
    const body = gzipSync(rows);
    expect(rows.length).toBeGreaterThan(MIB);
    const headers = { ...ZIPPED, prefer: 'return=minimal' };
    expect(await sendRows(body, headers)).toMatchObject({ created: 30_000, complete: true });
  });

  it('gives up a row without an end, and keeps those before', async () => {
    const body = `${JSON.stringify(rating(1))}\n${'x'.repeat(20 * MIB)}`;
    const told = await sendRows(body, { ...ROWS, ...ALONE });
    expect(told).toMatchObject({ created: 1, complete: false });
    expect(told.problem?.detail).toContain('a row has no end');
  });

  it('refuses rows of 100,000 brackets, and reads on', async () => {
    const [open, close] = ['['.repeat(50_000), ']'.repeat(50_000)];
    const deep = [`${open}${close}`, `{"user_id":${open}${close}}`, JSON.stringify(rating(1))];
    const told = await sendRows(`[${deep.join()}]`);
    expect(told).toMatchObject({ created: 1, invalid: 2, complete: true });
    const list = `{"user_id":1,"recommended_movie_id_list":[${'1,'.repeat(1_000_000)}1],"selected_movie_id":1}`;
    expect((await service.post('/feedback', list)).status).toBe(413);
    expect((await service.post('/feedback', `[${open}${close}]`)).status).toBe(400);
  });

  it('waits 10 seconds for a header, and for a body as long as it arrives', async () => {
    const header = await open('GET /movies HTTP/1.1\r\nHost: loc');
    const nothing = await open();
    const body = await open(`${head('/ratings', 'Content-Length: 1000')}{"user_`);
    const row = '[{"user_id": 1, "movie_id": 1, "rating": 3},';
    const rows = await open(`${head('/ratings/bulk', 'Transfer-Encoding: chunked')}${chunkOf(row)}`);
    const steady = await open(head('/ratings/bulk', 'Transfer-Encoding: chunked'));
    const space = chunkOf(' '.repeat(1024));
    steady.socket.write(chunkOf('['));
    const dripping = setInterval(() => {
      for (const { socket } of [header, body]) if (socket.writable) socket.write('x');
      if (rows.socket.writable) rows.socket.write(chunkOf(' '));
      steady.socket.write(space);
    }, 1000);
    const startedAt = performance.now();
    expect(await header.closed).toMatch(/^HTTP\/1\.1 408 [^]*"status":408/);
    await nothing.closed;
    expect(performance.now() - startedAt).toBeGreaterThan(9000);
    expect(await body.closed).toMatch(/^HTTP\/1\.1 408 [^]*"status":408/);
    expect(await rows.closed).toMatch(/"created":1,[^]*"complete":false/);
    expect(performance.now() - startedAt).toBeGreaterThan(14_000);
    await sleep(5000);
    clearInterval(dripping);
    steady.socket.write(`${chunkOf(']')}${chunkOf('')}`);
    while (!steady.answer.text.includes('"complete":true')) await once(steady.socket, 'data');
  });

  it('serves clients beyond the most connections, in the place of those that say nothing', async () => {
    const kept = await open('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(kept.socket, 'data');
    for (let round = 0; round < 10; round++) {
      await Promise.all(Array.from({ length: 20 }, () => open('GET /movies HTTP/1.1\r\n')));
      const answers = await Promise.all(
        Array.from({ length: 5 }, (_, at) => service.post('/ratings', rating(1 + round * 5 + at))),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
      const { count } = await new Promise<{ count: number }>((resolve) =>
        service.app.getHttpServer().getConnections((_error: unknown, count: number) => {
          resolve({ count });
        }),
      );
      expect(count).toBeLessThanOrEqual(31);
    }
    // One that was answered before is spared while others wait for nothing.
    kept.socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [again] = (await once(kept.socket, 'data')) as [string];
    expect(again).toMatch(/^HTTP\/1\.1 200 /);
  });
});
