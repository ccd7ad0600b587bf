import { movieflix, startMain } from './support/cli.js';
import { sendRaw } from './support/raw-request.js';
import { TestService, testVariables } from './support/service.js';

const READ = 'reader-secret-0123456789';
const WRITE = 'writer-secret-0123456789';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const entriesOf = (log: string) =>
  log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('request ids', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  afterAll(() => service.stop());
  const idFor = async (headers: Record<string, string>, path = '/movies') =>
    (await sendRaw(service.url, { path, headers })).headers['x-request-id'];

  it('are echoed, on every answer', async () => {
    for (const path of ['/movies', '/nothing', '/docs', '/livez', '/assets/style/theme.css'])
      expect(await idFor({ 'x-request-id': 'my-id:1/2' }, path)).toBe('my-id:1/2');
    expect(await idFor({ 'x-request-id': 'mine', host: 'evil.example' })).toBe('mine');
  });

  it.each(['', 'a b', 'x'.repeat(129), '{"a":1}', '<script>', 'é'])(
    'are made anew in place of %j',
    async (id) => {
      const [first, second] = [await idFor({ 'x-request-id': id }), await idFor({ 'x-request-id': id })];
      expect(first).toMatch(/^[\da-f-]{36}$/);
      expect(second).not.toBe(first);
    },
  );

  it('are the trace where there is one', async () => {
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
    const { headers } = await sendRaw(service.url, { path: '/movies', headers: { traceparent } });
    expect([headers['x-request-id'], headers.traceparent]).toEqual([TRACE, traceparent]);
    expect(await idFor({ traceparent, 'x-request-id': 'mine' })).toBe('mine');
  });

  it.each([
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    'nonsense',
  ])('are no trace of %s', async (traceparent) => {
    const { headers } = await sendRaw(service.url, { path: '/movies', headers: { traceparent } });
    expect([headers['x-request-id'], headers.traceparent]).toEqual([
      expect.stringMatching(/^[\da-f-]{36}$/),
      undefined,
    ]);
  });
});

describe('the log', () => {
  const variables = () => ({ ...testVariables(), API_KEYS: `read:${READ},write:${WRITE}` });

  it('tells of every request at LOG_LEVEL=info, without queries, headers and bodies', async () => {
    const tables = await TestService.start();
    const { url, child, outcome } = await startMain({ ...variables(), LOG_LEVEL: 'trace' });
    const id = { 'x-request-id': 'request-of-mine' };
    const json = { 'content-type': 'application/json' };
    const body = JSON.stringify({ movie_id: 1, title: 'a-secret-title', genres: '' });
    await sendRaw(url, {
      path: '/movies?limit=1&api_key=a-secret-query',
      headers: { ...id, ...bearer(READ) },
    });
    await sendRaw(url, {
      ...{ method: 'POST', path: '/movies', body },
      headers: { ...bearer(WRITE), ...json, cookie: 'a-secret-cookie' },
    });
    await sendRaw(url, { path: '/movies', headers: { 'x-api-key': 'a-secret-guess-0123456' } });
    await sendRaw(url, { path: '/movies', headers: { authorization: `Basic ${btoa(`me:${READ}`)}` } });
    await sendRaw(url, { path: `/a-path%0A{"level":"fatal"}`, headers: bearer(READ) });
    const run = await movieflix(['report', '--url', url], { API_KEY: READ });
    expect(run.code).toBe(0);
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await outcome;
    expect(code).toBe(0);
    const entries = entriesOf(stderr).filter(({ msg }) => msg === 'answered');
    expect(entries.slice(0, 5)).toEqual([
      expect.objectContaining({ level: 'info', request_id: 'request-of-mine', path: '/movies', status: 400 }),
      expect.objectContaining({ method: 'POST', path: '/movies', status: 201, pid: child.pid }),
      expect.objectContaining({ path: '/movies', status: 401 }),
      expect.objectContaining({ path: '/movies', status: 200, ms: expect.any(Number) as number }),
      expect.objectContaining({ status: 404 }),
    ]);
    const written = stdout + stderr + run.stdout + run.stderr;
    for (const secret of [READ, WRITE, 'a-secret', btoa(`me:${READ}`), 'Bearer', 'Basic'])
      expect(written).not.toContain(secret);
    await tables.stop();
  });

  it('says at the usual level why a request failed, and which it was, and nothing of those that did not', async () => {
    const tables = await TestService.start();
    const { url, child, outcome } = await startMain(variables());
    await sendRaw(url, { path: '/movies', headers: bearer(READ) });
    await tables.dataSource.query('ALTER TABLE movies RENAME TO films');
    const headers = { ...bearer(READ), 'x-request-id': 'the-one-that-fails' };
    const answer = await sendRaw(url, { path: '/movies/all?x-secret=1', headers });
    const fine = answer.status === 400 ? await sendRaw(url, { path: '/movies/all', headers }) : answer;
    await tables.dataSource.query('ALTER TABLE films RENAME TO movies');
    expect(fine.status).toBe(500);
    child.kill('SIGTERM');
    const { stderr } = await outcome;
    const entries = entriesOf(stderr).filter(({ request_id }) => request_id !== undefined);
    expect(entries).toEqual([
      expect.objectContaining({
        ...{ level: 'error', context: 'Http', request_id: 'the-one-that-fails', method: 'GET' },
        path: '/movies/all',
        stack: expect.stringMatching(/QueryFailedError[^]*\n {4}at /) as string,
      }),
    ]);
    for (const secret of [READ, WRITE, 'x-secret']) expect(stderr).not.toContain(secret);
    await tables.stop();
  });

  it('says nothing at LOG_LEVEL=silent', async () => {
    const { url, child, outcome } = await startMain({ ...variables(), LOG_LEVEL: 'silent' });
    await sendRaw(url, { path: '/movies' });
    child.kill('SIGTERM');
    expect((await outcome).stderr).toBe('');
  });
});
