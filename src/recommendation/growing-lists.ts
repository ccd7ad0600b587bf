type Numbers = Int32Array | Float32Array;

/** Lists that get their room without a pause: a few milliseconds. */
const LISTS_AT_ONCE = 10_000;

/** Many lists of numbers that grow at their end, each in one typed array of at most twice its length. */
export class GrowingLists<T extends Numbers> {
  /** The lists; behind its length a list holds zeros. */
  readonly items: T[] = [];
  private readonly lengths: number[] = [];

  constructor(private readonly allocate: (length: number) => T) {}

  /** Adds an empty list; the first has number 0. */
  add(): void {
    this.items.push(this.allocate(4));
    this.lengths.push(0);
  }

  /**
   * Makes room for so many more numbers in each list, by its number, all in one piece of memory. Between some lists and
   * the next others can have their turn; until the end nobody else may add to them.
   */
  *reserve(counts: Int32Array): Generator<void> {
    const needs = counts.map((count, list) => (count === 0 ? 0 : count + this.lengths[list]));
    const room = this.allocate(needs.reduce((sum, need) => sum + need, 0));
    let at = 0;
    for (const [list, need] of needs.entries()) {
      if (list % LISTS_AT_ONCE === 0) yield;
      if (need === 0) continue;
      const items = room.subarray(at, (at += need)) as T;
      items.set(this.viewOf(list));
      this.items[list] = items;
    }
  }

  push(list: number, value: number): void {
    const length = this.lengths[list]++;
    let items = this.items[list];
    if (length === items.length) {
      items = this.allocate(2 * length);
      items.set(this.items[list]);
      this.items[list] = items;
    }
    items[length] = value;
  }

  /** The list without the zeros behind it; a view of what it holds now. */
  viewOf(list: number): T {
    return this.items[list].subarray(0, this.lengths[list]) as T;
  }

  lengthOf(list: number): number {
    return this.lengths[list];
  }
}
