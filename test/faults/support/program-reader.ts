import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { query } from '../../../bench/support/postgres.js';

/** A file of the documentation, from `dist-faults/test/faults/support`. */
const program = (name: string): string =>
  fileURLToPath(new URL(`../../../../docs/how-to/readers/${name}`, import.meta.url));

const LONGEST_WAIT_MS = 30_000;

/** What a reader was shown. */
export class ReadRows {
  readonly feedback = new Set<number>();
  /** The last rating by user and film. */
  readonly ratings = new Map<string, { value: number; at: string }>();
  /** How often a rating was shown. */
  changes = 0;
  /** Rows that were shown again. */
  doubled = 0;

  addFeedback(id: number): void {
    if (this.feedback.has(id)) this.doubled++;
    this.feedback.add(id);
  }

  addRating(row: Record<string, unknown>): void {
    const key = `${String(row.user_id)}/${String(row.movie_id)}`;
    const [value, at] = [Number(row.rating), String(row.updated_at)];
    this.changes++;
    if (this.ratings.get(key)?.at === at) this.doubled++;
    this.ratings.set(key, { value, at });
  }
}

abstract class Reader {
  readonly rows = new ReadRows();
  /** Why it ended before it was told to. */
  failure?: string;

  /** Until the rows are as they must be; whoever comes to nothing is given up after a while. */
  async waitFor(isThere: (rows: ReadRows) => boolean): Promise<void> {
    const until = performance.now() + LONGEST_WAIT_MS;
    while (!isThere(this.rows) && this.failure === undefined && performance.now() < until) await sleep(50);
  }

  abstract stop(): Promise<void>;
}

/** A program of the documentation, which prints the rows that it reads. */
export class ProgramReader extends Reader {
  private child?: ChildProcess;

  private constructor(
    private readonly name: string,
    private readonly args: readonly string[],
    private readonly url: string,
  ) {
    super();
  }

  /** @param ready what it says when it begins to read; nothing is waited for unless given */
  static async start(
    name: string,
    args: readonly string[],
    url: string,
    ready?: string,
  ): Promise<ProgramReader> {
    const reader = new ProgramReader(name, args, url);
    const child = reader.begin();
    if (ready !== undefined) {
      for await (const line of createInterface(child.stderr!)) if (line.startsWith(ready)) break;
    }
    return reader;
  }

  async restart(): Promise<void> {
    await this.stop();
    await sleep(1000);
    this.begin();
  }

  /** Ends when all that it has printed is read. */
  async stop(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
  }

  private begin(): ChildProcess {
    const child = spawn(process.execPath, [program(this.name), ...this.args], {
      env: { PATH: process.env.PATH, DATABASE_URL: this.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-1000)));
    createInterface(child.stdout).on('line', (line) => {
      this.take(JSON.parse(line) as Record<string, unknown>);
    });
    child.on('exit', (code) => {
      if (code !== 0 || this.child === child)
        this.failure = `${this.name} ended with ${String(code)}: ${said}`;
    });
    return child;
  }

  /** Rows of feedback as they are, rows with their table, or changes of a table. */
  private take(line: Record<string, unknown>): void {
    const row = (line.row ?? line) as Record<string, unknown>;
    if (line.table === 'ratings') this.rows.addRating(row);
    else if (line.table === undefined || line.table === 'feedbacks')
      this.rows.addFeedback(Number(row.feedback_id));
  }
}

/** `psql` with the documentation's SQL, again and again. */
export class SqlReader extends Reader {
  private isEnding = false;
  private readonly running: Promise<void>;

  constructor(
    private readonly psql: string,
    private readonly url: string,
  ) {
    super();
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.isEnding = true;
    await this.running;
  }

  private async run(): Promise<void> {
    const args = [
      '--set=ON_ERROR_STOP=1',
      '--quiet',
      '--no-psqlrc',
      `--file=${program('poll.sql')}`,
      this.url,
    ];
    while (!this.isEnding && this.failure === undefined) {
      try {
        await promisify(execFile)(this.psql, args);
        const rows = await query<{ id: string }>(
          this.url,
          'SELECT feedback_id AS id FROM pipeline.feedbacks WHERE feedback_id > $1 ORDER BY feedback_id',
          [Math.max(0, ...this.rows.feedback)],
        );
        for (const { id } of rows) this.rows.addFeedback(Number(id));
      } catch (error) {
        this.failure = `psql: ${String(error)}`;
      }
      await sleep(300);
    }
  }
}
