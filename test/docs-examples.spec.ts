import { execFile, type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { aggregateFeedback } from '../src/experiment/aggregate-feedback.js';
import { totalsOf } from '../src/experiment/aggregates.js';
import { type Estimand, estimateMean } from '../src/experiment/clustered-mean.js';
import { estimateDifference } from '../src/experiment/two-way.js';
import { newFolder } from './support/cli.js';
import { Document } from './support/documents.js';
import { TestService } from './support/service.js';

const run = promisify(execFile);

const blockOf = (path: string, lang: string): string =>
  new Document(path).blocks.find((block) => block.lang === lang)!.text;

const withoutTimes = (answer: object): object =>
  Object.fromEntries(Object.entries(answer).filter(([field]) => !field.endsWith('_at')));

describe('docs/tutorial.md', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  afterAll(() => service.stop());

  it('shows what its calls answer, in their order', async () => {
    const { blocks } = new Document('docs/tutorial.md');
    const calls = blocks.filter(({ lang, text }, at) => {
      return lang === 'sh' && text.includes('curl') && blocks[at + 1]?.lang === 'json';
    });
    expect(calls).toHaveLength(4);
    for (const call of calls) {
      const shown = JSON.parse(blocks[blocks.indexOf(call) + 1].text) as object;
      const command = call.text.replaceAll('localhost:3000', new URL(service.url).host);
      const { stdout } = await run('sh', ['-c', `${command} --silent`]);
      const answer = JSON.parse(stdout) as object;
      expect(Object.keys(answer)).toEqual(Object.keys(shown));
      expect(withoutTimes(answer)).toEqual(withoutTimes(shown));
    }
  });
});

describe('docs/how-to/retries.md', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  afterAll(() => service.stop());

  it('has calls that are answered as it says', async () => {
    const { commands } = new Document('docs/how-to/retries.md');
    const answers: unknown[] = [];
    for (const command of commands) {
      const line = `${command.replace('localhost:3000', new URL(service.url).host)} --silent`;
      answers.push(JSON.parse((await run('sh', ['-c', line])).stdout));
    }
    const [given, again, rated, other] = answers;
    expect(given).toMatchObject({ feedback_id: 1, user_id: 42 });
    expect(again).toEqual(given);
    expect(rated).toMatchObject({ created: 2 });
    expect(other).toMatchObject({ created: 1, invalid: 1, outcomes: [{ outcome: 'created' }, {}] });
    expect([await service.count('feedbacks'), await service.count('ratings')]).toEqual([1, 2]);
  });
});

describe('docs/statistics.md', () => {
  it('has a worked example whose numbers are those of the report', () => {
    const [, ...lines] = blockOf('docs/statistics.md', 'csv').split('\n');
    const rows = lines.map((line) => {
      const [user, group, film, score] = line.split(',');
      return { cycle: 0, user: Number(user), group, film: Number(film), score: Number(score) };
    });
    const totals = aggregateFeedback(rows);
    const means = (estimand: Estimand) =>
      ['A', 'B'].map((group) => estimateMean(totalsOf(totals, 0, group), estimand)!);
    const [a, b] = means('per_feedback');
    const { estimate, variance, standardError, degreesOfFreedom, interval, pValue } = estimateDifference(
      a,
      b,
    );
    const computed = {
      'mean per feedback of A': a.mean,
      'mean per feedback of B': b.mean,
      'difference, B − A': estimate,
      V_user: variance.user,
      V_film: variance.film,
      V_pair: variance.pair,
      'V, two-way': variance.twoWay,
      'standard error, if rows were independent': Math.sqrt(variance.row),
      'standard error, clustered by user': Math.sqrt(variance.user),
      'standard error, two-way': standardError,
      'degrees of freedom': degreesOfFreedom!,
      'lower end of the 95 % interval': interval![0],
      'upper end of the 95 % interval': interval![1],
      p: pValue!,
      'difference per user': estimateDifference(...(means('per_user') as [typeof a, typeof b])).estimate,
    };
    const told = new Document('docs/statistics.md').tables.find(
      ({ header }) => header[0].text === 'quantity',
    )!;
    const shown = told.rows.map(([quantity, value]) => [quantity.text, value.text]);
    expect(shown).toEqual(
      Object.entries(computed).map(([quantity, value]) => [quantity, value.toFixed(3).replace('-', '−')]),
    );
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const PAGE = 'docs/how-to/own-recommender.md';
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe(PAGE, () => {
  let service: TestService;
  let recommender: ChildProcess | undefined;
  beforeAll(async () => (service = await TestService.start()));
  afterEach(() => recommender?.kill('SIGKILL'));
  afterAll(() => service.stop());

  it.each([
    ['node', 'js', 'recommender.mjs'],
    ...(hasPython ? [['python3', 'python', 'recommender.py']] : []),
  ])('has a recommender for %s that ranks the lists of the experiment', async (program, lang, name) => {
    await service.empty();
    for (const movie_id of [1, 2, 3])
      await service.post('/movies', { movie_id, title: `Film ${movie_id}`, genres: 'Drama' });
    for (const [user_id, movie_id] of [
      [11, 2],
      [12, 2],
      [13, 3],
    ])
      await service.post('/ratings', { user_id, movie_id, rating: 4 });

    const file = join(newFolder(), name);
    writeFileSync(file, blockOf(PAGE, lang));
    const port = await freePort();
    recommender = spawn(program, [file], {
      env: { ...process.env, PORT: String(port), MOVIEFLIX: service.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(recommender.stdout!, 'data');

    const url = `http://127.0.0.1:${port}/rank`;
    await service.send('PUT', '/experiments/current', { salt: 's', treatment: `http:${url}`, cycle: 1 });
    let ranked: number[] = [];
    // It counts the ratings in its own time.
    for (let attempt = 0; attempt < 200 && ranked[0] !== 2; attempt++) {
      await sleep(50);
      ranked = (await service.get<number[]>('/recommend/v2?user_id=42&candidates=1,2,3')).body;
    }
    expect(ranked).toEqual([2, 3, 1]);
  });
});
