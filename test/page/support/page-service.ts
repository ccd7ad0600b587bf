import { once } from 'node:events';
import pg from 'pg';
import { movieflix, type Running, startMain } from '../../support/cli.js';
import { testVariables } from '../../support/service.js';

/** The built service in a process of its own, on this worker's database. */
export class PageService {
  private constructor(
    private running: Running,
    readonly url: string,
  ) {}

  /** On an empty database. */
  static async start(): Promise<PageService> {
    await query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    const { url, ...running } = await startMain(testVariables());
    return new PageService(running, url);
  }

  /** Ends it as `kill -9` does. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Starts it again on its port. */
  async startAgain(): Promise<void> {
    this.running = await startMain({ ...testVariables(), PORT: new URL(this.url).port });
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  async get<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.url}/${path}`);
    if (!answer.ok) throw new Error(`GET /${path}: ${answer.status}`);
    return (await answer.json()) as T;
  }

  async post(path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${this.url}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST /${path}: ${answer.status} ${await answer.text()}`);
  }

  /** Plays a small experiment of two cycles to its end. */
  async play(): Promise<void> {
    const { code, stderr } = await movieflix(['simulate', '--url', this.url, ...SMALL, '--releases', '60']);
    if (code !== 0) throw new Error(`simulate ended with ${code}: ${stderr}`);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this.running;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }
}

/** Few users and films, two short cycles, and a treatment that scores 10: the film everybody comes for is the newest. */
export const SMALL = [
  ...['--users', '60', '--movies', '400', '--cycle', '30'],
  ...['--treatment', 'newest', '--train-every', '0'],
];

export async function query(sql: string): Promise<void> {
  const client = new pg.Client(testVariables().DATABASE_URL);
  await client.connect();
  await client.query(sql);
  await client.end();
}
