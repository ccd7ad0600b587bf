import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceProcess } from '../../bench/support/product.js';
import { MixedLoad } from './support/mixed-load.js';
import { describe } from './support/describe-counts.js';
import type { Fault, FaultContext, FaultResult } from './support/fault.js';

const CONNECTIONS = 32;
const PART_OF_CAPACITY = 0.8;
/** What counts as flat: the last minute against the first. */
const MEMORY_GROWTH = 1.25;
const LATENCY_GROWTH = 2;
/** Latencies below are the machine's own unrest, in milliseconds; memory below is that of garbage yet to collect. */
const LATENCY_FLOOR_MS = 25;
const MEMORY_FLOOR_MB = 64;
const DESCRIPTORS_MORE = 5;

interface Minute {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly megabytes: number;
  readonly descriptors: number;
}

/** Mixed load for long: nothing fails, nothing grows. */
export const soak: Fault = {
  name: 'soak',
  about: `mixed load at ${PART_OF_CAPACITY * 100} % of capacity for ten minutes (--quick: some seconds)`,
  async run(context) {
    const server = await context.postgres();
    const database = await server.createDatabase();
    try {
      const service = await ServiceProcess.of({ DATABASE_URL: database });
      try {
        return [await load(context, service)];
      } finally {
        await service.stop();
      }
    } finally {
      await server.dropDatabase(database);
    }
  },
};

async function load({ say, quick }: FaultContext, service: ServiceProcess): Promise<FaultResult> {
  const [turns, seconds] = quick ? [4, 2] : [minutesWanted(), 60];
  const mixed = new MixedLoad(service.url, CONNECTIONS);
  say('how much it can take');
  // Once to warm up, once to measure.
  await mixed.flatOut(quick ? 2 : 10);
  const capacity = await mixed.flatOut(quick ? 2 : 10);
  const minutes: Minute[] = [];
  for (let turn = 1; turn <= turns; turn++) {
    const { calls, latencies } = await mixed.paced(PART_OF_CAPACITY * capacity, seconds);
    const minute = { rate: calls / seconds, ...quantiles(latencies), ...(await footprint(service.pid)) };
    minutes.push(minute);
    const line = `${quick ? 'turn' : 'minute'} ${turn} of ${turns}: ${tell(minute)}; failed ${mixed.failures.size}`;
    if (quick) say(line);
    else console.error(line);
  }
  await mixed.close();
  const [first, last] = [minutes[0], minutes[minutes.length - 1]];
  const isFlat =
    last.megabytes <= Math.max(first.megabytes * MEMORY_GROWTH, first.megabytes + MEMORY_FLOOR_MB) &&
    last.p99 <= Math.max(first.p99 * LATENCY_GROWTH, LATENCY_FLOOR_MS) &&
    last.descriptors <= first.descriptors + DESCRIPTORS_MORE;
  const stored = await mixed.countStored(service);
  const isSurvived = mixed.failures.size === 0 && isFlat;
  return {
    fault: `${turns} × ${seconds} s of mixed load`,
    trials: 1,
    survived: isSurvived ? 1 : 0,
    acknowledged: mixed.stored,
    lost: Math.max(0, mixed.stored - stored),
    doubled: Math.max(0, stored - mixed.stored),
    notes: [
      `capacity ${Math.round(capacity)} calls/s, of which ${PART_OF_CAPACITY * 100} % were asked for`,
      `first: ${tell(first)}`,
      `last: ${tell(last)}`,
      `failed: ${describe(mixed.failures)}`,
    ],
  };
}

/** SOAK_MINUTES, to try it out or to leave it on overnight. */
const minutesWanted = (): number => Number(process.env.SOAK_MINUTES ?? 10);

const tell = ({ rate, p50, p99, megabytes, descriptors }: Minute): string =>
  `${Math.round(rate)} calls/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${Math.round(megabytes)} MB, ${descriptors} descriptors`;

function quantiles(latencies: readonly number[]): { p50: number; p99: number } {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

/** Of Linux's /proc; a moment later, when the calls of the turn have ended. */
async function footprint(pid: number): Promise<{ megabytes: number; descriptors: number }> {
  await sleep(200);
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
  return { megabytes: kilobytes / 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length };
}
