import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ServiceProcess } from '../../../bench/support/product.js';
import { type LoopTables, readLoopTables } from '../../support/loop-tables.js';
import type { FaultContext, FaultResult } from './fault.js';

/** Films of a run, and of a quick one. */
const [RELEASES, QUICK_RELEASES] = [200, 60];

/** A dataset so small that a run of 200 releases takes a second or two, with three visits to a film. */
const runOf = (releases: number): string[] => [
  ...['--users', '12', '--movies', '220', '--releases', String(releases)],
  ...['--cycle', String(releases / 4), '--train-every', String(0.3 * releases)],
];

/** What is played, and how: one expected outcome for each treatment. */
export interface Play {
  readonly releases: number;
  readonly treatment: string;
  readonly transport: 'single' | 'bulk';
  readonly concurrency: number;
}

/** What is learned from feedback depends on its order, which is that of the visits when they come one by one. */
export function playsOf({ quick }: FaultContext): Play[] {
  const releases = quick ? QUICK_RELEASES : RELEASES;
  return [
    { releases, treatment: 'planted:+1.5', transport: 'single', concurrency: 8 },
    { releases, treatment: 'choice', transport: 'single', concurrency: 1 },
    { releases, treatment: 'planted:+1.5', transport: 'bulk', concurrency: 8 },
  ];
}

/** From `dist-faults/test/faults/support`. */
const cli = fileURLToPath(new URL('../../../../dist/cli.js', import.meta.url));

/** A client that plays a run. */
export class LoopClient {
  private said = '';
  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    this.ended = once(child, 'close');
  }

  static begin(url: string, play: Play, ...more: string[]): LoopClient {
    const { releases, treatment, transport, concurrency } = play;
    const how = ['--treatment', treatment, '--transport', transport, '--concurrency', String(concurrency)];
    return LoopClient.start('--url', url, ...runOf(releases), ...how, ...more);
  }

  static resume(url: string, { concurrency }: Play): LoopClient {
    return LoopClient.start('--url', url, '--resume', '--concurrency', String(concurrency));
  }

  private static start(...args: string[]): LoopClient {
    const { PATH, HOME } = process.env;
    const stdio = ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'];
    return new LoopClient(
      spawn(process.execPath, [cli, 'simulate', '--json', ...args], { env: { PATH, HOME }, stdio }),
    );
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get words(): string {
    return this.said.trim().split('\n').slice(-3).join(' / ');
  }

  /** @returns its exit code; null when it was killed */
  async end(): Promise<number | null> {
    await this.ended;
    return this.child.exitCode;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** What a run has left in a database. */
export async function tablesOf(database: string): Promise<LoopTables> {
  const client = new pg.Client(database);
  await client.connect();
  try {
    return await readLoopTables(async (sql) => (await client.query<object>(sql)).rows);
  } finally {
    await client.end();
  }
}

/** What a trial has left, and what went wrong besides. */
export interface Left {
  readonly found: LoopTables;
  readonly complaint?: string;
}

/** By play; the same for every fault. */
const undisturbed = new Map<string, Promise<LoopTables>>();

/** Trials of the loop under one fault: each must leave the tables of a run that nothing disturbs. */
export class LoopTrials {
  readonly notes: string[] = [];
  private readonly sum = { trials: 0, survived: 0, acknowledged: 0, lost: 0, doubled: 0 };

  constructor(
    private readonly name: string,
    private readonly context: FaultContext,
  ) {}

  /** @param where the trial in words */
  async judge(where: string, play: Play, { found, complaint }: Left): Promise<void> {
    const { rows, lost, doubled, isReordered } = compareTables(await this.expected(play), found);
    const holds = complaint === undefined && lost + doubled === 0 && !isReordered;
    this.sum.trials++;
    this.sum.survived += Number(holds);
    this.sum.acknowledged += rows - lost;
    this.sum.lost += lost;
    this.sum.doubled += doubled;
    const what = `${where}, ${play.transport}, ${play.treatment}: lost ${lost}, doubled ${doubled}`;
    this.context.say(what);
    if (!process.stderr.isTTY) console.error(`${this.name}: ${what}`);
    if (!holds)
      this.notes.push(`${what}: ${complaint ?? (isReordered ? 'other order of films' : 'other rows')}`);
  }

  result(fault: string): FaultResult {
    return { fault, ...this.sum, notes: this.notes };
  }

  private expected(play: Play): Promise<LoopTables> {
    const known = undisturbed.get(play.treatment) ?? playUndisturbed(play, this.context);
    undisturbed.set(play.treatment, known);
    return known;
  }
}

async function playUndisturbed(play: Play, { postgres }: FaultContext): Promise<LoopTables> {
  const server = await postgres();
  const database = await server.createDatabase();
  const service = await ServiceProcess.of({ DATABASE_URL: database });
  try {
    const client = LoopClient.begin(service.url, play);
    const code = await client.end();
    if (code !== 0) throw new Error(`The undisturbed run ended with ${code}: ${client.words}`);
    return await tablesOf(database);
  } finally {
    await service.stop();
    await server.dropDatabase(database);
  }
}

interface Difference {
  readonly rows: number;
  readonly lost: number;
  readonly doubled: number;
  /** Whether films came out in another order though none is lost or doubled. */
  readonly isReordered: boolean;
}

/** What of the expected rows is not there, and what is there beyond them. */
function compareTables(expected: LoopTables, found: LoopTables): Difference {
  const sum = { rows: 0, lost: 0, doubled: 0 };
  for (const name of Object.keys(expected) as (keyof LoopTables)[]) {
    const left = new Map<string, number>();
    for (const row of expected[name].map((one) => JSON.stringify(one)))
      left.set(row, (left.get(row) ?? 0) + 1);
    for (const row of found[name].map((one) => JSON.stringify(one))) left.set(row, (left.get(row) ?? 0) - 1);
    sum.rows += expected[name].length;
    for (const count of left.values()) {
      sum.lost += Math.max(0, count);
      sum.doubled += Math.max(0, -count);
    }
  }
  return { ...sum, isReordered: JSON.stringify(expected.films) !== JSON.stringify(found.films) };
}
