import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Cluster, freePort } from '../../bench/support/cluster.js';
import { ServiceProcess } from '../../bench/support/product.js';
import { randomStream } from '../../src/random/seeded-random.js';
import type { LoopTables } from '../support/loop-tables.js';
import type { Fault, FaultContext, FaultResult } from './support/fault.js';
import { compareTables, LoopClient, type Play, PLAYS, RELEASES, tablesOf } from './support/loop-trial.js';

type Victim = 'loop' | 'service' | 'database';

const TRIALS = 30;
const QUICK_TRIALS = 3;
/** Longest time between a release and the blow, so that it falls anywhere between two releases. */
const SPREAD_MS = 15;

/** Where a trial strikes, and whether the client waits then, or ends and is gone on with. */
interface Blow {
  readonly release: number;
  readonly delay: number;
  readonly play: Play;
  readonly isPatient: boolean;
}

/** The same points in every run of the trials. */
function drawBlow(victim: Victim, trial: number): Blow {
  const random = randomStream(6, 'kill', victim, trial);
  return {
    release: 1 + Math.floor(random() * (RELEASES - 1)),
    delay: random() * SPREAD_MS,
    play: PLAYS[trial % PLAYS.length],
    isPatient: trial % 2 === 0,
  };
}

export const killLoop = killing('loop', 'kill -9 of the loop while it plays, then --resume');
export const killService = killing(
  'service',
  'kill -9 of the service under the loop, started again on its port',
);
export const killDatabase = killing(
  'database',
  'kill -9 of PostgreSQL under service and loop, started again',
);

function killing(victim: Victim, about: string): Fault {
  return { name: `kill-${victim}`, about, run: (context) => tryOut(victim, context) };
}

async function tryOut(victim: Victim, context: FaultContext): Promise<FaultResult[]> {
  const cluster = await Cluster.create();
  const stage = new Stage(cluster);
  try {
    const expected = new Map<string, LoopTables>();
    for (const play of [PLAYS[0], PLAYS[2]]) expected.set(play.treatment, await stage.playUndisturbed(play));
    const trials = context.quick ? QUICK_TRIALS : TRIALS;
    const sum = { survived: 0, acknowledged: 0, lost: 0, doubled: 0 };
    const notes: string[] = [];
    let resumed = 0;
    for (let trial = 0; trial < trials; trial++) {
      const blow = drawBlow(victim, trial);
      const { found, wasResumed, complaint } = await stage.strike(victim, blow);
      const { rows, lost, doubled, isReordered } = compareTables(expected.get(blow.play.treatment)!, found);
      const holds = complaint === undefined && lost + doubled === 0 && !isReordered;
      sum.survived += Number(holds);
      sum.acknowledged += rows - lost;
      sum.lost += lost;
      sum.doubled += doubled;
      resumed += Number(wasResumed);
      const where = `trial ${trial + 1} of ${trials}: ${blow.play.transport}, ${blow.play.treatment}, at release ${blow.release}`;
      const what = `${where}, ${wasResumed ? 'gone on with by --resume' : 'went on by itself'}: lost ${lost}, doubled ${doubled}`;
      context.say(what);
      if (!process.stderr.isTTY) console.error(`kill-${victim}: ${what}`);
      if (!holds)
        notes.push(`${where}: ${complaint ?? (isReordered ? 'other order of films' : 'other rows')}`);
    }
    notes.push(`${resumed} gone on with by --resume, ${trials - resumed} by the loop itself`);
    return [{ fault: `kill -9 of the ${victim}`, trials, ...sum, notes }];
  } finally {
    cluster.remove();
  }
}

/** A database server, and runs on it, each in a database of its own. */
class Stage {
  private databases = 0;

  constructor(private readonly cluster: Cluster) {}

  async playUndisturbed(play: Play): Promise<LoopTables> {
    const { database, service } = await this.open();
    const code = await LoopClient.begin(service.url, play).end();
    await service.stop();
    if (code !== 0) throw new Error(`The undisturbed run ended with ${code}.`);
    return tablesOf(database);
  }

  async strike(
    victim: Victim,
    { release, delay, play, isPatient }: Blow,
  ): Promise<{ found: LoopTables; wasResumed: boolean; complaint?: string }> {
    const opened = await this.open();
    const { database, port } = opened;
    let { service } = opened;
    const patience = isPatient ? '60' : '0';
    let client = LoopClient.begin(service.url, play, '--patience', patience);
    await reach(database, release, client);
    await sleep(delay);
    if (victim === 'loop') await client.kill();
    if (victim === 'service') {
      await service.kill();
      service = await ServiceProcess.of({ DATABASE_URL: database, PORT: String(port) });
    }
    if (victim === 'database') {
      await this.cluster.kill();
      this.cluster.start();
    }
    let code = await client.end();
    const wasResumed = code !== 0;
    if (wasResumed) {
      client = LoopClient.resume(service.url, play);
      code = await client.end();
    }
    await service.stop();
    const complaint = code === 0 ? undefined : `the client ended with ${code}: ${client.words}`;
    return { found: await tablesOf(database), wasResumed, complaint };
  }

  private async open(): Promise<{ database: string; port: number; service: ServiceProcess }> {
    const name = `trial_${++this.databases}`;
    const admin = new pg.Client(this.cluster.url);
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name}`);
    await admin.end();
    const database = Object.assign(new URL(this.cluster.url), { pathname: `/${name}` }).href;
    const port = await freePort();
    return {
      database,
      port,
      service: await ServiceProcess.of({ DATABASE_URL: database, PORT: String(port) }),
    };
  }
}

/** Waits until so many films are out. @throws Error when the client ends before */
async function reach(database: string, release: number, client: LoopClient): Promise<void> {
  const looker = new pg.Client(database);
  await looker.connect();
  try {
    for (;;) {
      const { rows } = await looker.query<{ count: string }>('SELECT count(*) FROM releases');
      if (Number(rows[0].count) >= release) return;
      if (client.hasEnded) throw new Error(`The client ended before release ${release}: ${client.words}`);
      await sleep(5);
    }
  } finally {
    await looker.end();
  }
}
