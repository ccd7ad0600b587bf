import type { Dataset } from './dataset.js';

/** What a dataset looks like in figures; means, deviations and shares are NaN where there is nothing to divide by. */
export interface DatasetStatistics {
  readonly name: string;
  readonly users: number;
  readonly movies: number;
  readonly moviesRated: number;
  readonly ratings: number;
  /** Ratings per pair of user and film. */
  readonly density: number;
  /** Inequality of ratings per film, over all films, and of ratings per user. */
  readonly popularityGini: number;
  readonly activityGini: number;
  readonly moviesRatedOnce: number;
  /** Ratings of the film that has most, and of the user who has most. */
  readonly largestMovieCount: number;
  readonly largestUserCount: number;
  readonly ratingMean: number;
  /** Standard deviation of the ratings, over n. */
  readonly ratingDeviation: number;
  /** Number of ratings by star value, ascending; values nobody gave are left out. */
  readonly ratingHistogram: readonly { readonly value: number; readonly count: number }[];
  /** Share of films that have the genre, largest first. */
  readonly genreShares: readonly { readonly genre: string; readonly share: number }[];
  /** Release years of the films whose title ends in one, or null when none does. */
  readonly firstYear: number | null;
  readonly lastYear: number | null;
}

/** Describes a dataset in the figures that make it like another. */
export function describeDataset(dataset: Dataset): DatasetStatistics {
  const { movies, ratings, userCount } = dataset;
  const perMovie = ratingsPerMovie(dataset);
  const perUser = ratingsPerUser(dataset);
  const rated = perMovie.filter((count) => count > 0);
  const mean = meanOf(ratings.value);
  const years = movies.title.map(yearOfTitle).filter((year) => year !== null);
  return {
    name: dataset.name,
    users: userCount,
    movies: movies.id.length,
    moviesRated: rated.length,
    ratings: ratings.value.length,
    density: ratings.value.length / (userCount * movies.id.length),
    popularityGini: gini(perMovie),
    activityGini: gini(perUser),
    moviesRatedOnce: perMovie.filter((count) => count === 1).length,
    largestMovieCount: largestOf(perMovie),
    largestUserCount: largestOf(perUser),
    ratingMean: mean,
    ratingDeviation: Math.sqrt(meanOf(ratings.value.map((value) => (value - mean) ** 2))),
    ratingHistogram: [...countOf(ratings.value)]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => a.value - b.value),
    genreShares: [...countOf(movies.genres.flatMap(genresOf))]
      .map(([genre, count]) => ({ genre, share: count / movies.id.length }))
      .sort((a, b) => b.share - a.share),
    firstYear: years.length > 0 ? years.reduce((a, b) => Math.min(a, b)) : null,
    lastYear: years.length > 0 ? largestOf(years) : null,
  };
}

/** Number of ratings of every film, in the order of the film columns. */
export function ratingsPerMovie({ movies, ratings }: Dataset): Int32Array {
  const counts = new Int32Array(movies.id.length);
  for (const movie of ratings.movie) counts[movie]++;
  return counts;
}

/** Number of ratings of every user who has any, in the order of their first rating. */
export function ratingsPerUser({ ratings }: Dataset): Int32Array {
  return Int32Array.from(countOf(ratings.user).values());
}

/** The year in the brackets that end a MovieLens title, as in `Jumanji (1995)`, or null when there is none. */
export function yearOfTitle(title: string): number | null {
  const year = /\((\d{4})\)\s*$/.exec(title)?.[1];
  return year === undefined ? null : Number(year);
}

/**
 * Gini coefficient of counts: 0 when all are equal, near 1 when one has everything.
 * G = Σ (2k − n − 1) x₍ₖ₎ / (n Σ x), x ascending, k from 1.
 */
export function gini(counts: Int32Array): number {
  const sorted = counts.slice().sort();
  let [weighted, total] = [0, 0];
  sorted.forEach((count, index) => {
    weighted += (2 * (index + 1) - sorted.length - 1) * count;
    total += count;
  });
  return weighted / (sorted.length * total);
}

const genresOf = (genres: string): string[] =>
  genres === '' || genres === '(no genres listed)' ? [] : genres.split('|');

function countOf<T>(items: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

// Not Math.max(...values): the arguments of a call have a limit that a dataset passes.
const largestOf = (values: Int32Array | readonly number[]): number =>
  Array.from(values).reduce((a, b) => Math.max(a, b), 0);
