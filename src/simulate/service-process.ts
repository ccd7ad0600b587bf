import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';

/** There is no MovieFlix to talk to; the message says what was tried. */
export class NoServiceError extends Error {
  override readonly name = 'NoServiceError';
}

/** A MovieFlix to talk to; `stop` ends it only if it was started for this run. */
export interface Service {
  readonly url: string;
  readonly startedHere: boolean;
  stop(): Promise<void>;
}

type Answer = 'movieflix' | 'something else' | 'nothing';

async function ask(url: string): Promise<Answer> {
  try {
    const { body } = await request(`${url}/livez`, { headersTimeout: 5000, bodyTimeout: 5000 });
    const { service } = (await body.json()) as { service?: unknown };
    return service === 'movieflix' ? 'movieflix' : 'something else';
  } catch (error) {
    const refused = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
    return refused ? 'nothing' : 'something else';
  }
}

/** @throws NoServiceError when no MovieFlix answers there */
export async function useService(url: string): Promise<Service> {
  const base = url.replace(/\/$/, '');
  const answer = await ask(base);
  if (answer !== 'movieflix') {
    throw new NoServiceError(
      answer === 'nothing'
        ? `Nothing answers at ${base}. Start the service there (npm start), or leave --url out to have one started.`
        : `What answers at ${base} is not a MovieFlix. Check --url.`,
    );
  }
  return { url: base, startedHere: false, stop: () => Promise.resolve() };
}

/**
 * The MovieFlix that answers on this machine's port, or else one started as a child process.
 * @throws NoServiceError when the port belongs to something else, or the service does not start
 */
export async function findOrStartService(port: number): Promise<Service> {
  const url = `http://127.0.0.1:${port}`;
  const answer = port === 0 ? 'nothing' : await ask(url);
  if (answer === 'movieflix') return useService(url);
  if (answer === 'something else') {
    throw new NoServiceError(
      `Port ${port} is taken by something that is not a MovieFlix. Set PORT to a free port, or use --url.`,
    );
  }
  return startService();
}

async function startService(): Promise<Service> {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  // In a process group of its own, so that Ctrl-C reaches the loop alone and the service outlives its last calls.
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });
  const said: string[] = [];
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said.push(text);
    if (said.length > 100) said.shift();
  });
  const started = once(child, 'message') as Promise<[{ url: string }]>;
  const ended = once(child, 'exit').then(() => undefined);
  const first = await Promise.race([started, ended]);
  if (!first) throw new NoServiceError(`The service did not start. ${said.join('').trim()}`);
  const [{ url }] = first;
  return { url, startedHere: true, stop: () => stopChild(child) };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
