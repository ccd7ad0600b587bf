import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictException, HttpException, HttpStatus, Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { SET_ANSWER, TAKE_KEY } from '../../database/idempotency.statements.js';
import { KeptKeys } from '../../database/kept-keys.service.js';
import { describeOtherRequest, type RequestKey } from '../../database/request-key.js';
import { ProblemException, type ProblemErrorDto } from '../problem.js';

/** An answer that can be given again: its body is plain JSON, without dates or classes. */
export interface KeptAnswer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** Runs a transaction by the manager that it hands out, and keeps its answer in it. Called at most once. */
export type Commit<Body> = (
  store: (manager: EntityManager) => Promise<KeptAnswer<Body>>,
) => Promise<KeptAnswer<Body>>;

/** How long a request waits for the first one of its key, on the same instance. */
const MOST_WAITED_MS = 30_000;

/** What the database says to a request is its outcome like a success; a wrong request or a failure may come again. */
const VERDICTS: ReadonlySet<number> = new Set([404, 409, 422]);

/** What is kept of a verdict. */
interface Verdict {
  readonly detail: string;
  readonly errors?: ProblemErrorDto[];
}

/** Another transaction has stored under the key. */
class TakenError extends Error {}

/** Requests that are no rows of a lane: each is done once under its key. */
@Injectable()
export class KeptAnswers {
  /** The keys of requests under way here; each ends when its request is over, however it ends. */
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(
    private readonly keys: KeptKeys,
    @Inject(getDataSourceToken()) private readonly dataSource: DataSource,
  ) {}

  /**
   * Answers a request: the first time by `work`, afterwards by what was kept. Work that takes long is done ahead of the
   * `commit`, in which all is stored that must not be stored twice; when another instance was first, that is undone and
   * the other's answer given.
   *
   *     const { body } = await this.kept.once<RunDto>(key, (commit) =>
   *       commit(async (manager) => ({ status: 201, body: toRunDto(await manager.save(run)) })),
   *     );
   *
   * @param key from `@IdempotencyKey()`; without one the work is done, and nothing kept
   * @throws ProblemException 422 for a key that was sent with another request
   * @throws ConflictException when the first request of the key takes too long
   * @throws whatever the work throws; 404, 409 and 422 are kept and thrown again the next time
   */
  async once<Body>(
    key: RequestKey | undefined,
    work: (commit: Commit<Body>) => Promise<KeptAnswer<Body>>,
  ): Promise<KeptAnswer<Body>> {
    if (!key) return work((store) => this.dataSource.transaction(store));
    for (let first = this.underWay.get(key.key); first; first = this.underWay.get(key.key)) {
      await this.waitFor(first, key);
    }
    const answer = this.answer(key, work);
    const ended = answer.catch(() => undefined);
    this.underWay.set(key.key, ended);
    try {
      return await answer;
    } finally {
      this.underWay.delete(key.key);
    }
  }

  private async waitFor(first: Promise<unknown>, { key }: RequestKey): Promise<void> {
    const waiting = new AbortController();
    const late = sleep(MOST_WAITED_MS, true, { signal: waiting.signal }).catch(() => false);
    const isLate = await Promise.race([late, first.then(() => false)]);
    waiting.abort();
    if (isLate) {
      throw new ConflictException(`A request with Idempotency-Key ${key} is still under way; try again`);
    }
  }

  private async answer<Body>(
    key: RequestKey,
    work: (commit: Commit<Body>) => Promise<KeptAnswer<Body>>,
  ): Promise<KeptAnswer<Body>> {
    const kept = await this.find<Body>(key);
    if (kept) return kept;
    try {
      return await work((store) => this.commit(key, store));
    } catch (error) {
      if (error instanceof TakenError || (await this.isKeptNow(key, error))) {
        const first = await this.find<Body>(key);
        if (first) return first;
      }
      throw error instanceof TakenError ? new ConflictException(error.message) : error;
    }
  }

  /** @throws what the first request was refused with, and ProblemException 422 when it was another one */
  private async find<Body>(key: RequestKey): Promise<KeptAnswer<Body> | undefined> {
    const kept = (await this.keys.find([key])).at(0);
    if (!kept) return undefined;
    const detail = describeOtherRequest(key, kept);
    if (detail !== undefined) throw new ProblemException(HttpStatus.UNPROCESSABLE_ENTITY, detail);
    const status = kept.status!;
    if (!VERDICTS.has(status)) return { status, body: kept.answer as Body };
    const verdict = kept.answer as Verdict;
    throw new ProblemException(status, verdict.detail, verdict.errors);
  }

  private commit<Body>(
    { key, part, route, fingerprint }: RequestKey,
    store: (manager: EntityManager) => Promise<KeptAnswer<Body>>,
  ): Promise<KeptAnswer<Body>> {
    return this.dataSource.transaction(async (manager) => {
      // Whoever has the key now is waited for.
      const taken = await manager.query<unknown[]>(TAKE_KEY, [key, part, route, fingerprint]);
      if (taken.length === 0)
        throw new TakenError(`Idempotency-Key ${key} was forgotten meanwhile; try again`);
      const answer = await store(manager);
      await manager.query(SET_ANSWER, [key, part, answer.status, JSON.stringify(answer.body)]);
      return answer;
    });
  }

  /** Keeps a verdict. Returns whether the key has another outcome, which then is the one that counts. */
  private async isKeptNow(key: RequestKey, error: unknown): Promise<boolean> {
    if (!(error instanceof HttpException) || !VERDICTS.has(error.getStatus())) return false;
    const errors = error instanceof ProblemException ? error.errors : undefined;
    const answer: Verdict = { detail: error.message, errors };
    return (await this.keys.keep([{ key, status: error.getStatus(), answer }])).length === 0;
  }
}
