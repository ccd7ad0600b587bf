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
  readonly reject: (error: unknown) => void;
}

/** How often a batch is tried that lost to another transaction. */
const MOST_TRIES = 5;

const sqlStateOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code);
const isRefusedData = (error: unknown): error is Error => /^2[23]\w{3}$/.test(sqlStateOf(error));
const hasLostRace = (error: unknown): boolean => ['40001', '40P01'].includes(sqlStateOf(error));

/**
 * Group commit: while a batch is being committed the next one gathers. There is no timer: an idle batcher commits at
 * once, and the busier it is the larger its batches are.
 */
export class Batcher<Item, Result> {
  private readonly single: Waiting<Item, Result>[] = [];
  private readonly bulk: Waiting<Item, Result>[] = [];
  private running?: Promise<void>;
  private isClosed = false;
  private readonly mostInBatch: number;
  private readonly mostWaiting: number;

  /** @param commit stores items; their results, or an error for an item alone, in the items' order */
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
      if (this.accepts(1, this.mostWaiting, reject)) this.single.push({ item, resolve, reject });
      this.start();
    });
  }

  /**
   * The results of all items, in their order. Single items go before them in every batch, and may wait when no more of
   * these may.
   * @throws BusyError when they are more than there is room for; none of them is stored then
   */
  submitMany(items: readonly Item[]): Promise<Result[]> {
    return new Promise((resolve, reject) => {
      if (!this.accepts(items.length, this.mostWaiting / 2, reject)) return;
      const results = items.map(
        (item) =>
          new Promise<Result>((resolve, reject) => {
            this.bulk.push({ item, resolve, reject });
          }),
      );
      this.start();
      resolve(Promise.all(results));
    });
  }

  /** Takes nothing more, and ends when all that was taken is committed or refused. */
  async drain(): Promise<void> {
    this.isClosed = true;
    await this.running;
  }

  private accepts(count: number, bound: number, reject: (error: BusyError) => void): boolean {
    if (this.isClosed) reject(new BusyError('The service is going down; try again'));
    else if (this.single.length + this.bulk.length + count > bound) {
      reject(new BusyError('Too much waits to be stored at the moment; try again'));
    } else return true;
    return false;
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
    return [...single, ...this.bulk.splice(0, this.mostInBatch - single.length)];
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
      } else this.fail(batch, error);
    }
  }

  private fail(batch: Waiting<Item, Result>[], error: unknown): void {
    const { refused } = this.options;
    for (const { resolve, reject } of batch) {
      if (refused && isRefusedData(error)) resolve(refused(error));
      else reject(error);
    }
  }
}
