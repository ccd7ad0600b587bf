import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Cluster } from '../../bench/support/cluster.js';
import { query } from '../../bench/support/postgres.js';
import { ServiceProcess } from '../../bench/support/product.js';
import { withCluster } from './support/cluster-run.js';
import { describe } from './support/describe-counts.js';
import type { Fault, FaultContext, FaultResult } from './support/fault.js';
import { PatientWriters } from './support/patient-writers.js';

const WRITERS = 50;
/** How soon as many rows are stored as before, and how many of them are as many. */
const BACK_WITHIN_S = 5;
const AS_MANY = 0.8;

/** PostgreSQL goes away under load, or lets nobody in, and comes back. */
export const databaseAway: Fault = {
  name: 'database-away',
  about: `PostgreSQL is stopped for 10 s, or lets nobody in, while ${WRITERS} clients write`,
  run: (context) =>
    withCluster({ max_connections: 40 }, undefined, async (cluster) => [
      await takeAway(context, cluster, 'stopped at once', 1_000_000, () => {
        cluster.stop('immediate');
        return () => {
          cluster.start();
        };
      }),
      await takeAway(context, cluster, 'no connections left', 500_000_000, () => crowd(cluster.url)),
    ]),
};

/** Takes every connection there is, and the service's own. Returns how to give them back. */
async function crowd(url: string): Promise<() => Promise<void>> {
  const taken: pg.Client[] = [];
  const free = () =>
    taken[0].query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'movieflix'",
    );
  for (;;) {
    const client = new pg.Client(url);
    client.on('error', () => undefined);
    try {
      await client.connect();
      taken.push(client);
    } catch (error) {
      if ((error as { code?: string }).code !== '53300') throw error;
      const { rowCount } = await free();
      if (rowCount === 0) break;
    }
  }
  return async () => {
    await Promise.all(taken.map((client) => client.end()));
  };
}

async function takeAway(
  { say, quick }: FaultContext,
  cluster: Cluster,
  fault: string,
  firstKey: number,
  away: () => (() => void | Promise<void>) | Promise<() => void | Promise<void>>,
): Promise<FaultResult> {
  const [warm, gone] = quick ? [2000, 2000] : [10_000, 10_000];
  const writers = new PatientWriters(firstKey);
  await query(cluster.url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  const service = await ServiceProcess.of({ DATABASE_URL: cluster.url });
  try {
    const writing = writers.write(service.url, WRITERS);
    say(`${fault}: ${WRITERS} clients write`);
    await sleep(warm);
    const before = writers.rate(performance.now() - warm / 2, performance.now());
    say(`${fault}: away`);
    const giveBack = await away();
    const goneAt = performance.now();
    await sleep(gone / 2);
    const [readyWhile, livesWhile] = await Promise.all([
      statusOf(service, '/readyz'),
      statusOf(service, '/livez'),
    ]);
    await sleep(gone / 2);
    const stored = writers.rate(goneAt + 500, performance.now());
    await giveBack();
    const backAt = performance.now();
    say(`${fault}: back`);
    const isBack = () => secondsUntil(writers, backAt, AS_MANY * before) < Infinity;
    while (!isBack() && performance.now() - backAt < 4 * BACK_WITHIN_S * 1000) await sleep(200);
    const seconds = secondsUntil(writers, backAt, AS_MANY * before);
    const readyAfter = await statusOf(service, '/readyz');
    writers.stop();
    await writing;
    const { acknowledged, lost, doubled } = await writers.reckon(cluster.url);
    const others = [...writers.statuses].filter(([status]) => ![200, 201, 503].includes(status));
    const isSurvived =
      others.length === 0 &&
      writers.unanswered.size === 0 &&
      seconds <= BACK_WITHIN_S &&
      readyWhile === 503 &&
      livesWhile === 200 &&
      readyAfter === 200;
    const notes = [
      `${Math.round(before)} rows/s before, ${Math.round(stored)} while it is away; as many again ${seconds.toFixed(1)} s after its return`,
      `answers ${describe(writers.statuses)}; without an answer ${describe(writers.unanswered)}`,
      `/readyz ${readyWhile} and /livez ${livesWhile} while it is away, /readyz ${readyAfter} after`,
    ];
    return { fault, trials: 1, survived: isSurvived ? 1 : 0, acknowledged, lost, doubled, notes };
  } finally {
    writers.stop();
    await service.stop();
  }
}

const statusOf = (service: ServiceProcess, path: string): Promise<number> =>
  fetch(service.url + path).then(({ status }) => status);

/** Seconds from a moment until a second begins in which so many rows are acknowledged; Infinity for never. */
function secondsUntil(writers: PatientWriters, from: number, rate: number): number {
  for (let at = from; at + 1000 <= performance.now(); at += 100) {
    if (writers.rate(at, at + 1000) >= rate) return (at - from) / 1000;
  }
  return Infinity;
}
