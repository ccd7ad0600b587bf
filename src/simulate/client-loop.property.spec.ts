import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { RUNS } from '../../test/support/property-runs.js';
import { ApiClient } from '../client/api-client.js';
import { generateDataset } from '../dataset/synthetic/synthetic-dataset.js';
import { ClientLoop } from './client-loop.js';

const dataset = generateDataset({ users: 20, movies: 40, seed: 1 });
const RELEASES = 8;

/** A service whose answers take as many turns of the event loop as they are told to, and that notes what comes and goes. */
class SlowService extends ApiClient {
  readonly log: string[] = [];
  private asked = 0;
  private lists = 0;

  constructor(private readonly turns: readonly number[]) {
    super('http://127.0.0.1:1', 1);
  }

  override get<T>(path: string): Promise<T> {
    return this.answer(`list ${path}`, {
      recommendation_id: ++this.lists,
      fallback: false,
      action_cycle: 0,
      movie_ids: [],
    });
  }

  override post<T>(path: string, body: object): Promise<T> {
    return this.answer(`${path} ${JSON.stringify({ ...body, recommendation_id: undefined })}`, {
      score: 0,
      user_type: 'A',
      action_cycle: 0,
    });
  }

  override put<T>(path: string): Promise<T> {
    return this.answer(path, {});
  }

  private async answer<T>(what: string, body: unknown): Promise<T> {
    this.log.push(`asks ${what}`);
    for (let left = this.turns[this.asked++ % this.turns.length]; left > 0; left--) await turn();
    this.log.push(`has ${what}`);
    return body as T;
  }
}

async function play(turns: readonly number[], concurrency: number): Promise<string[]> {
  const service = new SlowService(turns);
  const choice = {
    dataset: 'synthetic',
    seed: 1,
    releases: RELEASES,
    cycle: 2000,
    arrival: 'release' as const,
    window: 20,
    control: 'v1',
    treatment: 'v2',
    groups: [1, 1] as const,
    trainEvery: 0,
    shadow: false,
    transport: 'single' as const,
    wait: 0,
    concurrency,
  };
  const positions: number[] = [];
  const start = { runId: 1, name: 'run-1', before: [], position: 0, releases: 0 };
  const loop = new ClientLoop(dataset, service, choice, start, (position) => positions.push(position));
  await loop.run();
  expect(loop.tally.failures).toEqual([]);
  expect(positions).toEqual(Array.from({ length: RELEASES }, (_, at) => at + 1));
  await service.abandon();
  return service.log;
}

const isOf = (kind: string) => (line: string) => line.startsWith(kind);
const bodiesOf = (log: readonly string[]) => log.filter(isOf('asks /')).toSorted();

/** What came before it might. */
function describeWrong(log: readonly string[]): string[] {
  const wrong: string[] = [];
  const open = { lists: 0, rows: 0 };
  let [isFilmOut, isFirstList] = [false, false];
  for (const line of log) {
    const change = line.startsWith('asks') ? 1 : -1;
    if (isOf('asks /movies {')(line)) {
      if (open.lists > 0) wrong.push(`${line} while ${open.lists} lists are open`);
      [isFilmOut, isFirstList] = [false, true];
    }
    if (isOf('has /movies {')(line)) isFilmOut = true;
    if (isOf('asks list')(line)) {
      if (!isFilmOut) wrong.push(`${line} before the film is out`);
      if (isFirstList && open.rows > 0) wrong.push(`${line} while ${open.rows} rows are not stored`);
      isFirstList = false;
    }
    if (line.includes(' list ')) open.lists += change;
    if (/ \/(feedback|ratings) /.test(line)) open.rows += change;
  }
  return wrong;
}

describe('ClientLoop, however long each answer takes', () => {
  it('asks for lists when all that was said of the film before is stored, and releases when all lists are served', async () => {
    const expected = bodiesOf(await play([0], 1));
    expect(expected.filter(isOf('asks /feedback')).length).toBeGreaterThan(RELEASES);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        async (turns, concurrency) => {
          const log = await play(turns, concurrency);
          expect(bodiesOf(log)).toEqual(expected);
          expect(describeWrong(log)).toEqual([]);
        },
      ),
      { ...RUNS, numRuns: 60 },
    );
  });
});
