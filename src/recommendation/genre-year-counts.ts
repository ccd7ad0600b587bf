const { exp, sqrt } = Math;

/** How many distinct genres are told apart; films name some twenty, and what comes after 64 is left out. */
export const MOST_GENRES = 64;
export const MOST_YEARS = 300;

/** Years on either side that a smoothed count takes in, weighted by a normal density of so many years' deviation. */
const REACH = 8;
const DEVIATION = 2;
const kernel = Float64Array.from({ length: 2 * REACH + 1 }, (_, index) =>
  exp(-(((index - REACH) / DEVIATION) ** 2) / 2),
);
const kernelSum = kernel.reduce((sum, weight) => sum + weight, 0);
kernel.forEach((weight, index) => (kernel[index] = weight / kernelSum));

function smoothed(counts: Float64Array, start: number, year: number): number {
  let sum = 0;
  for (let shift = -REACH; shift <= REACH; shift++) {
    const other = year + shift;
    if (other >= 0 && other < MOST_YEARS) sum += counts[start + other] * kernel[shift + REACH];
  }
  return sum;
}

/** Counts of films by genre, by year and by both; what is counted may be releases, ratings or one user's films. */
export class GenreYearCounts {
  total = 0;
  readonly genre = new Float64Array(MOST_GENRES);
  private readonly year = new Float64Array(MOST_YEARS);
  /** A row of years per genre; a film of k genres counts 1 / √k in each of its rows. */
  private readonly both = new Float64Array(MOST_GENRES * MOST_YEARS);

  clear(): void {
    this.total = 0;
    this.genre.fill(0);
    this.year.fill(0);
    this.both.fill(0);
  }

  /** @param year below 0 for a film without one */
  add(count: number, genres: Int32Array, year: number): void {
    this.total += count;
    if (year >= 0) this.year[year] += count;
    const share = count / sqrt(genres.length);
    for (let index = 0; index < genres.length; index++) {
      this.genre[genres[index]] += count;
      if (year >= 0) this.both[genres[index] * MOST_YEARS + year] += share;
    }
  }

  /** Films around this year, the near ones counting more. */
  around(year: number): number {
    return smoothed(this.year, 0, year);
  }

  /**
   * Films like one of these genres around this year: the sum of the cosine of the two films' genre sets times the weight
   * of the difference in years.
   */
  alike(genres: Int32Array, year: number): number {
    let sum = 0;
    for (let index = 0; index < genres.length; index++) {
      sum += smoothed(this.both, genres[index] * MOST_YEARS, year);
    }
    return genres.length === 0 ? 0 : sum / sqrt(genres.length);
  }
}
