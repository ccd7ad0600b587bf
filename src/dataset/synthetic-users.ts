import { normal, normalQuantile } from '../random/normal.js';
import { randomStream, shuffle } from '../random/seeded-random.js';
import { stratified } from '../random/stratified.js';
import { indexAt, runningSums } from '../random/weighted.js';
import type { SyntheticFilms } from './synthetic-films.js';
import { syntheticParameters as fitted } from './synthetic-parameters.js';

const dimensions = fitted.tasteDimensions;

/** Invented users, one entry per user in every column. */
export interface SyntheticUsers {
  /** How many films the user watches. */
  readonly activity: Int32Array;
  readonly joinYear: Float64Array;
  /** How much popularity counts for the user: an exponent around 1. */
  readonly mainstream: Float64Array;
}

/** Draws the users of a seed for a catalogue of so many films; stratified, because 610 users are a small sample. */
export function makeUsers(count: number, movies: number, seed: number): SyntheticUsers {
  const joinStream = randomStream(seed, 'dataset', 'join year');
  return {
    activity: shuffle(activityQuantiles(count, movies), randomStream(seed, 'dataset', 'activity')),
    joinYear: stratified(count, joinStream).map((share) => {
      const offset = fitted.joinOffsets[indexAt(joinSums, share)];
      return fitted.joinYear + offset + fitted.joinDeviation * normal(joinStream);
    }),
    mainstream: stratified(count, randomStream(seed, 'dataset', 'mainstream')).map((share) =>
      Math.exp(fitted.mainstreamLogDeviation * normalQuantile(share)),
    ),
  };
}

const joinSums = runningSums(fitted.joinProbability);

/**
 * Activity does not shrink with the catalogue (MovieLens 100K has 1,682 films and 106 ratings per user), but nobody
 * watches more than half of it: the keenest users of 100K and 1M rated 44 and 62 %.
 */
function activityQuantiles(count: number, movies: number): Int32Array {
  const most = Math.min(fitted.activityMaximum, Math.max(1, Math.floor(movies / 2)));
  const least = Math.min(fitted.activityMinimum, most);
  return Int32Array.from({ length: count }, (_, user) => {
    const z = normalQuantile((user + 0.5) / count);
    const films = fitted.activityShift + Math.exp(fitted.activityLogMean + fitted.activityLogDeviation * z);
    return Math.min(most, Math.max(least, Math.round(films)));
  });
}

/** How well a film suits a user, `affinity(user, film)`: mean 0 and, over all pairs, a standard deviation of `strength`. */
export type Affinity = (user: number, film: number) => number;

/**
 * Draws the tastes of a seed. A user's and a film's taste are points, their affinity the scalar product; a film's
 * point is explained by its genres in part only, and every further dimension counts for less.
 */
export function makeTastes(
  users: number,
  { genres }: SyntheticFilms,
  seed: number,
  strength: number,
): Affinity {
  const genreStream = randomStream(seed, 'dataset', 'genre taste');
  const genreTaste = fitted.genres.map(() => drawPoint(() => normal(genreStream)));
  const filmStream = randomStream(seed, 'dataset', 'film taste');
  const correlation = fitted.tasteGenreCorrelation;
  const film = new Float64Array(genres.length * dimensions);
  genres.forEach((own, index) => {
    const point = drawPoint((dimension) => {
      const explained = own.reduce((sum, genre) => sum + genreTaste[genre][dimension], 0);
      const ownTaste = Math.sqrt(1 - correlation ** 2) * normal(filmStream);
      return (
        ((correlation * explained) / Math.sqrt(Math.max(1, own.length)) + ownTaste) *
        fitted.tasteDecay ** dimension
      );
    });
    film.set(point, index * dimensions);
  });
  // Users' coordinates have unit variance, so the affinity's is the mean squared length of the films' points.
  const deviation = Math.sqrt(film.reduce((sum, value) => sum + value * value, 0) / genres.length);
  const scale = strength / deviation;
  const userStream = randomStream(seed, 'dataset', 'user taste');
  const user = new Float64Array(users * dimensions);
  for (let k = 0; k < dimensions; k++) {
    stratified(users, userStream).forEach((share, u) => {
      user[u * dimensions + k] = scale * normalQuantile(share);
    });
  }
  return (u, i) => {
    let product = 0;
    for (let k = 0; k < dimensions; k++) product += user[u * dimensions + k] * film[i * dimensions + k];
    return product;
  };
}

const drawPoint = (draw: (dimension: number) => number): Float64Array =>
  Float64Array.from({ length: dimensions }, (_, dimension) => draw(dimension));
