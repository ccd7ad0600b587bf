/** How many of the last calls are remembered. */
const SIZE = 1000;

/** How long the last 1,000 calls took; adding one costs two stores. */
export class RecentDurations {
  private readonly ring = new Float64Array(SIZE);
  private count = 0;

  add(milliseconds: number): void {
    this.ring[this.count++ % SIZE] = milliseconds;
  }

  /**
   * Quantiles by nearest rank: with 0.5 the median.
   * @returns milliseconds, in the order of the shares; nothing before the first call
   */
  quantiles(...shares: number[]): number[] | undefined {
    if (this.count === 0) return undefined;
    const sorted = this.ring.slice(0, Math.min(this.count, SIZE)).sort();
    return shares.map((share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]);
  }
}
