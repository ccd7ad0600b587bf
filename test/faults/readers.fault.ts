import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '../../bench/support/cluster.js';
import { ServiceProcess } from '../../bench/support/product.js';
import { randomStream } from '../../src/random/seeded-random.js';
import type { Fault, FaultContext, FaultResult } from './support/fault.js';
import { NaiveReader } from './support/naive-reader.js';
import { ProgramReader, SqlReader } from './support/program-reader.js';
import { OutOfOrderWriters } from './support/out-of-order-writers.js';

/** Callers of the API, and transactions by SQL that stay open for a while. */
const [CALLERS, TRANSACTIONS] = [10, 10];
const QUICK_SECONDS = 5;
const SECONDS = 40;

/** Each row once, for whoever reads as the documentation says, while rows are committed in another order than their ids. */
export const readers: Fault = {
  name: 'readers',
  about: `${CALLERS + TRANSACTIONS} writers commit out of order, and the documentation's readers follow`,
  async run(context) {
    const cluster = await Cluster.create({ wal_level: 'logical', max_connections: 100 });
    const folder = await mkdtemp(join(tmpdir(), 'movieflix-readers-'));
    const service = await ServiceProcess.of({ DATABASE_URL: cluster.url });
    try {
      return await readAlong(context, cluster, service, folder);
    } finally {
      await service.stop();
      cluster.remove();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function readAlong(
  context: FaultContext,
  cluster: Cluster,
  service: ServiceProcess,
  folder: string,
): Promise<FaultResult[]> {
  const { url, binaries } = cluster;
  const file = (name: string) => join(folder, name);
  const readers = {
    poll: await ProgramReader.start('poll.mjs', [file('position.json')], url),
    follow: await ProgramReader.start('follow.mjs', [service.url, file('cursor.txt')], url),
    replicate: await ProgramReader.start('replicate.mjs', ['trial', file('lsn.txt')], url, 'Following'),
  };
  const sql = new SqlReader(join(binaries, 'psql'), url);
  const naive = await NaiveReader.start(url);
  const writers = new OutOfOrderWriters(service, url, randomStream('readers'));
  try {
    context.say('writers and readers');
    const half = ((context.quick ? QUICK_SECONDS : SECONDS) / 2) * 1000;
    await writers.write(CALLERS, TRANSACTIONS, half);
    // Who is away for a while goes on from where he was.
    const restarts = Object.values(readers).map((reader) => reader.restart());
    await Promise.all([...restarts, writers.write(CALLERS, TRANSACTIONS, half)]);
    context.say('readers come to the end');
    for (const reader of [...Object.values(readers), sql]) {
      await reader.waitFor((rows) => writers.feedback.every((id) => rows.feedback.has(id)));
    }
    await readers.replicate.waitFor((rows) => rows.changes >= writers.ratingChanges);
    await readers.poll.waitFor((rows) =>
      writers.ratings.every((one) => rows.ratings.get(one.key)?.value === one.value),
    );
  } finally {
    await Promise.all([...Object.values(readers), sql, naive].map((reader) => reader.stop()));
  }
  const missed = writers.feedback.filter((id) => !naive.seen.has(id)).length;
  const isProof = missed > 0;
  const about = `a reader that asks for feedback_id > last missed ${missed} of ${writers.feedback.length}`;
  const note = isProof ? about : `${about}: the order was never changed, so this proves nothing`;
  const account = (
    fault: string,
    reader: ProgramReader | SqlReader,
    ratings: 'none' | 'values' | 'changes',
  ) => {
    const { rows, failure } = reader;
    const ratingsLost = {
      none: 0,
      values: writers.ratings.filter(({ key, value }) => rows.ratings.get(key)?.value !== value).length,
      changes: Math.max(0, writers.ratingChanges - rows.changes),
    }[ratings];
    const extra = ratings === 'changes' ? Math.max(0, rows.changes - writers.ratingChanges) : 0;
    const acknowledged = { none: 0, values: writers.ratings.length, changes: writers.ratingChanges }[ratings];
    return {
      fault,
      trials: 1,
      survived: isProof && failure === undefined ? 1 : 0,
      acknowledged: writers.feedback.length + acknowledged,
      lost: writers.feedback.filter((id) => !rows.feedback.has(id)).length + ratingsLost,
      doubled: rows.doubled + extra,
      notes: failure === undefined ? [] : [failure],
    };
  };
  const results = [
    account('polled by SQL up to the safe mark, stopped and started', readers.poll, 'values'),
    account('copied by psql up to the safe mark', sql, 'none'),
    account('followed over HTTP, stopped and started', readers.follow, 'none'),
    account('from a replication slot, stopped and started', readers.replicate, 'changes'),
  ];
  return results.map((result, at) => ({ ...result, notes: [...(at === 0 ? [note] : []), ...result.notes] }));
}
