import type { Outcome } from './outcome.js';
import { describeOtherRequest, type Keyed, type RequestKey } from './request-key.js';

/** What is kept of an outcome under its key. */
export interface KeptOutcome {
  /** As of HTTP; null while the transaction that has the key is under way, which nobody else sees. */
  readonly status: number | null;
  readonly answer: unknown;
  readonly rowId: number | null;
  readonly rowCreatedAt: Date | null;
  readonly rowUpdatedAt: Date | null;
}

/** An outcome for which no row was stored, to be kept. */
export interface OutcomeToKeep {
  readonly key: RequestKey;
  readonly status: number;
  readonly answer: unknown;
}

/** Where keys are kept. */
export interface KeyStore {
  readonly find: (keys: readonly RequestKey[]) => Promise<(RequestKey & KeptOutcome)[]>;
  /** Keeps outcomes whose key is not kept yet; returns the keys that were kept now. */
  readonly keep: (outcomes: readonly OutcomeToKeep[]) => Promise<Pick<RequestKey, 'key' | 'part'>[]>;
  /** Whether an error says that somebody else has the key of a row. */
  readonly isTaken: (error: unknown) => boolean;
}

/** What a row has instead of an outcome when its key was taken by another process while it was stored. */
export const TAKEN = Symbol('taken');

/** How the rows of a lane are stored that may carry keys. */
export interface KeyedLane<Item, Row> {
  /**
   * Stores items, each row and its key at once. A row whose key turns out to be taken is not stored: it is `TAKEN`, or the
   * error that `isTaken` knows is thrown before any row is stored.
   */
  readonly commit: (entries: Keyed<Item>[]) => Promise<readonly (Outcome<Row> | Error | typeof TAKEN)[]>;
  /** The row that was made for an item, from what is kept of it. */
  readonly restore: (item: Item, kept: KeptOutcome) => Row;
}

/** How often a batch looks again whose keys another process takes meanwhile. */
const MOST_ROUNDS = 5;

const STATUS = { created: 201, identical: 200, conflict: 409, invalid: 422 } as const;

const nameOf = ({ key, part }: Pick<RequestKey, 'key' | 'part'>): string => `${part}/${key}`;
const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/**
 * Stores a batch in which some items carry keys: a key that is kept gives its first outcome, one that is there with another
 * request refuses its item, and each other one is stored together with the outcome.
 * @returns outcomes in the order of the entries
 * @throws only before anything was stored
 */
export async function commitKeyed<Item, Row>(
  entries: readonly Keyed<Item>[],
  lane: KeyedLane<Item, Row>,
  store: KeyStore,
): Promise<(Outcome<Row> | Error)[]> {
  const batch = new KeyedBatch(entries, lane, store);
  await batch.run();
  return batch.outcomes();
}

class KeyedBatch<Item, Row> {
  private readonly settled: (Outcome<Row> | Error | undefined)[];
  /** The place of the first entry of each key. */
  private readonly firsts = new Map<string, number>();
  /** What was found under the keys. */
  private readonly kept = new Map<string, RequestKey & KeptOutcome>();
  private isStored = false;
  private failure?: Error;

  constructor(
    private readonly entries: readonly Keyed<Item>[],
    private readonly lane: KeyedLane<Item, Row>,
    private readonly store: KeyStore,
  ) {
    this.settled = new Array<undefined>(entries.length).fill(undefined);
    for (const [at, { key }] of entries.entries()) {
      if (key && !this.firsts.has(nameOf(key))) this.firsts.set(nameOf(key), at);
    }
  }

  async run(): Promise<void> {
    for (let round = 1; round <= MOST_ROUNDS && this.open().length > 0; round++) {
      try {
        await this.findKept();
        await this.commit(this.open());
      } catch (error) {
        if (this.store.isTaken(error)) continue;
        // Once a row is stored, the batch as a whole must not come again.
        if (!this.isStored) throw error;
        this.failure = toError(error);
      }
    }
  }

  outcomes(): (Outcome<Row> | Error)[] {
    return this.entries.map((entry, at) => {
      const { key } = entry;
      const kept = key && this.kept.get(nameOf(key));
      if (kept) return this.tell(entry, kept);
      const first = key ? this.firsts.get(nameOf(key))! : at;
      const detail = key && first !== at && describeOtherRequest(key, this.entries[first].key!);
      if (detail) return { outcome: 'invalid', detail };
      const name = key?.key ?? 'of none';
      return (
        this.settled[first] ?? this.failure ?? new Error(`Key ${name} was taken, and was not to be found`)
      );
    });
  }

  /** Places without an outcome, of several of one key the first alone. */
  private open(): number[] {
    const isOpen = (key: RequestKey | undefined, at: number) =>
      !this.settled[at] && (!key || (this.firsts.get(nameOf(key)) === at && !this.kept.has(nameOf(key))));
    return [...this.entries.keys()].filter((at) => isOpen(this.entries[at].key, at));
  }

  private async findKept(): Promise<void> {
    const keys = this.open().flatMap((at) => this.entries[at].key ?? []);
    if (keys.length === 0) return;
    for (const kept of await this.store.find(keys)) this.kept.set(nameOf(kept), kept);
  }

  /** What a request is answered whose key is kept. */
  private tell({ item, key }: Keyed<Item>, kept: RequestKey & KeptOutcome): Outcome<Row> {
    const detail = describeOtherRequest(key!, kept);
    if (detail !== undefined) return { outcome: 'invalid', detail };
    switch (kept.status) {
      case STATUS.identical:
        return { outcome: 'identical', row: kept.answer as Row };
      case STATUS.conflict:
        return { outcome: 'conflict', detail: kept.answer as string };
      case STATUS.invalid:
        return { outcome: 'invalid', detail: kept.answer as string };
      default:
        return { outcome: 'created', row: this.lane.restore(item, kept) };
    }
  }

  private async commit(open: readonly number[]): Promise<void> {
    if (open.length === 0) return;
    const outcomes = await this.lane.commit(open.map((at) => this.entries[at]));
    const others: number[] = [];
    const found = new Map<number, Outcome<Row>>();
    outcomes.forEach((outcome, index) => {
      const at = open[index];
      if (outcome === TAKEN) return;
      const isKept = outcome instanceof Error || outcome.outcome === 'created' || !this.entries[at].key;
      if (!(outcome instanceof Error) && outcome.outcome === 'created') this.isStored = true;
      if (isKept) {
        this.settled[at] = outcome;
      } else {
        others.push(at);
        found.set(at, outcome);
      }
    });
    await this.keep(others, found);
  }

  /** Outcomes of rows that were not made count once they are kept: another process may have been first. */
  private async keep(places: readonly number[], found: ReadonlyMap<number, Outcome<Row>>): Promise<void> {
    if (places.length === 0) return;
    const kept = await this.store.keep(
      places.map((at) => {
        const outcome = found.get(at)!;
        return {
          key: this.entries[at].key!,
          status: STATUS[outcome.outcome],
          answer: 'detail' in outcome ? outcome.detail : outcome.row,
        };
      }),
    );
    for (const key of kept) {
      const at = this.firsts.get(nameOf(key))!;
      this.settled[at] = found.get(at);
    }
  }
}
