import { asError } from './as-error.js';
import { databaseTrouble } from './database-trouble.js';

/** Nothing more is taken: too much waits already, or the service is going down. The client may try again. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

export interface BatcherOptions<Result> {
  /** The most items of one batch. */
  readonly mostInBatch?: number;
  /** The most items that wait for their batch; one more is refused. */
  readonly mostWaiting?: number;
  /** The result of an item whose data the database refuses (SQLSTATE 22 and 23); without it the item's call throws. */
  readonly refused?: (error: Error) => Result;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/** How often a batch is tried that lost to another transaction. */
const MOST_TRIES = 5;

const sqlStateOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code);
const closed = () => new BusyError('The service is going down; try again');
const isRefusedData = (error: unknown): error is Error => /^2[23]\w{3}$/.test(sqlStateOf(error));
const hasLostRace = (error: unknown): boolean => ['40001', '40P01'].includes(sqlStateOf(error));

/**
 * Group commit: while a batch is being committed the next one gathers. There is no timer: an idle batcher commits at
 * once, and the busier it is the larger its batches are.
 */
export class Batcher<Item, Result> {
  private readonly single: Waiting<Item, Result>[] = [];
  private readonly bulk: Waiting<Item, Result>[] = [];
  /** Who wants to add many, and waits until batches have left. */
  private forRoom: (() => void)[] = [];
  private running?: Promise<void>;
  private isClosed = false;
  private readonly mostInBatch: number;
  /** The most items that wait for their batch. */
  readonly mostWaiting: number;

  /**
   * @param commit stores items; their results, or an error for an item alone, in the items' order. What it throws it throws
   *   before it has stored any: all of them may be handed to it again.
   */
  constructor(
    private readonly commit: (items: Item[]) => Promise<readonly (Result | Error)[]>,
    private readonly options: BatcherOptions<Result> = {},
  ) {
    this.mostInBatch = options.mostInBatch ?? 500;
    this.mostWaiting = options.mostWaiting ?? 10_000;
  }

  /**
   * The item's result, once it is committed.
   * @throws BusyError past the bound, and after `drain`
   */
  submit(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.isClosed) reject(closed());
      else if (this.waiting >= this.mostWaiting) {
        reject(new BusyError('Too much waits to be stored at the moment; try again'));
      } else {
        this.single.push({ item, resolve, reject });
        this.start();
      }
    });
  }

  /**
   * The results of all items, in their order; an item that fails has its error there, the others their results. Waits
   * until there is room for all of them. Single items go before them in every batch, and may wait when no more of these
   * may.
   * @param items at most half as many as may wait
   * @throws BusyError after `drain`
   */
  async submitMany(items: readonly Item[]): Promise<(Result | Error)[]> {
    const bound = this.mostWaiting / 2;
    if (items.length > bound) throw new RangeError(`${items.length} items at once, and ${bound} may wait`);
    while (!this.isClosed && this.waiting + items.length > bound) {
      await new Promise<void>((resolve) => this.forRoom.push(resolve));
    }
    if (this.isClosed) throw closed();
    if (items.length === 0) return [];
    return new Promise((resolve) => {
      const results = new Array<Result | Error>(items.length);
      let left = items.length;
      items.forEach((item, at) => {
        const settle = (result: Result | Error) => {
          results[at] = result;
          if (--left === 0) resolve(results);
        };
        this.bulk.push({ item, resolve: settle, reject: settle });
      });
      this.start();
    });
  }

  /** Takes nothing more, and ends when all that was taken is committed or refused. */
  async drain(): Promise<void> {
    this.isClosed = true;
    this.callForRoom();
    await this.running;
  }

  /** Items that wait for their batch. */
  get waiting(): number {
    return this.single.length + this.bulk.length;
  }

  private start(): void {
    this.running ??= this.run();
  }

  private async run(): Promise<void> {
    // Whatever the same turn of the event loop still submits comes along.
    await Promise.resolve();
    for (let batch = this.take(); batch.length > 0; batch = this.take()) await this.store(batch, MOST_TRIES);
    this.running = undefined;
  }

  /** Single items first; as long as both wait, a half of the places is left to each. */
  private take(): Waiting<Item, Result>[] {
    const left = Math.min(this.bulk.length, Math.floor(this.mostInBatch / 2));
    const single = this.single.splice(0, this.mostInBatch - left);
    const batch = [...single, ...this.bulk.splice(0, this.mostInBatch - single.length)];
    this.callForRoom();
    return batch;
  }

  /** Each of them looks again, in turn. */
  private callForRoom(): void {
    const called = this.forRoom;
    this.forRoom = [];
    for (const resolve of called) resolve();
  }

  private async store(batch: Waiting<Item, Result>[], tries: number): Promise<void> {
    try {
      const results = await this.commit(batch.map(({ item }) => item));
      if (results.length !== batch.length)
        throw new Error(`${results.length} results of ${batch.length} items`);
      for (const [place, result] of results.entries()) {
        if (result instanceof Error) batch[place].reject(result);
        else batch[place].resolve(result);
      }
    } catch (error) {
      if (hasLostRace(error) && tries > 1) {
        await this.store(batch, tries - 1);
      } else if (isRefusedData(error) && batch.length > 1) {
        // A row that the database refuses takes nobody with it: it is found by halving.
        const half = Math.ceil(batch.length / 2);
        await this.store(batch.slice(0, half), tries);
        await this.store(batch.slice(half), tries);
      } else {
        this.fail(batch, error);
        // Who waits behind a batch that took all the time there is would wait as long again.
        if (databaseTrouble(error)?.kind === 'slow') this.turnAway();
      }
    }
  }

  private turnAway(): void {
    const waiting = [...this.single.splice(0), ...this.bulk.splice(0)];
    for (const { reject } of waiting)
      reject(new BusyError('The database takes too long; nothing of this is stored; try again'));
    this.callForRoom();
  }

  private fail(batch: Waiting<Item, Result>[], error: unknown): void {
    const { refused } = this.options;
    for (const { resolve, reject } of batch) {
      if (refused && isRefusedData(error)) resolve(refused(error));
      else reject(asError(error));
    }
  }
}
