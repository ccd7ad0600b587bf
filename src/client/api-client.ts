import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { CallError, parse, Passing, type RawAnswer, refuseOrPass } from './call-answer.js';
import { Patience, readRetryAfter } from './patience.js';
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

const TIMEOUT_MS = 15_000;
/** Seconds, for a command whose user waits. */
const DEFAULT_PATIENCE = 3;

/** A moment's failure is none. */
const OUTAGE_SECONDS = 1;

/** For how long nothing has been answered, for how long a call is tried in all, and what failed last. */
export interface Outage {
  readonly seconds: number;
  readonly patience: number;
  readonly reason: string;
}

/** Calls the service's HTTP API, over connections that are kept; what fails in passing is tried again, with patience. */
export class ApiClient {
  /** Answered calls, whatever the answer. */
  calls = 0;
  /** Attempts after a first one that failed. */
  retried = 0;
  /** How long the last calls took, from sending to the end of the answer. */
  readonly latency = new RecentDurations();
  /** While calls fail: since when, in the milliseconds of `performance.now`. */
  private trouble: { readonly since: number; readonly reason: string } | undefined;
  private readonly ending = new AbortController();
  private readonly pool: Pool;
  private readonly basePath: string;
  /** What every call carries. */
  private readonly headers: Readonly<Record<string, string>>;

  /**
   * @param connections how many calls run at once at the most
   * @param key the secret of a key, for a service that wants one
   * @param patience for how many seconds a call that fails in passing is tried again
   */
  constructor(
    readonly url: string,
    connections: number,
    key?: string,
    readonly patience = DEFAULT_PATIENCE,
  ) {
    // Every call that waits listens, and Node warns of more than ten.
    setMaxListeners(0, this.ending.signal);
    this.headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const { origin, pathname } = new URL(url);
    this.basePath = pathname.replace(/\/$/, '');
    this.pool = new Pool(origin, { connections, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  }

  /** While the service does not answer. */
  get outage(): Outage | undefined {
    if (!this.trouble) return undefined;
    const seconds = (performance.now() - this.trouble.since) / 1000;
    const { patience } = this;
    return seconds < OUTAGE_SECONDS ? undefined : { seconds, patience, reason: this.trouble.reason };
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
      const raw = await this.send('POST', path, rows, key);
      if (raw.status >= 300) return refuseOrPass(what, raw);
      const { outcomes, problem } = parse(what, raw) as BulkAnswer<Answer>;
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

  /** Waits for nothing any longer: what is not answered now, never will be. */
  loseHope(reason: string): void {
    this.ending.abort(reason);
  }

  /** Ends without waiting for calls under way, which fail. */
  async abandon(): Promise<void> {
    await this.pool.destroy();
  }

  private call<T>(method: Method, path: string, body?: object, key?: string): Promise<T> {
    const what = () => `${method} ${path}${body ? ` ${JSON.stringify(body)}` : ''}`;
    return this.persist(what, async () => {
      const raw = await this.send(method, path, body, key);
      return raw.status < 300 ? (parse(what, raw) as T) : refuseOrPass(what, raw);
    });
  }

  /**
   * Takes a step until it has a result; what fails in passing is tried again, after pauses that grow.
   * @throws CallError when a step is refused, or the last attempt fails too
   */
  private async persist<T>(what: () => string, step: () => Promise<T | Passing>): Promise<T> {
    const patience = new Patience(this.patience, performance.now());
    for (;;) {
      const failure = await this.attempt(step);
      if (!(failure instanceof Passing)) return failure;
      const now = performance.now();
      const pause = this.ending.signal.aborted ? undefined : patience.pauseAfter(failure, now);
      if (pause === undefined) {
        const why = this.ending.signal.aborted ? String(this.ending.signal.reason) : patience.describe(now);
        throw new CallError(what(), undefined, `${failure.reason} (${why})`);
      }
      this.trouble = { since: this.trouble?.since ?? now, reason: failure.reason };
      await sleep(pause, undefined, { signal: this.ending.signal }).catch(() => undefined);
      this.retried++;
    }
  }

  private async attempt<T>(step: () => Promise<T | Passing>): Promise<T | Passing> {
    try {
      const result = await step();
      if (!(result instanceof Passing)) this.trouble = undefined;
      return result;
    } catch (error) {
      if (error instanceof CallError) throw error;
      return new Passing(error instanceof Error ? error.message || error.name : String(error));
    }
  }

  private async send(method: Method, path: string, body?: object, key?: string): Promise<RawAnswer> {
    const sentAt = performance.now();
    const {
      statusCode,
      headers,
      body: answer,
    } = await this.pool.request({
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
    const retryAfter = readRetryAfter(headers['retry-after']?.toString(), Date.now());
    return { status: statusCode, text, retryAfter };
  }
}
