import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceProcess } from '../../bench/support/product.js';
import { describe } from './support/describe-counts.js';
import type { Fault, FaultContext, FaultResult } from './support/fault.js';
import { PatientWriters } from './support/patient-writers.js';

const WRITERS = 50;
const WITHIN_S = 10;
/** More than a trial writes. */
const KEYS = 1_000_000;

/** The service is told to end under load: whoever was let in gets an answer. */
export const sigterm: Fault = {
  name: 'sigterm',
  about: `SIGTERM while ${WRITERS} clients write`,
  async run(context) {
    const { quick } = context;
    return [
      await endOften(context, 'one process', quick ? 3 : 20, {}),
      await endOften(context, 'two workers', quick ? 1 : 20, { WORKERS: '2' }),
    ];
  },
};

async function endOften(
  { say, postgres }: FaultContext,
  fault: string,
  trials: number,
  variables: Record<string, string>,
): Promise<FaultResult> {
  const server = await postgres();
  const database = await server.createDatabase();
  const sum = { fault, trials, survived: 0, acknowledged: 0, lost: 0, doubled: 0 };
  const notes: string[] = [];
  let slowest = 0;
  try {
    for (let trial = 1; trial <= trials; trial++) {
      say(`${fault}, trial ${trial} of ${trials}`);
      const service = await ServiceProcess.of({ DATABASE_URL: database, ...variables });
      const writers = new PatientWriters(trial * KEYS, true);
      const writing = writers.write(service.url, WRITERS);
      await sleep(500 + ((trial * 137) % 1500));
      const startedAt = performance.now();
      const code = await service.end();
      const seconds = (performance.now() - startedAt) / 1000;
      await writing;
      slowest = Math.max(slowest, seconds);
      const { acknowledged, lost, doubled } = await writers.reckon(database);
      sum.acknowledged += acknowledged;
      sum.lost += lost;
      sum.doubled += doubled;
      const cutOff = [...writers.unanswered].filter(([why]) => why !== 'ECONNREFUSED');
      const others = [...writers.statuses].filter(([status]) => ![200, 201, 503].includes(status));
      if (
        code === 0 &&
        seconds <= WITHIN_S &&
        cutOff.length === 0 &&
        others.length === 0 &&
        acknowledged > 0
      ) {
        sum.survived++;
      } else {
        notes.push(
          `trial ${trial}: exit code ${code} after ${seconds.toFixed(1)} s; answers ${describe(writers.statuses)}; ` +
            `without an answer ${describe(writers.unanswered)}`,
        );
      }
    }
  } finally {
    await server.dropDatabase(database);
  }
  return { ...sum, notes: [`the slowest end took ${slowest.toFixed(2)} s`, ...notes] };
}
