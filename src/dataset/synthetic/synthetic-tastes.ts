import { normal, normalQuantile } from '../../random/normal.js';
import { randomStream } from '../../random/seeded-random.js';
import { stratified } from '../../random/stratified.js';
import type { SyntheticFilms } from './synthetic-films.js';
import { syntheticParameters as fitted } from './synthetic-parameters.js';

const dimensions = fitted.tasteDimensions;

/** How well a film suits a user, `affinity(user, film)`: mean 0 and, over all pairs, a deviation of `strength`. */
export type Affinity = (user: number, film: number) => number;

/**
 * Draws the tastes of a seed. A user's and a film's taste are points, and their affinity is the scalar product. Genres
 * explain a film's point in part only, and every further dimension counts for less.
 */
export function makeTastes(users: number, films: SyntheticFilms, seed: number, strength: number): Affinity {
  const film = drawFilmPoints(films, seed);
  const user = drawUserPoints(users, seed);
  // Users' coordinates have unit variance, so the product's variance is the films' mean squared length. It is one
  // figure for all users: scaled user by user, tastes come out too strong (EASE over popularity 2.2 and more).
  const meanSquare = film.reduce((sum, value) => sum + value * value, 0) / films.genres.length;
  const scale = strength / Math.sqrt(meanSquare);
  return (u, i) => {
    let product = 0;
    for (let k = 0; k < dimensions; k++) product += user[u * dimensions + k] * film[i * dimensions + k];
    return scale * product;
  };
}

function drawFilmPoints({ genres }: SyntheticFilms, seed: number): Float64Array {
  // What a genre is like is no matter of chance: it is the same at every seed.
  const genreStream = randomStream(fitted.genreTasteSeed, 'dataset', 'genre taste');
  const genrePoints = fitted.genres.map(() => Array.from({ length: dimensions }, () => normal(genreStream)));
  const explained = fitted.tasteGenreCorrelation;
  const unexplained = Math.sqrt(1 - explained ** 2);
  const random = randomStream(seed, 'dataset', 'film taste');
  const points = new Float64Array(genres.length * dimensions);
  genres.forEach((own, film) => {
    // The root keeps the variance of a sum at one; a film without genres has only what they leave unexplained.
    const weight = explained / Math.sqrt(Math.max(1, own.length));
    for (let k = 0; k < dimensions; k++) {
      const fromGenres = own.reduce((sum, genre) => sum + genrePoints[genre][k], 0);
      const point = weight * fromGenres + unexplained * normal(random);
      points[film * dimensions + k] = point * fitted.tasteDecay ** k;
    }
  });
  return points;
}

function drawUserPoints(users: number, seed: number): Float64Array {
  const random = randomStream(seed, 'dataset', 'user taste');
  const points = new Float64Array(users * dimensions);
  for (let k = 0; k < dimensions; k++) {
    stratified(users, random).forEach((share, user) => {
      points[user * dimensions + k] = normalQuantile(share);
    });
  }
  return points;
}
