import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DatasetStatistics } from '../src/dataset/dataset-statistics.js';
import { atLeast, atMost, type Benchmark, result } from './support/benchmark.js';
import type { DatasetLoad } from './support/load-dataset.js';
import { movieflix } from './support/product.js';

const LOADER = fileURLToPath(new URL('support/load-dataset.js', import.meta.url));

/** Some 20 million ratings of the 9,742 films. */
const USERS = 121_500;

const seconds = (since: number): number => (performance.now() - since) / 1000;

/** A file of 20 million ratings, made by the generator: read by a process that does nothing else. */
export const dataset: Benchmark = {
  name: 'dataset',
  about: 'a ratings.csv of 20 million rows: seconds and memory to load it, and finding a film in it',
  async run(bench) {
    const scratch = await mkdtemp(join(tmpdir(), 'movieflix-bench-'));
    try {
      const folder = join(scratch, 'made');
      const users = bench.quick ? USERS / 100 : USERS;
      bench.say(`making a set of ${users} users`);
      const makingFrom = performance.now();
      const made = await movieflix<DatasetStatistics>('dataset', [
        ...['--users', String(users), '--write', folder],
      ]);
      const making = seconds(makingFrom);
      bench.say('counting its lines');
      const countingFrom = performance.now();
      const lines = await countLines(join(folder, 'ratings.csv'));
      const counting = seconds(countingFrom);
      if (lines !== made.ratings + 1)
        throw new Error(`${made.ratings} ratings were written as ${lines} lines`);
      bench.say('loading it');
      const load = await loadAlone(folder);
      return [
        result('ratings loaded', load.ratings, 'rows', {
          reference: made.ratings,
          compare: true,
          required: atLeast(1, 'ratio'),
        }),
        result('loading, against counting the lines', load.seconds, 's', {
          reference: counting,
          compare: true,
          required: atMost(40),
        }),
        result('loaded in a second', load.ratings / load.seconds, 'rows/s'),
        result('memory of the process that loads', load.bytes / 1e6, 'MB', { required: atMost(1000) }),
        result('a film found by its id', load.lookupNanos, 'ns', { required: atMost(1000) }),
        result('a film found, and the rows that rate it', load.rowsNanos, 'ns', { required: atMost(1000) }),
        result('making, describing and writing the set', making, 's'),
      ];
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  },
};

/** A plain read of the file that looks at every line's end: what nothing that reads it can be faster than. */
async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  }
  return lines;
}

/** @throws Error when the process ends without having loaded it */
async function loadAlone(folder: string): Promise<DatasetLoad> {
  const child = fork(LOADER, [folder]);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The process that loads the dataset ended with ${code}`);
  });
  const [load] = (await Promise.race([once(child, 'message'), ended])) as [DatasetLoad];
  return load;
}
