import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSummary } from '../src/simulate/summary.js';
import { movieflix, newFolder, type Outcome, start, withoutProgress } from './support/cli.js';
import { TestService, testVariables } from './support/service.js';

const SMALL = ['--users', '20', '--movies', '200', '--json'];

describe('movieflix simulate', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  const simulate = async (...args: string[]): Promise<RunSummary> => {
    const { code, stdout, stderr } = await movieflix(['simulate', '--url', service.url, ...SMALL, ...args]);
    expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as RunSummary;
  };

  /** The three tables as sets of rows, without times and generated ids. */
  const tables = () =>
    Promise.all(
      [
        'SELECT movie_id, title, genres FROM movies ORDER BY 1',
        'SELECT user_id, movie_id, rating FROM ratings ORDER BY 1, 2',
        `SELECT user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle
         FROM feedbacks ORDER BY 1, 3`,
        'SELECT user_id, movie_ids, user_type, action_cycle FROM served_lists ORDER BY 1, 2, 3, 4',
      ].map((sql) => service.dataSource.query<object[]>(sql)),
    );

  it('stores every visit of every released film, and sums them up', async () => {
    const run = await simulate('--releases', '40', '--cycle', '20', '--seed', '3');
    expect(run).toMatchObject({
      seed: 3,
      dataset: { name: 'synthetic', users: 20, movies: 200 },
      url: service.url,
      releases: 40,
      failed: 0,
      retried: 0,
    });
    expect(run.visits).toBeGreaterThan(40);
    expect([run.feedback, run.ratings]).toEqual([run.visits, run.visits]);
    expect(run.requests_per_second).toBeGreaterThan(0);
    expect(run.duration_seconds).toBeGreaterThan(0);
    expect([
      await service.count('movies'),
      await service.count('ratings'),
      await service.count('feedbacks'),
    ]).toEqual([40, run.visits, run.visits]);
    const groups = await service.dataSource.query<object[]>(
      `SELECT action_cycle, user_type, count(DISTINCT user_id) AS users, count(*) AS feedback, avg(score) AS mean_score
       FROM feedbacks GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    expect(run.groups).toHaveLength(4);
    expect(run.groups.map((group) => ({ ...group, mean_score: group.mean_score.toFixed(9) }))).toEqual(
      (groups as RunSummary['groups']).map((group) => ({
        ...group,
        mean_score: group.mean_score.toFixed(9),
      })),
    );
    // The chosen film is always the one just released, and on the list.
    const [{ off }] = await service.dataSource.query<[{ off: number }]>(
      `SELECT count(*) AS off FROM feedbacks
       WHERE NOT selected_movie_id::text = ANY (string_to_array(recommended_movie_id_list, ','))`,
    );
    expect(off).toBe(0);
  });

  it('leaves the same tables at any concurrency, by either transport, and in one run or in two', async () => {
    await simulate('--releases', '30', '--cycle', '10', '--concurrency', '1');
    const one = await tables();
    await service.empty();
    await simulate('--releases', '30', '--cycle', '10', '--concurrency', '32');
    expect(await tables()).toEqual(one);
    await service.empty();
    await simulate('--releases', '12', '--cycle', '10');
    await simulate('--releases', '18', '--cycle', '10');
    expect(await tables()).toEqual(one);
    await service.empty();
    const bulk = await simulate('--releases', '30', '--cycle', '10', '--transport', 'bulk');
    expect(await tables()).toEqual(one);
    expect(bulk).toMatchObject({ releases: 30, failed: 0 });
    expect([bulk.feedback, bulk.ratings]).toEqual([bulk.visits, bulk.visits]);
    await service.empty();
    await simulate('--releases', '30', '--cycle', '10', '--seed', '2');
    expect(await tables()).not.toEqual(one);
  });

  it.each([
    ['planted:+1.5', '32'],
    ['choice', '1'],
    ['choice:collaborative', '1'],
  ])(
    'leaves the same tables again with %s, which leave their mark, at concurrency %s',
    async (name, lanes) => {
      const play = async (treatment: string, concurrency: string) => {
        await service.empty();
        const cycles = ['--releases', '30', '--cycle', '15', '--train-every', '10'];
        await simulate(...cycles, '--treatment', treatment, '--concurrency', concurrency);
        return tables();
      };
      const once = await play(name, '1');
      expect(await play(name, lanes)).toEqual(once);
      expect(await play('random', '1')).not.toEqual(once);
    },
  );

  it('plays a window, and scores both recommenders on every visit, by either transport', async () => {
    const play = (...args: string[]) =>
      simulate(
        ...['--releases', '60', '--cycle', '30', '--arrival', 'window', '--window', '10', '--shadow'],
        ...['--treatment', 'newest', ...args],
      );
    const single = await play('--concurrency', '1');
    const rows = await tables();
    await service.empty();
    const bulk = await play('--transport', 'bulk');
    expect(await tables()).toEqual(rows);
    expect(single.shadow_effect).not.toBeNull();
    expect(bulk).toMatchObject({ visits: single.visits, groups: single.groups });
    expect(bulk.shadow_effect).toBeCloseTo(single.shadow_effect!, 9);
  });

  it('has nothing to do when every film is out, and goes on under new ids with --forever', async () => {
    const all = await simulate('--movies', '12', '--releases', 'all');
    expect(all.releases).toBe(12);
    expect((await simulate('--movies', '12', '--releases', 'all')).releases).toBe(0);
    const { child, outcome } = start('cli', [
      'simulate',
      '--url',
      service.url,
      ...SMALL,
      '--movies',
      '12',
      '--forever',
    ]);
    while ((await service.count('movies')) < 30) await sleep(20);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await outcome;
    expect(code).toBe(0);
    expect(stderr).toContain('Stopping');
    const run = JSON.parse(stdout) as RunSummary;
    expect(run.releases).toBe((await service.count('movies')) - 12);
    expect(run.failed).toBe(0);
  });

  it('ends cleanly at the first Ctrl-C, with whole releases and a summary, and at once at the second', async () => {
    const args = ['simulate', '--url', service.url, '--wait', '0.2', '--json'];
    const first = start('cli', args);
    while ((await service.count('feedbacks')) < 3) await sleep(20);
    first.child.kill('SIGINT');
    const { code, stdout } = await first.outcome;
    expect(code).toBe(130);
    const run = JSON.parse(stdout) as RunSummary;
    expect(run.visits).toBe(run.ratings);
    expect(await service.count('ratings')).toBe(run.visits);

    const second = start('cli', args);
    while ((await service.count('movies')) <= run.releases) await sleep(20);
    second.child.kill('SIGINT');
    second.child.kill('SIGTERM');
    expect((await second.outcome).code).toBe(130);
  });

  it('refuses a service that holds the films of another dataset', async () => {
    await simulate('--releases', '5');
    const { code, stderr } = await movieflix(['simulate', '--url', service.url, '--json', '--releases', '5']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds films of another dataset: movie \d+ is/);
    expect(await service.count('movies')).toBe(5);
  });

  it('waits between visits as CLIENT_WAIT_TIME says', async () => {
    const args = ['simulate', '--url', service.url, ...SMALL, '--releases', '2'];
    const { stdout } = await movieflix(args, { CLIENT_WAIT_TIME: '0.1' });
    const run = JSON.parse(stdout) as RunSummary;
    expect(run.visits).toBeGreaterThan(2);
    expect(run.duration_seconds).toBeGreaterThanOrEqual((run.visits - 1) * 0.1);
  });

  describe('without --url', () => {
    it('starts the service, and stops it afterwards', async () => {
      const { code, stdout } = await movieflix(['simulate', ...SMALL, '--releases', '3'], testVariables());
      expect(code).toBe(0);
      const { url, releases } = JSON.parse(stdout) as RunSummary;
      expect(releases).toBe(3);
      expect(await service.count('movies')).toBe(3);
      await expect(fetch(`${url}/livez`)).rejects.toThrow();
    });

    it('uses the MovieFlix that answers on PORT', async () => {
      const { port } = new URL(service.url);
      const { stdout } = await movieflix(['simulate', ...SMALL, '--releases', '2'], { PORT: port });
      expect((JSON.parse(stdout) as RunSummary).url).toBe(service.url);
      expect((await fetch(`${service.url}/livez`)).status).toBe(200);
    });

    it('says why the service did not start', async () => {
      const { code, stderr } = await movieflix(['simulate', ...SMALL], {
        PORT: '0',
        DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
        DATABASE_WAIT_SECONDS: '1',
      });
      expect(code).toBe(4);
      expect(stderr).toMatch(
        /did not start\. (.*\n)?The database of DATABASE_URL cannot be used: nothing listens there/,
      );
    });
  });

  describe('against a service with faults', () => {
    let proxy: Server;
    let url: string;
    let fault: (count: number, path: string) => 'none' | 'before' | 'after' | 'busy';
    beforeEach(async () => {
      let count = 0;
      proxy = createServer((request, response) => {
        const kind = fault(count++, request.url!);
        if (kind === 'before') return void request.socket.destroy();
        if (kind === 'busy')
          return void response.writeHead(503, { 'retry-after': '0' }).end('{"detail":"busy"}');
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const body = request.method === 'GET' ? undefined : Buffer.concat(chunks);
          const headers = { 'content-type': 'application/json' };
          const key = request.headers['idempotency-key'] as string | undefined;
          void fetch(service.url + request.url!, {
            method: request.method!,
            headers: { ...headers, ...(key !== undefined && { 'idempotency-key': key }) },
            body,
          }).then(async (answer) => {
            const text = await answer.text();
            // The row is stored, its answer is lost.
            if (kind === 'after') return void request.socket.destroy();
            response.writeHead(answer.status, headers).end(text);
          });
        });
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    });
    afterEach(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const run = (...args: string[]): Promise<Outcome> =>
      movieflix(['simulate', '--url', url, ...SMALL, ...args]);

    const TRANSPORTS = ['single', 'bulk'];

    it.each(TRANSPORTS)(
      'tries again what failed in passing, and doubles nothing when an answer is lost: %s',
      async (transport) => {
        await simulate('--releases', '10');
        const undisturbed = await tables();
        await service.empty();
        const faults = ['before', 'after', 'busy'] as const;
        fault = (count, path) => (count % 7 === 6 && !path.startsWith('/livez') ? faults[count % 3] : 'none');
        const { code, stdout } = await run('--releases', '10', '--transport', transport);
        expect(code).toBe(0);
        const summary = JSON.parse(stdout) as RunSummary;
        expect(summary.retried).toBeGreaterThan(5);
        expect(summary.failed).toBe(0);
        expect(await tables()).toEqual(undisturbed);
      },
    );

    it.each(TRANSPORTS)(
      'ends with exit code 3 and what was not delivered when the service is gone: %s',
      async (transport) => {
        fault = (count) => (count < 20 ? 'none' : 'before');
        const patience = ['--patience', '2'];
        const { code, stdout, stderr } = await run('--releases', '50', '--transport', transport, ...patience);
        expect(code).toBe(3);
        expect(stderr).toMatch(/not delivered: (GET|POST) \/\w+.*\d attempts in [12]\.\d s\)/);
        expect(stderr).toMatch(/^Go on: +npx movieflix simulate --resume 1 --url http:/m);
        const summary = JSON.parse(stdout) as RunSummary;
        expect(summary.failed).toBeGreaterThan(0);
        expect(summary.releases).toBeLessThan(50);
      },
    );

    it('says that it waits for a service that is gone before the first film', async () => {
      fault = (count) => (count < 1 ? 'none' : 'before');
      const { code, stderr } = await run('--releases', '5', '--patience', '3');
      expect(code).toBe(4);
      expect(stderr).toMatch(/^The service does not answer: waiting since \d+ s, for 3 s at the most/m);
      expect(stderr).toMatch(/ attempts in [23]\.\d s\)$/m);
    });

    it.each(TRANSPORTS)('counts what is refused as failed and goes on: %s', async (transport) => {
      fault = () => 'none';
      const first = await simulate('--releases', '1');
      const [{ movie_id, user_id }] = await service.dataSource.query<[{ movie_id: number; user_id: number }]>(
        'SELECT movie_id, user_id FROM ratings LIMIT 1',
      );
      await service.empty();
      await service.dataSource.query('INSERT INTO ratings VALUES ($1, $2, 0.75)', [user_id, movie_id]);
      const { code, stdout, stderr } = await run('--releases', '3', '--transport', transport);
      const summary = JSON.parse(stdout) as RunSummary;
      expect(code).toBe(3);
      expect(stderr).toMatch(
        /not delivered: POST \/ratings.*: (409 )?User \d+ has rated movie \d+ with 0.75 already/,
      );
      expect(summary).toMatchObject({ releases: 3, failed: 1 });
      expect(summary.visits).toBeGreaterThan(first.visits);
    });
  });

  describe('what cannot be followed', () => {
    it.each([
      [['--releases', '0'], '--releases must be a whole number from 1'],
      [['--releases', 'some'], '--releases must be'],
      [['--seed', '-1'], '--seed must be'],
      [['--cycle', '1.5'], '--cycle must be'],
      [['--wait', 'long'], '--wait must be a number'],
      [['--concurrency', '0'], '--concurrency must be'],
      [['--url', 'ftp://films'], '--url must be an http(s) URL'],
      [['--faster'], "unknown option '--faster'"],
      [['5'], 'too many arguments'],
      [
        ['--dataset', '../shared', '--users', '5'],
        '--users, --movies and --dataset-seed are for the synthetic dataset',
      ],
      [['--arrival', 'never'], '--arrival must be release or window'],
      [['--transport', 'pigeon'], '--transport must be single or bulk, not "pigeon"'],
      [['--transport', 'bulk', '--wait', '1'], 'A wait between visits goes with --transport single'],
      [['--groups', '50'], '--groups must be two weights'],
      [['--forever', '--arrival', 'window'], '--forever goes with --arrival release'],
      [
        ['--arrival', 'window', '--treatment', 'planted:+0.5'],
        'planted:+0.5 goes with --arrival release: in a window the service cannot know the film',
      ],
      [['--arrival', 'window', '--control', 'planted:0'], 'planted:0 goes with --arrival release'],
      [['--treatment', 'ease'], 'ease goes with --arrival window: it recommends from all films'],
      [['--control', 'ease'], 'ease goes with --arrival window'],
      [['--dataset', 'ml-999m'], 'There is no dataset "ml-999m"'],
      [['--dataset', './nowhere'], 'There is no file or folder at'],
    ])('ends with exit code 2 and a sentence: %j', async (args, sentence) => {
      const { code, stdout, stderr } = await movieflix(['simulate', '--url', service.url, ...args]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(sentence);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(await service.count('movies')).toBe(0);
    });

    it('ends with exit code 2 and the list of wrong variables', async () => {
      const { code, stderr } = await movieflix(
        ['simulate'],
        { PORT: 'x', CLIENT_WAIT_TIME: 'soon' },
        newFolder(),
      );
      expect(code).toBe(2);
      expect(stderr).toMatch(/- PORT must be[^]*- CLIENT_WAIT_TIME must be/);
    });

    it('ends with exit code 4 where no MovieFlix answers', async () => {
      const nothing = await movieflix(['simulate', '--url', 'http://127.0.0.1:1', ...SMALL]);
      expect(nothing.code).toBe(4);
      expect(nothing.stderr).toContain('Nothing answers at http://127.0.0.1:1');
      const other = createServer((_request, response) => response.end('hello'));
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const port = String((other.address() as AddressInfo).port);
      const taken = await movieflix(['simulate', ...SMALL], { PORT: port });
      expect(taken.code).toBe(4);
      expect(taken.stderr).toContain('not a MovieFlix');
      other.close();
    });
  });
});
