type Numbers = Int32Array | Float32Array;

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
