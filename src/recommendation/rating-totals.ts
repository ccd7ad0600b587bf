/** Values of ratings: halves from 0.5 to 5. */
const HALVES = 10;

/** Of ten values from 0.5 to 5, the place of the one that a rating is nearest to. */
export const halfOf = (value: number): number => Math.min(HALVES, Math.max(1, Math.round(2 * value))) - 1;

/** What the ratings of each film add up to, and how many there are of each value, kept as ratings come and change. */
export class RatingTotals {
  /** Sum of the ratings of a film, by film. */
  readonly sums: number[] = [];
  /** Ratings of 0.5, 1, 1.5 and so on to 5. */
  readonly byHalf: number[] = new Array<number>(HALVES).fill(0);

  addFilm(): void {
    this.sums.push(0);
  }

  add(film: number, value: number): void {
    this.sums[film] += value;
    this.byHalf[halfOf(value)]++;
  }

  /** Takes back what was added. */
  remove(film: number, value: number): void {
    this.sums[film] -= value;
    this.byHalf[halfOf(value)]--;
  }
}
