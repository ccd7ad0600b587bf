import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../src/experiment/report-shape.js';
import type { RunSummary } from '../../src/simulate/summary.js';
import { MissingError } from './benchmark.js';

/** The project's folder, from `dist-bench/bench/support`. */
const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/**
 * The set that most measurements are about; it is not part of the project.
 * @throws MissingError
 */
export function realDataset(): string {
  const folder = process.env.BENCH_DATASET ?? root('../shared/data/ml-latest-small');
  if (existsSync(folder)) return folder;
  throw new MissingError(
    `ml-latest-small is not in ${folder}: name its folder by BENCH_DATASET (files.grouplens.org/datasets/movielens).`,
  );
}

/** A server in a process of its own, which tells its address once it listens. */
export class ChildServer {
  protected constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  get pid(): number {
    return this.child.pid!;
  }

  /** @throws Error with what it said when it does not start */
  static async start(file: string, args: readonly string[]): Promise<ChildServer> {
    const [child, url] = await forkServer(file, args);
    return new ChildServer(child, url);
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Ends it as `kill -9` does: it hears nothing of it. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Tells it to end, and waits until it has; its exit code, or null for one that the signal has ended. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill(signal);
      await once(this.child, 'exit');
    }
    return this.child.exitCode;
  }
}

async function forkServer(
  file: string,
  args: readonly string[],
  variables: Record<string, string> = {},
  nodeOptions: readonly string[] = [],
): Promise<[ChildProcess, string]> {
  const child = fork(file, args, {
    execArgv: [...nodeOptions],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', ...variables },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  const first = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => undefined)]);
  if (!first) throw new Error(`The server did not start: ${said}`);
  child.once('exit', (code, signal) => {
    // One that is told to end by a signal has nothing to explain.
    if (signal === null && code !== 0) console.error(`${file} ended with exit code ${code}: ${said}`);
  });
  return [child, (first[0] as { url: string }).url];
}

/** The built service in a process of its own. */
export class ServiceProcess extends ChildServer {
  /** @throws Error with what it said when it does not start */
  static async of(
    variables: Record<string, string>,
    nodeOptions: readonly string[] = [],
  ): Promise<ServiceProcess> {
    const [child, url] = await forkServer(root('dist/main.js'), [], variables, nodeOptions);
    return new ServiceProcess(child, url);
  }

  async get<T>(path: string): Promise<T> {
    const answer = await fetch(this.url + path);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async send<T>(method: 'POST' | 'PUT', path: string, body: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(this.url + path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  report(): Promise<Report> {
    return this.get<Report>('/experiments/report');
  }
}

/** Runs a command of the built CLI and reads the object that `--json` prints. */
export async function movieflix<T>(
  command: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<T> {
  const child = spawn(process.execPath, [...nodeOptions, root('dist/cli.js'), command, '--json', ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`movieflix ${command} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

/** Plays the client loop against a service. */
export const simulate = (
  { url }: ServiceProcess,
  args: readonly string[],
  nodeOptions?: readonly string[],
): Promise<RunSummary> => movieflix<RunSummary>('simulate', ['--url', url, ...args], nodeOptions);
