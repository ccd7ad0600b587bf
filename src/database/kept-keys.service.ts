import { Injectable } from '@nestjs/common';
import type { Batcher, BatcherOptions } from './batcher.js';
import {
  FIND_KEYS,
  type FoundKey,
  KEEP_OUTCOMES,
  KEY_CONSTRAINT,
  keyColumns,
} from './idempotency.statements.js';
import { commitKeyed, type KeyedLane, type OutcomeToKeep, TAKEN } from './keyed-commit.js';
import type { Outcome } from './outcome.js';
import type { Keyed, RequestKey } from './request-key.js';
import { Writer } from './writer.service.js';

/** The keys of idempotent requests, with what became of each. */
@Injectable()
export class KeptKeys {
  constructor(private readonly writer: Writer) {}

  /**
   * A lane of the writer whose rows may carry the keys of their requests.
   * @param name what it is known by where it is measured
   */
  openLane<Item, Row>(
    name: string,
    lane: KeyedLane<Item, Row>,
    options?: BatcherOptions<Outcome<Row>>,
  ): Batcher<Keyed<Item>, Outcome<Row>> {
    const commit = (entries: Keyed<Item>[]) =>
      entries.some(({ key }) => key) ? commitKeyed(entries, lane, this) : commitPlain(entries, lane);
    return this.writer.openLane(name, commit, options);
  }

  /** What is kept of these keys. */
  find(keys: readonly RequestKey[]): Promise<FoundKey[]> {
    return this.writer.query<FoundKey>(FIND_KEYS, keyColumns(keys.map((key) => ({ key }))).slice(0, 2));
  }

  /** Keeps outcomes for which no row was stored, and whose key is not kept yet; returns the keys of those. */
  keep(outcomes: readonly OutcomeToKeep[]): Promise<Pick<RequestKey, 'key' | 'part'>[]> {
    const [keys, parts, routes, fingerprints, answers] = keyColumns(outcomes);
    const statuses = outcomes.map(({ status }) => status);
    return this.writer.query(KEEP_OUTCOMES, [keys, parts, routes, fingerprints, statuses, answers]);
  }

  /** Whether an error of the database says that somebody else has a key. */
  isTaken(error: unknown): boolean {
    return (error as { constraint?: unknown } | null)?.constraint === KEY_CONSTRAINT;
  }
}

async function commitPlain<Item, Row>(
  entries: Keyed<Item>[],
  { commit }: KeyedLane<Item, Row>,
): Promise<(Outcome<Row> | Error)[]> {
  const outcomes = await commit(entries);
  return outcomes.map((outcome) => (outcome === TAKEN ? new Error('A row without a key has none') : outcome));
}
