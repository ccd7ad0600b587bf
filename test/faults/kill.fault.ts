import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Cluster, freePort } from '../../bench/support/cluster.js';
import { ServiceProcess } from '../../bench/support/product.js';
import { randomStream } from '../../src/random/seeded-random.js';
import type { Fault, FaultContext, FaultResult } from './support/fault.js';
import { type Left, LoopClient, LoopTrials, type Play, playsOf, tablesOf } from './support/loop-trial.js';

type Victim = 'loop' | 'service' | 'database';

const TRIALS = 30;
const QUICK_TRIALS = 2;
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
function drawBlow(victim: Victim, trial: number, plays: readonly Play[]): Blow {
  const play = plays[trial % plays.length];
  const random = randomStream(6, 'kill', victim, trial);
  return {
    release: 1 + Math.floor(random() * (play.releases - 1)),
    delay: random() * SPREAD_MS,
    play,
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
  const runs = new LoopTrials(`kill-${victim}`, context);
  const plays = playsOf(context);
  const trials = context.quick ? QUICK_TRIALS : TRIALS;
  let resumed = 0;
  try {
    for (let trial = 0; trial < trials; trial++) {
      const blow = drawBlow(victim, trial, plays);
      const { wasResumed, ...left } = await stage.strike(victim, blow);
      const how = wasResumed ? 'gone on with by --resume' : 'went on by itself';
      await runs.judge(
        `trial ${trial + 1} of ${trials}, at release ${blow.release}, ${how}`,
        blow.play,
        left,
      );
      resumed += Number(wasResumed);
    }
  } finally {
    cluster.remove();
  }
  runs.notes.push(`${resumed} gone on with by --resume, ${trials - resumed} by the loop itself`);
  return [runs.result(`kill -9 of the ${victim}`)];
}

/** A database server, and runs on it, each in a database of its own. */
class Stage {
  private databases = 0;

  constructor(private readonly cluster: Cluster) {}

  async strike(
    victim: Victim,
    { release, delay, play, isPatient }: Blow,
  ): Promise<Left & { wasResumed: boolean }> {
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
