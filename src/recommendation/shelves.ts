import type { Choices } from './conditional-logit.js';

/** Collects shelves and what was chosen from them, in one array of features. */
export class Shelves {
  private features: Float64Array;
  private readonly starts: number[] = [0];
  private readonly chosen: number[] = [];

  constructor(
    private readonly width: number,
    expectedRows: number,
  ) {
    this.features = new Float64Array(expectedRows * width);
  }

  add(films: readonly number[], chosen: number, write: (out: Float64Array) => void): void {
    const start = this.starts.at(-1)!;
    const end = start + films.length;
    if (end * this.width > this.features.length) {
      const larger = new Float64Array(2 * end * this.width);
      larger.set(this.features);
      this.features = larger;
    }
    write(this.features.subarray(start * this.width, end * this.width));
    this.starts.push(end);
    this.chosen.push(start + chosen);
  }

  choices(): Choices {
    const { features, width } = this;
    return { width, features, starts: Int32Array.from(this.starts), chosen: Int32Array.from(this.chosen) };
  }
}
