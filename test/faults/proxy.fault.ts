import { ServiceProcess } from '../../bench/support/product.js';
import type { LoopTables } from '../support/loop-tables.js';
import type { Fault, FaultContext, FaultResult } from './support/fault.js';
import { FaultyProxy } from './support/faulty-proxy.js';
import { compareTables, LoopClient, type Play, PLAYS, tablesOf } from './support/loop-trial.js';

const TRIALS = 6;
const QUICK_TRIALS = 3;

export const proxy: Fault = {
  name: 'proxy',
  about:
    'one call in seven between loop and service is dropped, delayed, cut or repeated, before or after the commit',
  run: tryOut,
};

async function tryOut(context: FaultContext): Promise<FaultResult[]> {
  const postgres = await context.postgres();
  const perform = async (play: Play, seed?: number) => {
    const database = await postgres.createDatabase();
    const service = await ServiceProcess.of({ DATABASE_URL: database });
    const between = seed === undefined ? undefined : await FaultyProxy.open(service.url, seed);
    try {
      const client = LoopClient.begin(between?.url ?? service.url, play);
      const code = await client.end();
      await between?.close();
      return { between, code, words: client.words, found: await tablesOf(database) };
    } finally {
      await service.stop();
      await postgres.dropDatabase(database);
    }
  };
  const expected = new Map<string, LoopTables>();
  for (const play of [PLAYS[0], PLAYS[2]]) expected.set(play.treatment, (await perform(play)).found);
  const trials = context.quick ? QUICK_TRIALS : TRIALS;
  const sum = { survived: 0, acknowledged: 0, lost: 0, doubled: 0 };
  const notes: string[] = [];
  const done = new Map<string, number>();
  let calls = 0;
  for (let trial = 0; trial < trials; trial++) {
    const play = PLAYS[trial % PLAYS.length];
    const { between, code, words, found } = await perform(play, trial);
    const { rows, lost, doubled, isReordered } = compareTables(expected.get(play.treatment)!, found);
    const holds = code === 0 && lost + doubled === 0 && !isReordered;
    sum.survived += Number(holds);
    sum.acknowledged += rows - lost;
    sum.lost += lost;
    sum.doubled += doubled;
    calls += between!.calls;
    for (const [fault, count] of between!.counts) done.set(fault, (done.get(fault) ?? 0) + count);
    const what = `run ${trial + 1} of ${trials}, ${play.transport}, ${play.treatment}: lost ${lost}, doubled ${doubled}`;
    context.say(what);
    if (!process.stderr.isTTY) console.error(`proxy: ${what}`);
    if (!holds) notes.push(`${what}; the client ended with ${code}: ${words}`);
  }
  const faults = [...done].map(([fault, count]) => `${count} ${fault}`).join(', ');
  notes.push(`of ${calls} calls ${faults}`);
  return [{ fault: 'faults between loop and service', trials, ...sum, notes }];
}
