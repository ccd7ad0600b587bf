import { once } from 'node:events';
import { connect } from 'node:net';
import type { Application } from 'express';
import type { ProblemDto } from '../src/http/problem.js';
import { movieflix, start, startMain } from './support/cli.js';
import { type RawRequest, sendRaw } from './support/raw-request.js';
import { TestService, testVariables } from './support/service.js';

const READ = 'reader-secret-0123456789';
const WRITE = 'writer-secret-0123456789';
const NEXT_WRITE = 'writer-secret-of-tomorrow';
const KEYS = `read:${READ}, write:${WRITE},write:${NEXT_WRITE}`;

const film = { movie_id: 1, title: 'A', genres: '' };
const rating = { user_id: 1, movie_id: 1, rating: 3 };
const feedback = { user_id: 1, recommended_movie_id_list: [1], selected_movie_id: 1 };
const design = {
  ...{ control: 'random', treatment: 'popular', salt: 's', cycle: 1000 },
  groups: ['A', 'B'].map((name) => ({ name, weight: 1 })),
};

/** What each route wants, and a request to it. */
const ROUTES: Record<string, { wants: 'nothing' | 'read' | 'write'; path?: string; body?: unknown }> = {
  'GET /': { wants: 'read' },
  'GET /docs': { wants: 'read' },
  'GET /docs/': { wants: 'read' },
  'GET /docs/LICENSE': { wants: 'read' },
  'GET /docs/index.html': { wants: 'read' },
  'GET /docs/swagger-ui-init.js': { wants: 'read' },
  'GET /docs/docs/swagger-ui-init.js': { wants: 'read' },
  'GET /docs-yaml': { wants: 'read' },
  'GET /openapi.json': { wants: 'read' },
  'GET /livez': { wants: 'nothing' },
  'GET /readyz': { wants: 'nothing' },
  'GET /metrics': { wants: 'read' },
  'GET /movies': { wants: 'read' },
  'GET /movies/all': { wants: 'read' },
  'GET /movies/last': { wants: 'read' },
  'GET /movies/:movie_id': { wants: 'read', path: '/movies/1' },
  'GET /ratings': { wants: 'read' },
  'GET /feedback': { wants: 'read' },
  'GET /recommend': { wants: 'write', path: '/recommend?user_id=1' },
  'GET /recommend/v1': { wants: 'read', path: '/recommend/v1?user_id=1' },
  'GET /recommend/v2': { wants: 'read', path: '/recommend/v2?user_id=1' },
  'GET /experiments/current': { wants: 'read' },
  'GET /experiments/report': { wants: 'read' },
  'GET /experiments/series': { wants: 'read' },
  'GET /experiments/ranks': { wants: 'read' },
  'GET /statistics/activity': { wants: 'read' },
  'GET /statistics/events': { wants: 'read' },
  'GET /statistics/films': { wants: 'read' },
  'GET /statistics/live': { wants: 'read' },
  'GET /statistics/ratings': { wants: 'read' },
  'GET /statistics/users/:user_id': { wants: 'read', path: '/statistics/users/1' },
  'POST /movies': { wants: 'write', body: film },
  'POST /movies/bulk': { wants: 'write', body: [film] },
  'POST /ratings': { wants: 'write', body: rating },
  'POST /ratings/bulk': { wants: 'write', body: [rating] },
  'PUT /ratings': { wants: 'write', body: rating },
  'POST /feedback': { wants: 'write', body: feedback },
  'POST /feedback/bulk': { wants: 'write', body: [feedback] },
  'POST /recommend/bulk': { wants: 'write', body: [{ user_id: 1 }] },
  'POST /recommend/model': { wants: 'write' },
  'GET /runs': { wants: 'read' },
  'GET /runs/:run_id': { wants: 'read', path: '/runs/1' },
  'GET /runs/:run_id/films-before': { wants: 'read', path: '/runs/1/films-before' },
  'POST /runs': { wants: 'write', body: {} },
  'PUT /runs/:run_id/player': { wants: 'write', path: '/runs/1/player', body: { player: 'a' } },
  'PUT /runs/:run_id/progress': { wants: 'write', path: '/runs/1/progress', body: {} },
  'PUT /experiments/current': { wants: 'write', body: design },
};
/** What stands beside the routes: files, what is not there, and methods that no route takes. */
const OTHERS: typeof ROUTES = {
  'GET /docs/file': { wants: 'read', path: '/docs/swagger-ui.css' },
  'GET /assets': { wants: 'read', path: '/assets/style/theme.css' },
  'GET /nothing': { wants: 'read' },
  'HEAD /movies': { wants: 'read' },
  'HEAD /recommend': { wants: 'write', path: '/recommend?user_id=1' },
  'OPTIONS /movies': { wants: 'read' },
  'DELETE /movies': { wants: 'write' },
  'PATCH /nothing': { wants: 'write' },
};

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
}

/** Every route of the running application, whoever added it. */
function routesOf({ app }: TestService): string[] {
  const { router } = app.getHttpAdapter().getInstance() as Application;
  const layers = router.stack as unknown as Layer[];
  return layers.flatMap(({ route }) =>
    Object.keys(route?.methods ?? {}).map((method) => `${method.toUpperCase()} ${route!.path}`),
  );
}

const requestOf = ([name, { path, body }]: (typeof ALL)[number], headers = {}): RawRequest => ({
  method: name.split(' ')[0],
  path: path ?? name.split(' ')[1],
  headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
  ...(body !== undefined && { body: JSON.stringify(body) }),
  headOnly: true,
});
const ALL = Object.entries({ ...ROUTES, ...OTHERS });
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe('a service with keys', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start({ API_KEYS: KEYS })));
  afterAll(() => service.stop());
  const statusOf = async (route: (typeof ALL)[number], headers: Record<string, string>) =>
    (await sendRaw(service.url, requestOf(route, headers))).status;
  const rows = async () => {
    const tables = ['movies', 'ratings', 'feedbacks', 'models', 'served_lists', 'experiments'];
    const counts = tables.map((table) => `SELECT count(*) FROM ${table}`).join(' UNION ALL ');
    return service.dataSource.query<{ count: number }[]>(counts);
  };

  it('has a row here for every route: a new one says in ROUTES what it wants', () => {
    const found = routesOf(service);
    expect(found.length).toBeGreaterThan(30);
    expect(Object.keys(ROUTES).sort()).toEqual([...new Set(found)].sort());
  });

  it('lets in by no route who has no key, or a wrong one, and stores nothing for him', async () => {
    const before = await rows();
    for (const headers of [
      {},
      bearer('a-wrong-secret-01234567'),
      bearer(WRITE.slice(0, -1)),
      bearer(`${WRITE}x`),
    ] as Record<string, string>[]) {
      const statuses = await Promise.all(
        ALL.map(async (route) => [route[0], await statusOf(route, headers)]),
      );
      const wanted = ALL.map(([name, { wants }]) => [name, wants === 'nothing' ? 200 : 401]);
      expect(statuses).toEqual(wanted);
    }
    expect(await rows()).toEqual(before);
  });

  it('lets a read key read by every route, and write by none', async () => {
    const before = await rows();
    const refused: string[] = [];
    for (const route of ALL) if ((await statusOf(route, bearer(READ))) === 403) refused.push(route[0]);
    expect(refused).toEqual(ALL.filter(([, { wants }]) => wants === 'write').map(([name]) => name));
    expect(await rows()).toEqual(before);
  });

  it('lets no page of another origin write, whatever key it has', async () => {
    const before = await rows();
    for (const origin of ['https://evil.example', 'null', service.url.replace(/\d+$/, '1')]) {
      const refused: string[] = [];
      for (const route of ALL) {
        const status = await statusOf(route, { ...bearer(WRITE), origin });
        if (status === 403) refused.push(route[0]);
      }
      expect(refused).toEqual(ALL.filter(([, { wants }]) => wants === 'write').map(([name]) => name));
    }
    const picture = { ...bearer(WRITE), 'sec-fetch-site': 'cross-site' };
    expect(await statusOf(['GET /recommend', ROUTES['GET /recommend']], picture)).toBe(403);
    expect(await rows()).toEqual(before);
  });

  it('answers every route with a write key, also an older and a newer one side by side', async () => {
    await service.send('POST', '/movies', film, bearer(WRITE));
    for (const key of [WRITE, NEXT_WRITE]) {
      for (const route of ALL) {
        const status = await statusOf(route, bearer(key));
        const { method } = requestOf(route);
        if (route[0].endsWith('/nothing')) expect(status).toBe(404);
        else if (method === 'DELETE') expect(status).toBe(405);
        // Whether the thing is there is not of this spec; the page is not built beside the sources.
        else expect([401, 403, 405, 421, 500]).not.toContain(status);
      }
    }
    expect(await service.count('ratings')).toBe(1);
  });

  it.each<[string, Record<string, string>, number]>([
    ['X-API-Key', { 'x-api-key': READ }, 200],
    ['X-API-Key, wrong', { 'x-api-key': 'x' }, 401],
    ['Basic, as a browser sends it', { authorization: `Basic ${btoa(`anybody:${READ}`)}` }, 200],
    ['Basic without a name', { authorization: `basic ${btoa(`:${READ}`)}` }, 200],
    ['Basic with the key as the name', { authorization: `Basic ${btoa(`${READ}:`)}` }, 401],
    ['Basic that is none', { authorization: 'Basic %%%' }, 401],
    ['another scheme', { authorization: `Digest ${READ}` }, 401],
    ['bearer in small letters', { authorization: `bearer ${READ}` }, 200],
    ['a bearer of two words', { authorization: `Bearer ${READ} ${READ}` }, 401],
    ['all keys at once', { authorization: `Bearer ${KEYS}` }, 401],
  ])('takes a key by %s', async (_name, headers, wanted) => {
    expect((await sendRaw(service.url, { path: '/movies', headers })).status).toBe(wanted);
  });

  it('says what it wants, as a problem and as challenges', async () => {
    const { status, headers, text } = await sendRaw(service.url, { path: '/' });
    expect({ status, type: headers['content-type'] }).toEqual({
      status: 401,
      type: 'application/problem+json; charset=utf-8',
    });
    expect(headers['www-authenticate']).toBe(
      'Basic realm="MovieFlix", charset="UTF-8", Bearer realm="MovieFlix"',
    );
    expect(JSON.parse(text)).toMatchObject({ type: 'about:blank', title: 'Unauthorized', status: 401 });
    expect((JSON.parse(text) as ProblemDto).detail).toContain('X-API-Key');
  });

  it.each([
    '/RECOMMEND?user_id=1',
    '/recommend/?user_id=1',
    'http://localhost/recommend?user_id=1',
    '//recommend?user_id=1',
    '/%72ecommend?user_id=1',
    '/recommend%2F?user_id=1',
    '/movies/../recommend?user_id=1',
  ])('stores no list for a read key that spells the path as %s', async (path) => {
    const before = await rows();
    expect([403, 404]).toContain((await sendRaw(service.url, { path, headers: bearer(READ) })).status);
    expect(await rows()).toEqual(before);
  });

  it('refuses before the body is sent, also a client that waits to be told to go on', async () => {
    for (const expectation of ['', 'Expect: 100-continue\r\n']) {
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
      socket.write(
        `POST /ratings/bulk HTTP/1.1\r\nHost: localhost\r\n${expectation}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      const [first] = (await once(socket, 'data')) as [Buffer];
      expect(first.toString()).toMatch(/^HTTP\/1\.1 401 /);
      socket.destroy();
    }
  });

  it('asks for no name: others may call it by theirs', async () => {
    const headers = { ...bearer(READ), host: 'films.example' };
    expect((await sendRaw(service.url, { path: '/movies', headers })).status).toBe(200);
  });
});

describe('a service without keys', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start({ CORS_ORIGINS: 'https://films.example' })));
  afterAll(() => service.stop());

  it.each([
    ['localhost:3000', 200],
    ['LOCALHOST', 200],
    ['127.0.0.1:1', 200],
    ['[::1]:3000', 200],
    ['evil.example', 421],
    ['localhost.evil.example:3000', 421],
    ['127.0.0.1.evil.example', 421],
    ['192.168.0.7:3000', 421],
  ])('called as %s answers %i', async (host, wanted) => {
    for (const path of ['/movies', '/livez', '/', '/docs', '/metrics']) {
      const { status } = await sendRaw(service.url, { path, headers: { host }, headOnly: true });
      expect([path, status]).toEqual([path, wanted]);
    }
  });

  it('lets pages of its own origin write, and others only where they are named', async () => {
    const post = async (headers: Record<string, string>) =>
      (await service.send('POST', '/ratings', rating, headers)).status;
    expect(await post({ origin: service.url })).toBe(201);
    expect(await post({ origin: 'https://films.example' })).toBe(200);
    expect(await post({ origin: 'https://films.example.evil' })).toBe(403);
    expect(await post({ origin: 'http://films.example' })).toBe(403);
  });

  it('tells browsers of pages that are named, and of no others', async () => {
    const preflight = (origin: string) =>
      sendRaw(service.url, {
        ...{ method: 'OPTIONS', path: '/ratings' },
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight('https://films.example');
    expect(allowed).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://films.example',
        'access-control-allow-methods': expect.stringContaining('POST') as string,
        'access-control-allow-headers': expect.stringContaining('Authorization') as string,
        vary: 'Origin',
      },
    });
    expect(allowed.headers['access-control-allow-credentials']).toBeUndefined();
    const refused = await preflight('https://evil.example');
    expect(refused.headers['access-control-allow-origin']).toBeUndefined();
    expect(refused.headers['access-control-allow-methods']).toBeUndefined();
  });

  it.each(['/', '/docs', '/movies', '/nothing', '/livez', '/assets/style/theme.css', '/openapi.json'])(
    'tells browsers what %s may do',
    async (path) => {
      const { headers } = await sendRaw(service.url, { path });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['x-powered-by']).toBeUndefined();
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/default-src 'none'/);
      expect(policy).toMatch(/frame-ancestors 'none'/);
      expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
      expect(policy.includes('unsafe-inline')).toBe(path === '/docs');
    },
  );
});

describe('the start', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['one process', { HOST: '0.0.0.0' }, []],
    ['workers', { HOST: '::' }, ['--workers', '2']],
    ['a name of the network', { HOST: 'films.example' }, []],
  ])('is refused where others reach it and nobody needs a key: %s', async (_name, variables, args) => {
    const { code, stderr } = await start('main', args, {
      ...{ DATABASE_URL: 'embedded:memory', PORT: '0' },
      ...variables,
    }).outcome;
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('API_KEYS');
    expect(stderr).toContain('ALLOW_ANONYMOUS=true');
  });

  it.each<[string, Record<string, string>, number]>([
    ['keys', { API_KEYS: KEYS }, 401],
    ['a word that it may', { ALLOW_ANONYMOUS: 'true' }, 200],
  ])('is not, with %s', async (_name, variables, wanted) => {
    const { url, child, outcome } = await startMain({
      ...{ DATABASE_URL: 'embedded:memory', HOST: '0.0.0.0' },
      ...variables,
    });
    const local = `http://127.0.0.1:${new URL(url).port}`;
    const headers = { host: 'films.example' };
    expect((await sendRaw(local, { path: '/movies', headers })).status).toBe(wanted);
    child.kill('SIGTERM');
    expect((await outcome).code).toBe(0);
  });

  it.each(['secret', 'read:short', 'read:has spaces in it here', 'admin:0123456789abcdef', `${KEYS},`])(
    'is refused with API_KEYS=%s, which are not repeated',
    async (API_KEYS) => {
      const { code, stderr } = await start('main', [], { API_KEYS }).outcome;
      expect(code).toBe(1);
      expect(stderr).toContain('- API_KEYS must be read:SECRET or write:SECRET');
      expect(stderr).not.toContain(API_KEYS);
    },
  );
});

describe('commands', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start({ API_KEYS: KEYS })));
  afterAll(() => service.stop());
  const SMALL = ['--users', '30', '--movies', '50', '--releases', '3', '--json'];

  it('send the key of API_KEY', async () => {
    const { code, stderr } = await movieflix(['report', '--url', service.url], { API_KEY: READ });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const run = await movieflix(['simulate', '--url', service.url, ...SMALL], { API_KEY: WRITE });
    expect(run.code).toBe(0);
  });

  it('say how to send one where it is missing, and keep that of API_KEYS to this machine', async () => {
    for (const variables of [{}, { API_KEYS: KEYS }] as Record<string, string>[]) {
      const { code, stderr } = await movieflix(['report', '--url', service.url], variables);
      expect(code).toBe(4);
      expect(stderr).toContain('Set API_KEY');
    }
    const { stderr } = await movieflix(['simulate', '--url', service.url, ...SMALL], { API_KEY: READ });
    expect(stderr).toContain('may only read');
    expect(stderr).not.toContain(READ);
  });

  it('send the first write key to a service of their own', async () => {
    const run = await movieflix(['simulate', ...SMALL], { ...testVariables(), API_KEYS: KEYS });
    expect({ code: run.code, failed: (JSON.parse(run.stdout) as { failed: number }).failed }).toEqual({
      code: 0,
      failed: 0,
    });
  });
});
