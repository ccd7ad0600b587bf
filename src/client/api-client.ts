import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { CallError, parse, Passing, refuseOrPass } from './call-answer.js';
import { RecentDurations } from './recent-durations.js';

type Method = 'GET' | 'POST' | 'PUT';

/** The outcome of one row of a bulk call. */
export interface RowAnswer {
  /** From 1. */
  readonly row: number;
  readonly outcome: 'created' | 'identical' | 'conflict' | 'invalid' | 'failed';
  readonly detail?: string;
}

interface BulkAnswer<Answer> {
  readonly outcomes: Answer[];
  readonly problem?: { readonly detail: string };
}

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
const TIMEOUT_MS = 15_000;

/** Calls the service's HTTP API, over connections that are kept; what fails in passing is tried again. */
export class ApiClient {
  /** Answered calls, whatever the answer. */
  calls = 0;
  /** Attempts after a first one that failed. */
  retried = 0;
  /** How long the last calls took, from sending to the end of the answer. */
  readonly latency = new RecentDurations();
  private readonly pool: Pool;
  private readonly basePath: string;
  /** What every call carries. */
  private readonly headers: Readonly<Record<string, string>>;

  /**
   * @param connections how many calls run at once at the most
   * @param key the secret of a key, for a service that wants one
   */
  constructor(
    readonly url: string,
    connections: number,
    key?: string,
  ) {
    this.headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const { origin, pathname } = new URL(url);
    this.basePath = pathname.replace(/\/$/, '');
    this.pool = new Pool(origin, { connections, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  }

  /** @param key the call's `Idempotency-Key`, where it stores something */
  get<T>(path: string, key?: string): Promise<T> {
    return this.call<T>('GET', path, undefined, key);
  }

  /** Asks once, what can as well be asked later: nothing unless it is answered well. */
  async tryGet<T>(path: string): Promise<T | undefined> {
    try {
      const { status, text } = await this.send('GET', path);
      return status < 300 ? (JSON.parse(text) as T) : undefined;
    } catch {
      return undefined;
    }
  }

  /** @param key the call's `Idempotency-Key`: tried again after a lost answer, it stores nothing twice */
  post<T>(path: string, body: object, key?: string): Promise<T> {
    return this.call<T>('POST', path, body, key);
  }

  /**
   * Sends rows in one bulk call, and all of them again where some failed in passing, or their outcomes got lost with the
   * answer: the key covers each row by its number.
   * @param key the call's `Idempotency-Key`
   * @returns the outcome of each row, in their order
   */
  async postMany<Answer extends RowAnswer>(
    path: string,
    rows: readonly object[],
    key: string,
  ): Promise<Answer[]> {
    if (rows.length === 0) return [];
    const what = () => `POST ${path} with ${rows.length} rows`;
    return this.persist(what, async () => {
      const { status, text } = await this.send('POST', path, rows, key);
      if (status >= 300) return refuseOrPass(what, status, text);
      const { outcomes, problem } = parse(what, status, text) as BulkAnswer<Answer>;
      const failed = outcomes.find(({ outcome }) => outcome === 'failed');
      if (outcomes.length === rows.length && !failed) return outcomes;
      const open = `${rows.length - outcomes.length} rows have no outcome`;
      return new Passing(problem?.detail ?? failed?.detail ?? open);
    });
  }

  put<T>(path: string, body: object): Promise<T> {
    return this.call<T>('PUT', path, body);
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  /** Ends without waiting for calls under way, which fail. */
  async abandon(): Promise<void> {
    await this.pool.destroy();
  }

  private call<T>(method: Method, path: string, body?: object, key?: string): Promise<T> {
    const what = () => `${method} ${path}${body ? ` ${JSON.stringify(body)}` : ''}`;
    return this.persist(what, async () => {
      const { status, text } = await this.send(method, path, body, key);
      return status < 300 ? (parse(what, status, text) as T) : refuseOrPass(what, status, text);
    });
  }

  /**
   * Takes a step until it has a result; what fails in passing is tried again, after pauses that grow.
   * @throws CallError when a step is refused, or the last attempt fails too
   */
  private async persist<T>(what: () => string, step: () => Promise<T | Passing>): Promise<T> {
    let reason = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) {
        this.retried++;
        await sleep(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
      }
      try {
        const result = await step();
        if (!(result instanceof Passing)) return result;
        ({ reason } = result);
      } catch (error) {
        if (error instanceof CallError) throw error;
        reason = error instanceof Error ? error.message || error.name : String(error);
      }
    }
    throw new CallError(what(), undefined, `${reason} (${ATTEMPTS} attempts)`);
  }

  private async send(
    method: Method,
    path: string,
    body?: object,
    key?: string,
  ): Promise<{ status: number; text: string }> {
    const sentAt = performance.now();
    const { statusCode, body: answer } = await this.pool.request({
      method,
      path: this.basePath + path,
      headers: {
        ...this.headers,
        ...(body && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    this.calls++;
    this.latency.add(performance.now() - sentAt);
    return { status: statusCode, text };
  }
}
