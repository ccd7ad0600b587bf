/** How many of something there are with a number in a range. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Bins of 1, 2–3, 4–7, 8–15 and so on up to the largest number, empty ones too; what is below 1 is in none. */
export function doublingBins(numbers: Iterable<number>): Bin[] {
  const counts: number[] = [];
  for (const number of numbers) {
    if (number < 1) continue;
    const bin = Math.floor(Math.log2(number));
    while (counts.length <= bin) counts.push(0);
    counts[bin]++;
  }
  return counts.map((count, bin) => ({ from: 2 ** bin, to: 2 ** (bin + 1) - 1, count }));
}

/** Of the films, in percent. */
const FILMS_PERCENT = [1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

export interface PopularityPoint {
  readonly films_percent: number;
  readonly ratings_percent: number;
}

/**
 * What share of all ratings the most rated films have: 20 % of them have 80 % where attention is shared as by Pareto's law.
 * A share of films is rounded up to whole films; films without a rating do not count.
 * @returns nothing where there is no rating
 */
export function popularityOf(ratingsByFilm: Iterable<number>): PopularityPoint[] {
  const counts = Float64Array.from(ratingsByFilm)
    .filter((count) => count > 0)
    .sort()
    .reverse();
  const sums = new Float64Array(counts.length);
  counts.forEach((count, at) => (sums[at] = count + (at === 0 ? 0 : sums[at - 1])));
  const total = sums.at(-1);
  if (total === undefined) return [];
  return FILMS_PERCENT.map((percent) => ({
    films_percent: percent,
    ratings_percent: (100 * sums[Math.ceil((percent * counts.length) / 100) - 1]) / total,
  }));
}
