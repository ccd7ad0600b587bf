import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type LoopTables, readLoopTables } from '../../support/loop-tables.js';

export const RELEASES = 200;

/** A dataset so small that a run of 200 releases takes a second or two, with three visits to a film. */
const RUN = [
  ...['--users', '12', '--movies', '220', '--releases', String(RELEASES), '--cycle', '50'],
  ...['--train-every', '60'],
];

/** What is played, and how: one expected outcome for each treatment. */
export interface Play {
  readonly treatment: string;
  readonly transport: 'single' | 'bulk';
  readonly concurrency: number;
}

/** What is learned from feedback depends on its order, which is that of the visits when they come one by one. */
export const PLAYS: readonly Play[] = [
  { treatment: 'planted:+1.5', transport: 'single', concurrency: 8 },
  { treatment: 'planted:+1.5', transport: 'bulk', concurrency: 8 },
  { treatment: 'choice', transport: 'single', concurrency: 1 },
];

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

  static begin(url: string, { treatment, transport, concurrency }: Play, ...more: string[]): LoopClient {
    const how = ['--treatment', treatment, '--transport', transport, '--concurrency', String(concurrency)];
    return LoopClient.start('--url', url, ...RUN, ...how, ...more);
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

export interface Difference {
  readonly rows: number;
  readonly lost: number;
  readonly doubled: number;
  /** Whether films came out in another order though none is lost or doubled. */
  readonly isReordered: boolean;
}

/** What of the expected rows is not there, and what is there beyond them. */
export function compareTables(expected: LoopTables, found: LoopTables): Difference {
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
