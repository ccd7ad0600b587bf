import { ServiceProcess } from '../../bench/support/product.js';
import type { Fault, FaultContext, FaultResult } from './support/fault.js';
import { FaultyProxy } from './support/faulty-proxy.js';
import { LoopClient, LoopTrials, type Play, playsOf, tablesOf } from './support/loop-trial.js';

const TRIALS = 6;
const QUICK_TRIALS = 3;

export const proxy: Fault = {
  name: 'proxy',
  about:
    'one call in seven between loop and service is dropped, delayed, cut or repeated, before or after the commit',
  run: tryOut,
};

async function tryOut(context: FaultContext): Promise<FaultResult[]> {
  const plays = playsOf(context);
  const runs = new LoopTrials('proxy', context);
  const trials = context.quick ? QUICK_TRIALS : TRIALS;
  const done = new Map<string, number>();
  let calls = 0;
  for (let trial = 0; trial < trials; trial++) {
    const play = plays[trial % plays.length];
    const { between, ...left } = await playThrough(context, play, trial);
    await runs.judge(`run ${trial + 1} of ${trials}`, play, left);
    calls += between.calls;
    for (const [fault, count] of between.counts) done.set(fault, (done.get(fault) ?? 0) + count);
  }
  const faults = [...done].map(([fault, count]) => `${count} ${fault}`).join(', ');
  runs.notes.push(`of ${calls} calls ${faults}`);
  return [runs.result('faults between loop and service')];
}

/** @param seed of the faults */
async function playThrough({ postgres }: FaultContext, play: Play, seed: number) {
  const server = await postgres();
  const database = await server.createDatabase();
  const service = await ServiceProcess.of({ DATABASE_URL: database });
  const between = await FaultyProxy.open(service.url, seed);
  try {
    const client = LoopClient.begin(between.url, play);
    const code = await client.end();
    await between.close();
    const complaint = code === 0 ? undefined : `the client ended with ${code}: ${client.words}`;
    return { between, found: await tablesOf(database), complaint };
  } finally {
    await service.stop();
    await server.dropDatabase(database);
  }
}
