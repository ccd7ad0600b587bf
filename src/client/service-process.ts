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
  /** Tells when one that was started for this run ends by itself, and what it said. */
  onEnd(tell: (reason: string) => void): void;
  stop(): Promise<void>;
}

/** `nothing` also for a host that is not found or does not answer; the reason is why. */
interface Answer {
  readonly from: 'movieflix' | 'something else' | 'nothing';
  readonly reason: string;
}

async function ask(url: string): Promise<Answer> {
  let text: string;
  try {
    const { body } = await request(`${url}/livez`, { headersTimeout: 5000, bodyTimeout: 5000 });
    text = await body.text();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A port that speaks, but no HTTP.
    if (code?.startsWith('HPE_') || code === 'UND_ERR_SOCKET' || code === 'UND_ERR_HEADERS_TIMEOUT') {
      return { from: 'something else', reason: message };
    }
    return { from: 'nothing', reason: message || String(code) };
  }
  const isOurs = /"service"\s*:\s*"movieflix"/.test(text);
  return { from: isOurs ? 'movieflix' : 'something else', reason: '' };
}

/** @throws NoServiceError when no MovieFlix answers there */
export async function useService(url: string): Promise<Service> {
  const base = url.replace(/\/$/, '');
  const answer = await ask(base);
  if (answer.from !== 'movieflix') {
    throw new NoServiceError(
      answer.from === 'nothing'
        ? `Nothing answers at ${base} (${answer.reason}). Start the service there (npm start), or leave --url out to have one started.`
        : `What answers at ${base} is not a MovieFlix. Check --url.`,
    );
  }
  return { url: base, startedHere: false, onEnd: () => undefined, stop: () => Promise.resolve() };
}

/**
 * The MovieFlix that answers on this machine's port, or else one started as a child process.
 * @param workers processes of one that is started, instead of WORKERS
 * @throws NoServiceError when the port belongs to something else, or the service does not start
 */
export async function findOrStartService(port: number, workers?: number): Promise<Service> {
  const url = `http://127.0.0.1:${port}`;
  const answer = port === 0 ? 'nothing' : (await ask(url)).from;
  if (answer === 'movieflix') {
    console.error(`Using the MovieFlix that answers at ${url}, and its database.`);
    return useService(url);
  }
  if (answer === 'something else') {
    throw new NoServiceError(
      `Port ${port} is taken by something that is not a MovieFlix. Set PORT to a free port, or use --url.`,
    );
  }
  return startService(workers === undefined ? [] : ['--workers', String(workers)]);
}

async function startService(args: readonly string[]): Promise<Service> {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  // In a process group of its own, so that Ctrl-C reaches the loop alone and the service outlives its last calls.
  const child = spawn(process.execPath, [main, ...args], {
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
  return {
    ...{ url, startedHere: true },
    onEnd: (tell) => {
      void ended.then(() => {
        tell(`the service that was started for this run has ended. ${said.join('').trim()}`.trim());
      });
    },
    stop: () => stopChild(child),
  };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
