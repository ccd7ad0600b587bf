import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

type Method = 'GET' | 'POST' | 'PUT';

/** A call that was refused, or that got no answer after the last attempt. */
export class CallError extends Error {
  override readonly name = 'CallError';

  constructor(
    readonly call: string,
    /** The last answer's status; undefined when none came. */
    readonly status: number | undefined,
    reason: string,
  ) {
    super(`${call}: ${reason}`);
  }
}

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
const TIMEOUT_MS = 15_000;
const isPassing = (status: number): boolean => status === 429 || status >= 500;

/** Calls the service's HTTP API, over connections that are kept; what fails in passing is tried again. */
export class ApiClient {
  /** Answered calls, whatever the answer. */
  calls = 0;
  /** Attempts after a first one that failed. */
  retried = 0;
  private readonly pool: Pool;
  private readonly basePath: string;

  /** @param connections how many calls run at once at the most */
  constructor(
    readonly url: string,
    connections: number,
  ) {
    const { origin, pathname } = new URL(url);
    this.basePath = pathname.replace(/\/$/, '');
    this.pool = new Pool(origin, { connections, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  }

  get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path);
  }

  /**
   * @param wasDone asked before another attempt, when no answer came and the first attempt may have been stored:
   *   an answer that is not undefined stands for the lost one
   */
  post<T>(path: string, body: object, wasDone?: () => Promise<T | undefined>): Promise<T> {
    return this.call<T>('POST', path, body, wasDone);
  }

  put<T>(path: string, body: object): Promise<T> {
    return this.call<T>('PUT', path, body);
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async call<T>(
    method: Method,
    path: string,
    body?: object,
    wasDone?: () => Promise<T | undefined>,
  ): Promise<T> {
    const what = `${method} ${path}${body ? ` ${JSON.stringify(body)}` : ''}`;
    let reason = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) {
        this.retried++;
        await sleep(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
      }
      let answer;
      try {
        if (attempt > 0) {
          const earlier = await wasDone?.();
          if (earlier !== undefined) return earlier;
        }
        answer = await this.send(method, path, body);
      } catch (error) {
        if (error instanceof CallError) throw error;
        reason = error instanceof Error ? error.message || error.name : String(error);
        continue;
      }
      const { status, text } = answer;
      if (status < 300) return parse(what, status, text) as T;
      reason = `${status} ${detailOf(text)}`;
      if (!isPassing(status)) throw new CallError(what, status, reason);
    }
    throw new CallError(what, undefined, `${reason} (${ATTEMPTS} attempts)`);
  }

  private async send(method: Method, path: string, body?: object): Promise<{ status: number; text: string }> {
    const { statusCode, body: answer } = await this.pool.request({
      method,
      path: this.basePath + path,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    this.calls++;
    return { status: statusCode, text };
  }
}

function parse(call: string, status: number, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CallError(call, status, `the answer is not JSON: ${text.slice(0, 80)}`);
  }
}

/** The `detail` of a problem document (RFC 9457), or the start of another answer. */
function detailOf(text: string): string {
  try {
    return (JSON.parse(text) as { detail?: string }).detail ?? text.slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}
