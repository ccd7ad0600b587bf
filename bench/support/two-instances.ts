import { atLeast, atMost, type Bench, type Result, result } from './benchmark.js';
import type { Postgres } from './postgres.js';
import { ServiceProcess } from './product.js';
import { median, medianRatio, takeTurns } from './turns.js';
import { WriteLedger } from './write-ledger.js';

const CONNECTIONS = 50;

/** Feedback, ratings and films over 50 connections, to one instance and shared between two of the same database. */
export async function measureInstances(bench: Bench, postgres: Postgres): Promise<Result[]> {
  const database = await postgres.createDatabase();
  const instances = [
    await ServiceProcess.of({ DATABASE_URL: database }),
    await ServiceProcess.of({ DATABASE_URL: database }),
  ];
  try {
    const urls = instances.map(({ url }) => url);
    const ledger = new WriteLedger(2_000_000_000, 1);
    const seconds = bench.quick ? 0.3 : 3;
    const [one, two] = await takeTurns([1, 2], bench.quick ? 1 : 7, async (count, round) => {
      bench.say(`writes to ${count === 1 ? 'one instance' : 'two instances'}, round ${round}`);
      const before = ledger.acknowledged;
      await ledger.write(urls.slice(0, count), CONNECTIONS, seconds);
      return (ledger.acknowledged - before) / seconds;
    });
    bench.say('looking for every row that two instances acknowledged');
    const account = await ledger.account(instances[1]);
    return [
      result('writes to two instances, against one', median(two), 'requests/s', {
        reference: median(one),
        ratio: medianRatio(two, one),
        required: atLeast(1, 'ratio'),
      }),
      result('two instances: acknowledged', account.acknowledged, 'rows', { required: atLeast(1000) }),
      result('two instances: lost', account.lost, 'rows', { required: atMost(0) }),
      result('two instances: doubled', account.doubled, 'rows', { required: atMost(0) }),
    ];
  } finally {
    await Promise.all(instances.map((instance) => instance.stop()));
    await postgres.dropDatabase(database);
  }
}
