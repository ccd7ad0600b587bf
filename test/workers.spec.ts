import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RatingPageDto } from '../src/rating/rating.dto.js';
import type { RecommendationDto } from '../src/recommendation/recommendation.dto.js';
import type { RunSummary } from '../src/simulate/summary.js';
import { movieflix, newFolder, type Running, start, startMain } from './support/cli.js';
import { workersOf } from './support/processes.js';
import { TestService, testVariables } from './support/service.js';

const stop = ({ child, outcome }: Running) => {
  child.kill('SIGTERM');
  return outcome;
};

const rate = (url: string, user_id: number) =>
  fetch(`${url}/ratings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user_id, movie_id: 1, rating: 3 }),
    // A connection on its way to a worker that is killed gets no answer.
    signal: AbortSignal.timeout(5000),
  }).then(({ status }) => status);

/** Rates as users 1, 2, 3, … over so many connections until the service is gone; returns who was answered by 201. */
async function rateUntilGone(url: string, connections: number): Promise<number[]> {
  const answered: number[] = [];
  let users = 0;
  const lane = async () => {
    for (;;) {
      const user = ++users;
      const status = await rate(url, user).catch(() => 0);
      if (status === 0) return;
      if (status === 201) answered.push(user);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return answered;
}

async function usersWhoRated(url: string): Promise<Set<number>> {
  const users = new Set<number>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await fetch(`${url}/ratings?limit=1000${cursor && `&cursor=${cursor}`}`);
    const { items, next_cursor } = (await page.json()) as RatingPageDto;
    for (const { user_id } of items) users.add(user_id);
    cursor = next_cursor;
  }
  return users;
}

describe('workers', () => {
  it('share a port and the embedded database, and finish what is under way at SIGTERM', async () => {
    const cwd = newFolder();
    const service = await startMain({ WORKERS: '2' }, cwd);
    expect(workersOf(service)).toHaveLength(2);
    const rating = rateUntilGone(service.url, 20);
    await sleep(1500);
    const { code, stdout, stderr } = await stop(service);
    const answered = await rating;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`MovieFlix answers on ${service.url} `);
    expect(stdout.match(/psql postgres:/g)).toHaveLength(1);
    expect(answered.length).toBeGreaterThan(50);

    const alone = await startMain({}, cwd);
    expect(workersOf(alone)).toEqual([]);
    const stored = await usersWhoRated(alone.url);
    await stop(alone);
    expect(answered.filter((user) => !stored.has(user))).toEqual([]);
  });

  it('are replaced one by one when they die, on the same port', async () => {
    const service = await startMain({ DATABASE_URL: 'embedded:memory' }, newFolder(), ['--workers', '2']);
    const before = workersOf(service);
    expect(await rate(service.url, 1)).toBe(201);
    for (const pid of before) process.kill(pid, 'SIGKILL');
    for (let wait = 0; wait < 200; wait++) {
      if (workersOf(service).length === 2 && (await rate(service.url, 1).catch(() => 0)) === 200) break;
      await sleep(100);
    }
    expect(await rate(service.url, 2)).toBe(201);
    expect(workersOf(service).filter((pid) => before.includes(pid))).toEqual([]);
    const { code, stderr } = await stop(service);
    expect(code).toBe(0);
    for (const pid of before) {
      expect(stderr).toContain(`Worker process ${pid} ended by SIGKILL. Another takes its place.`);
    }
  });

  it('end with the process that keeps them, however it ends', async () => {
    const killed = await startMain({ DATABASE_URL: 'embedded:memory', WORKERS: '2' });
    expect(workersOf(killed)).toHaveLength(2);
    killed.child.kill('SIGKILL');
    // Workers hold the pipes of the process that keeps them: they are closed once all are gone.
    expect((await killed.outcome).code).toBe(null);
    expect(await rate(killed.url, 1).catch(() => 'gone')).toBe('gone');
  });

  it('end with the process that started the service', async () => {
    const left = await startMain({ DATABASE_URL: 'embedded:memory', WORKERS: '2' });
    const exit = once(left.child, 'exit');
    left.child.disconnect();
    expect(await exit).toEqual([0, null]);
  });

  it.each<[string, Record<string, string>, string[], string]>([
    [
      'a database that is not there',
      { DATABASE_URL: 'postgres://x@127.0.0.1:1/x', DATABASE_WAIT_SECONDS: '1' },
      [],
      'nothing listens there',
    ],
    [
      'a host that is not ours',
      { DATABASE_URL: 'embedded:memory', HOST: '192.0.2.1', ALLOW_ANONYMOUS: 'true' },
      [],
      'Check HOST and PORT',
    ],
    ['too many of them', {}, ['--workers', '1000'], '--workers must be a whole number from 1 to 128'],
    ['an option that is none', {}, ['--worker', '2'], 'takes --workers N and nothing else'],
  ])('do not start with %s, and say so in one sentence', async (_name, variables, args, reason) => {
    const { code, stderr } = await start('main', args, { PORT: '0', WORKERS: '2', ...variables }).outcome;
    expect(code).toBe(1);
    expect(stderr).toContain(reason);
    const reasons = stderr
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('The database is not there yet'));
    expect(reasons).toHaveLength(1);
  });

  it('train once together', async () => {
    const tables = await TestService.start();
    await tables.send('PUT', '/experiments/current', {
      ...{ control: 'ease', treatment: 'random', salt: 's', cycle: 1000 },
      groups: ['A', 'B'].map((name) => ({ name, weight: 1 })),
    });
    for (const movie_id of [1, 2, 3])
      await tables.post('/movies', { movie_id, title: `F${movie_id}`, genres: '' });
    const service = await startMain({ ...testVariables(), WORKERS: '3', TRAIN_AFTER_RATINGS: '30' });
    for (let user = 1; user <= 30; user++) await rate(service.url, user);
    const version = async () => {
      const answer = await fetch(`${service.url}/recommend?user_id=1&candidates=1,2,3`);
      return ((await answer.json()) as RecommendationDto).model_version;
    };
    for (let wait = 0; (await version()) === null && wait < 100; wait++) await sleep(100);
    // Long enough for every worker to have counted, and for each to serve by the version.
    await sleep(2500);
    expect(await Promise.all([version(), version(), version()])).toEqual([1, 1, 1]);
    await stop(service);
    expect(await tables.count('models')).toBe(1);
    await tables.stop();
  });

  it('play the loop of simulate --workers: every row once', async () => {
    const { code, stdout } = await movieflix([
      ...['simulate', '--workers', '2', '--users', '60', '--movies', '200', '--releases', '20', '--json'],
    ]);
    const run = JSON.parse(stdout) as RunSummary;
    expect({ code, failed: run.failed, retried: run.retried }).toEqual({ code: 0, failed: 0, retried: 0 });
    expect([run.releases, run.feedback, run.ratings]).toEqual([20, run.visits, run.visits]);
    const mixed = await movieflix(['simulate', '--workers', '2', '--url', 'http://127.0.0.1:1']);
    expect([mixed.code, mixed.stderr]).toEqual([2, expect.stringContaining('not with --url')]);
  });
});
