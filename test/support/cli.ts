import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** An empty folder of its own. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'movieflix-'));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** Starts a built file in an empty working folder, without this process's own MovieFlix variables. */
export function start(
  file: 'cli' | 'main',
  args: string[],
  variables: Record<string, string> = {},
  cwd = newFolder(),
): Running {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [resolve('dist', `${file}.js`), ...args], {
    cwd,
    env: { PATH, HOME, ...variables },
    stdio: ['ignore', 'pipe', 'pipe', ...(file === 'main' ? (['ipc'] as const) : [])],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const outcome = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, outcome };
}

/** What a command said on stderr, but for where a long run stands: how often it says that depends on the machine. */
export const withoutProgress = (stderr: string): string => stderr.replace(/^release \d.*\n/gm, '');

/** Runs a command to its end. */
export const movieflix = (
  args: string[],
  variables?: Record<string, string>,
  cwd?: string,
): Promise<Outcome> => start('cli', args, variables, cwd).outcome;

/** Starts the service and waits for its address. */
export async function startMain(
  variables: Record<string, string>,
  cwd?: string,
  args: string[] = [],
): Promise<Running & { url: string }> {
  const running = start('main', args, { PORT: '0', ...variables }, cwd);
  const first = await Promise.race([
    once(running.child, 'message') as Promise<[{ url: string }]>,
    running.outcome,
  ]);
  if (!Array.isArray(first)) throw new Error(`The service did not start: ${first.stderr}`);
  return { ...running, url: first[0].url };
}
