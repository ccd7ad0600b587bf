import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../bench/support/cluster.js';
import type { RunRecord } from '../src/simulate/run-record.js';
import type { RunSummary } from '../src/simulate/summary.js';
import { movieflix, newFolder, type Outcome, type Running, start, withoutProgress } from './support/cli.js';
import { type LoopTables, readLoopTables } from './support/loop-tables.js';
import { TestService } from './support/service.js';

const DATASET = ['--users', '8', '--movies', '60'];
const RUN = [...DATASET, '--releases', '30', '--cycle', '12', '--train-every', '13', '--json'];
/** Which film is first depends on who is served, and on nothing that is learned: so at any concurrency. */
const PLANTED = ['--treatment', 'planted:+1.5'];

/** Such a long time ago was the last release over. */
const KEYS_ARE_FORGOTTEN = "UPDATE runs SET advanced_at = now() - interval '25 h'";

describe('movieflix simulate --resume', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  const tables = (): Promise<LoopTables> => readLoopTables((sql) => service.dataSource.query(sql));
  const simulate = (...args: string[]): Promise<Outcome> =>
    movieflix(['simulate', '--url', service.url, ...args]);
  const startRun = (...args: string[]): Running => start('cli', ['simulate', '--url', service.url, ...args]);
  const getRun = async (id = 1): Promise<RunRecord> => (await service.get<RunRecord>(`/runs/${id}`)).body;
  /** Waits until a client has released so many films, however far their visits are. */
  const reach = async (films: number, { child, outcome }: Running): Promise<void> => {
    while ((await service.count('movies')) < films) {
      if (child.exitCode !== null) throw new Error(`It ended at once: ${(await outcome).stderr}`);
      await sleep(5);
    }
  };
  const kill = async ({ child, outcome }: Running): Promise<void> => {
    child.kill('SIGKILL');
    await outcome;
  };
  const summaryOf = ({ code, stdout, stderr }: Outcome): RunSummary => {
    expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as RunSummary;
  };
  /** The tables of a run that nothing disturbs. */
  const undisturbed = async (...args: string[]): Promise<LoopTables> => {
    summaryOf(await simulate(...args));
    const left = await tables();
    await service.empty();
    return left;
  };

  it.each([
    ['single', '4', PLANTED],
    // What is learned from feedback depends on its order.
    ['single', '1', ['--treatment', 'choice']],
    ['bulk', '4', ['--arrival', 'window', '--window', '8', '--treatment', 'newest']],
  ])(
    'leaves the tables of an undisturbed run after kill -9 of the client: %s, concurrency %s, %j',
    async (transport, concurrency, more) => {
      const lanes = ['--concurrency', concurrency];
      const run = [...RUN, '--transport', transport, ...more];
      const expected = await undisturbed(...run, ...lanes);
      for (const [at, films] of [3, 20].entries()) {
        const client = at === 0 ? startRun(...run, ...lanes) : startRun('--resume', '--json', ...lanes);
        await reach(films, client);
        await kill(client);
      }
      const { run: whole, releases } = summaryOf(await simulate('--resume', '--json', ...lanes));
      expect(await tables()).toEqual(expected);
      expect(whole).toMatchObject({ run_id: 1, position: 30, status: 'finished' });
      expect(whole.from + releases).toBe(30);
      expect(await getRun()).toMatchObject({
        ...{ status: 'finished', position: 30, held_until: null },
        counts: {
          releases: 30,
          visits: expected.feedback.length,
          ratings: expected.ratings.length,
          failed: 0,
        },
      });
    },
  );

  it('goes on after Ctrl-C, as the end of the first client says', async () => {
    const expected = await undisturbed(...RUN, ...PLANTED);
    const first = startRun(...RUN, ...PLANTED, '--wait', '0.2');
    await reach(5, first);
    first.child.kill('SIGINT');
    const { code, stderr } = await first.outcome;
    expect(code).toBe(130);
    const command = /^Go on: +npx movieflix (simulate --resume 1 --url http:\S+)$/m.exec(stderr)![1];
    expect(await getRun()).toMatchObject({ status: 'stopped', held_until: null });
    expect((await getRun()).position).toBe(await service.count('movies'));
    // No film was cut off within, so no key is needed any more.
    await service.dataSource.query(KEYS_ARE_FORGOTTEN);
    summaryOf(await movieflix([...command.split(' '), '--json']));
    expect(await tables()).toEqual(expected);
  });

  it('says what cannot be gone on with, and leaves the tables as they are', async () => {
    const nothing = await simulate('--resume');
    expect([nothing.code, nothing.stderr]).toEqual([
      2,
      `There is no unfinished run at ${service.url}: movieflix runs lists those that there are.\n`,
    ]);
    const first = startRun(...RUN, ...PLANTED);
    await reach(5, first);
    await kill(first);
    const left = await tables();
    const refusals: [string[], RegExp][] = [
      [['--resume', '9'], /^There is no run 9 at http/],
      [
        ['--resume', ...DATASET, '--dataset-seed', '2'],
        /^Run 1 was played from another dataset: synthetic had SHA-256 [0-9a-f]{64}, and synthetic has [0-9a-f]{64}\./,
      ],
      [
        ['--resume', '--seed', '3', '--cycle', '5'],
        /^--seed, --cycle: leave it out, the run of --resume has its own/,
      ],
      [['--resume', 'last'], /^--resume must be a whole number/],
      [
        ['--resume', '--from-run', '1'],
        /^Give --resume to go on with a run, or --from-run to repeat one, not both/,
      ],
      [['--force'], /^--force goes with --resume/],
      [['--from-run', 'it'], /^--from-run must be the number of a run, or its address/],
      [['--from-run', '1'], /^Run 1 began when 0 films were out, and at http\S+ \d+ are: .*--from-run http/],
    ];
    for (const [args, sentence] of refusals) {
      const { code, stderr } = await simulate(...args);
      expect([args, code]).toEqual([args, 2]);
      expect(stderr).toMatch(sentence);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    expect((await tables()).films).toEqual(left.films);

    const { repeatable_until } = await getRun();
    await service.dataSource.query(KEYS_ARE_FORGOTTEN);
    const late = await simulate('--resume');
    expect([late.code, late.stderr]).toEqual([
      2,
      expect.stringMatching(
        /^Run 1 cannot be gone on with: it was cut off within a film.*until \S+Z \(IDEMPOTENCY_HOURS/,
      ),
    ]);
    await service.dataSource.query("UPDATE runs SET advanced_at = $1::timestamptz - interval '24 h'", [
      repeatable_until,
    ]);

    await service.post('/movies', { movie_id: 1_000_000, title: 'Somebody else’s', genres: '' });
    const foreign = await simulate('--resume');
    expect([foreign.code, foreign.stderr]).toEqual([
      2,
      expect.stringMatching(/^Run 1 cannot be gone on with: the films/),
    ]);
    expect(await getRun()).toMatchObject({ status: 'stopped', held_until: null });
    await service.dataSource.query('DELETE FROM movies WHERE movie_id = 1000000');
    summaryOf(await simulate(...RUN, ...PLANTED, '--releases', '2'));
    const over = await simulate('--resume');
    expect([over.code, over.stderr]).toEqual([
      2,
      expect.stringMatching(
        /^Run 1 cannot be gone on with: films have come out since run 2 began, after it\./,
      ),
    ]);
    const finished = await simulate('--resume', '2');
    expect([finished.code, finished.stderr]).toEqual([
      2,
      expect.stringMatching(/^Run 2 is finished\..*--from-run 2/),
    ]);
  });

  it('refuses a run that another client plays, unless by force, which ends that client', async () => {
    const first = startRun(...RUN, ...PLANTED, '--wait', '0.5');
    await reach(2, first);
    const refused = await simulate('--resume', '--json');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^Run 1 is being played by .*, who holds it until \S+Z\. Stop that client, or .*--force/,
    );
    const forced = startRun('--resume', '--force', '--json');
    const { code, stderr } = await first.outcome;
    expect(code).toBe(3);
    expect(stderr).toMatch(/^This client has stopped: Run 1 is played by .*, not by /m);
    summaryOf(await forced.outcome);
    expect(await getRun()).toMatchObject({ status: 'finished', position: 30 });
    const forcedTables = await tables();
    await service.empty();
    expect(await undisturbed(...RUN, ...PLANTED)).toEqual(forcedTables);
  });

  describe('--from-run', () => {
    it('plays a run again as it was, on tables as they were, from the record of another service too', async () => {
      const run = [...RUN, ...PLANTED, '--releases', '12', '--seed', '7'];
      summaryOf(await simulate(...run));
      const expected = await tables();
      const [record] = await service.dataSource.query<object[]>('SELECT * FROM runs');
      await service.dataSource.query('TRUNCATE movies, releases, ratings, feedbacks, served_lists');
      const again = summaryOf(await simulate('--from-run', '1', '--json'));
      expect(again).toMatchObject({ seed: 7, releases: 12, run: { run_id: 2, from: 0, status: 'finished' } });
      expect(await tables()).toEqual(expected);
      expect((await getRun(2)).options).toEqual((await getRun(1)).options);
      expect(record).toMatchObject({ seed: 7 });
      const { code, stdout } = await movieflix(
        ['simulate', '--from-run', `${service.url}/runs/1`, '--json'],
        { DATABASE_URL: 'embedded:memory', PORT: '0' },
      );
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ seed: 7, releases: 12, run: { run_id: 1 } });
    });
  });

  describe('movieflix runs', () => {
    it('lists the runs, as a table and for programs', async () => {
      const none = await movieflix(['runs', '--url', service.url]);
      expect(none.stdout).toBe('No run is recorded here: movieflix simulate plays one.\n');
      const run = summaryOf(await simulate(...RUN, ...PLANTED, '--releases', '3'));
      summaryOf(await simulate(...RUN, ...PLANTED, '--releases', '2', '--seed', '4'));
      const { stdout } = await movieflix(['runs', '--url', service.url]);
      const [heading, , first, second] = stdout.split('\n');
      expect(heading).toMatch(/^run +status +began +dataset +seed +position +of +visits/);
      expect(first).toMatch(new RegExp(`^ *1 +finished +\\S+Z +synthetic +1 +3 +3 +${run.visits} `));
      expect(second).toMatch(/^ *2 +finished +\S+Z +synthetic +4 +2 +2 /);
      const json = await movieflix(['runs', '--url', service.url, '--json']);
      expect(JSON.parse(json.stdout)).toEqual([await getRun(1), await getRun(2)]);
    });
  });

  it('goes on with a run whose service and tables were its own', async () => {
    const play = (folder: string, port: number, ...args: string[]) =>
      start('cli', ['simulate', '--json', ...args], { PORT: String(port) }, folder);
    const small = [...RUN, ...PLANTED, '--releases', '12'];
    const [folder, whole] = [newFolder(), newFolder()];
    const expected = summaryOf(await play(whole, 0, ...small).outcome);
    const port = await freePort();
    const first = play(folder, port, ...small, '--wait', '0.2');
    const films = async (): Promise<number[]> =>
      (await (await fetch(`http://127.0.0.1:${port}/movies/all`)).json()) as number[];
    while ((await films().catch(() => [])).length < 4) {
      if (first.child.exitCode !== null) throw new Error((await first.outcome).stderr);
      await sleep(20);
    }
    await kill(first);
    let resumed: Outcome;
    // The service that was started for the run ends by itself, a moment after its client.
    do resumed = await play(folder, 0, '--resume').outcome;
    while (/in use by process/.test(resumed.stderr));
    const { run } = summaryOf(resumed);
    expect(run).toMatchObject({ run_id: 1, position: 12, status: 'finished', counts: expected.run.counts });
    expect(run.from).toBeGreaterThan(0);
  });
});
