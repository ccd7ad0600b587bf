import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast, atMost, type Bench, type Benchmark, type Result, result } from './support/benchmark.js';
import { ServiceProcess } from './support/product.js';
import { type Account, addAccounts, WriteLedger } from './support/write-ledger.js';

const CONNECTIONS = 50;
/** Longer than any trial: the load ends with the service. */
const LOAD_SECONDS = 60;
/** Films that no ledger releases: the marks of the trials. */
const FIRST_MARK = 2_000_000_000;
/** More than a trial writes. */
const KEYS = 1_000_000;

/** What is acknowledged stays, and nothing is stored twice, however the service ends. */
export const kill: Benchmark = {
  name: 'kill',
  about: 'kill -9 of the service while 50 connections write: rows that were acknowledged and are not there',
  async run(bench) {
    const postgres = await bench.postgres();
    const database = await postgres.createDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'movieflix-bench-'));
    try {
      return [
        ...(await measure(bench, 'server', database, bench.quick ? 2 : 20)),
        ...(await measure(bench, 'embedded', `embedded:${folder}`, bench.quick ? 1 : 20)),
      ];
    } finally {
      await postgres.dropDatabase(database);
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(bench: Bench, name: string, database: string, trials: number): Promise<Result[]> {
  const accounts: Account[] = [];
  for (let trial = 1; trial <= trials; trial++) {
    bench.say(`${name}, trial ${trial} of ${trials}`);
    accounts.push(await killOnce(database, trial));
  }
  const { acknowledged, lost, doubled, unanswered } = addAccounts(accounts);
  return [
    result(`${name}: acknowledged in ${trials} trials`, acknowledged, 'rows', {
      required: atLeast(100 * trials),
    }),
    result(`${name}: lost`, lost, 'rows', { required: atMost(0) }),
    result(`${name}: doubled`, doubled, 'rows', { required: atMost(0) }),
    result(`${name}: stored, and the answer was cut off`, unanswered, 'rows'),
  ];
}

/** Ends the service at some moment of a load, starts it again on the same database, and looks what is there. */
async function killOnce(database: string, trial: number): Promise<Account> {
  const ledger = new WriteLedger(FIRST_MARK + trial, trial * KEYS);
  const victim = await ServiceProcess.of({ DATABASE_URL: database });
  const writing = ledger.write([victim.url], CONNECTIONS, LOAD_SECONDS);
  try {
    await Promise.race([writing, sleep(500 + ((trial * 137) % 1500))]);
  } finally {
    await victim.kill();
  }
  await writing;
  const successor = await ServiceProcess.of({ DATABASE_URL: database });
  try {
    return await ledger.account(successor);
  } finally {
    await successor.stop();
  }
}
