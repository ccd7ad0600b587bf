import { normal } from '../../random/normal.js';
import { randomStream } from '../../random/seeded-random.js';
import { Dataset, DatasetError } from '../dataset.js';
import { makeFilms } from './synthetic-films.js';
import { syntheticParameters as fitted } from './synthetic-parameters.js';
import { makeTastes, type Affinity } from './synthetic-tastes.js';
import { inventTitles } from './synthetic-titles.js';
import { makeUsers } from './synthetic-users.js';
import { watchFilms } from './synthetic-watching.js';

export interface GeneratorOptions {
  /** Number of users, 610 as in ml-latest-small unless given. */
  readonly users?: number;
  /** Number of films, 9,742 as in ml-latest-small unless given. */
  readonly movies?: number;
  /** The same seed gives the same dataset. */
  readonly seed?: number;
  /** Strength of personal taste: 1 as fitted; 0 leaves a recommender nothing to learn about a user but the era. */
  readonly taste?: number;
}

/** The most users, and the most films. */
export const LARGEST_SIZE = 1_000_000;

/** Every user weighs every film, some 50 ns each: a set of this many pairs takes about ten minutes, and 5 GB. */
const MOST_PAIRS = 1e10;

/**
 * Makes a dataset like MovieLens ml-latest-small, as a pure function of its options: users 1 to `users`, films 1 to
 * `movies` in order of release year, ratings by user and then film.
 * @throws DatasetError when a size, the seed or the taste cannot be used
 */
export function generateDataset({
  users = fitted.fittedUsers,
  movies = fitted.fittedMovies,
  seed = 1,
  taste = 1,
}: GeneratorOptions = {}): Dataset {
  requireSize('users', users);
  requireSize('movies', movies);
  if (users * movies > MOST_PAIRS) {
    throw new DatasetError(
      `A synthetic dataset of ${users} users and ${movies} movies takes too long to make: ` +
        `users times movies may be at most ${MOST_PAIRS}.`,
    );
  }
  if (!Number.isSafeInteger(seed)) {
    throw new DatasetError(`The seed of a synthetic dataset must be a whole number, not ${seed}.`);
  }
  if (!(taste >= 0 && taste < Infinity)) {
    throw new DatasetError(`The taste of a synthetic dataset must be a number from 0 up, not ${taste}.`);
  }
  const films = makeFilms(movies, seed);
  const affinity = makeTastes(users, films, seed, taste);
  const watched = watchFilms(films, makeUsers(users, movies, seed), affinity, seed);
  const user = new Int32Array(watched.reduce((sum, own) => sum + own.length, 0));
  const movie = new Int32Array(user.length);
  let row = 0;
  watched.forEach((own, index) => {
    user.fill(index + 1, row, row + own.length);
    movie.set(own, row);
    row += own.length;
  });
  return new Dataset(
    'synthetic',
    {
      id: Int32Array.from({ length: movies }, (_, index) => index + 1),
      title: inventTitles(films.year, seed),
      genres: films.genres.map(
        (own) => own.map((genre) => fitted.genres[genre]).join('|') || '(no genres listed)',
      ),
    },
    { user, movie, value: rate(user, movie, users, movies, affinity, seed) },
  );
}

function requireSize(what: string, size: number): void {
  if (Number.isInteger(size) && size >= 1 && size <= LARGEST_SIZE) return;
  throw new DatasetError(
    `A synthetic dataset needs a whole number of ${what} from 1 to ${LARGEST_SIZE}, not ${size}.`,
  );
}

/** Stars for every row: an opinion from user, film, popularity, taste and chance, mapped to the fitted histogram. */
function rate(
  user: Int32Array,
  movie: Int32Array,
  users: number,
  movies: number,
  affinity: Affinity,
  seed: number,
): Float64Array {
  const ofUser = draws(users, fitted.ratingUserDeviation, seed, 'user rating');
  const ofMovie = draws(movies, fitted.ratingMovieDeviation, seed, 'movie rating');
  const opinion = draws(user.length, fitted.ratingNoise, seed, 'rating');
  const viewers = new Int32Array(movies);
  for (const film of movie) viewers[film]++;
  // In the place of the draws: of tens of millions of ratings nothing stands in memory twice that need not.
  for (let row = 0; row < opinion.length; row++) {
    const [u, i] = [user[row] - 1, movie[row]];
    const popularity = fitted.ratingPopularitySlope * (Math.log(viewers[i] + 1) - 2);
    opinion[row] =
      ofUser[u] + ofMovie[i] + popularity + fitted.ratingTasteSlope * affinity(u, i) + opinion[row];
  }
  return toStars(opinion);
}

const draws = (count: number, deviation: number, seed: number, purpose: string): Float64Array => {
  const random = randomStream(seed, 'dataset', purpose);
  return Float64Array.from({ length: count }, () => deviation * normal(random));
};

/** Cuts the opinions, in place, at their own quantiles, so that the histogram is the fitted one whatever they are. */
function toStars(opinion: Float64Array): Float64Array {
  const sorted = opinion.slice().sort();
  let share = 0;
  const cuts = fitted.ratingProbability.slice(0, -1).map((probability) => {
    share += probability;
    return sorted.at(Math.round(share * sorted.length)) ?? Infinity;
  });
  for (let row = 0; row < opinion.length; row++) {
    let star = 0;
    while (star < cuts.length && opinion[row] >= cuts[star]) star++;
    opinion[row] = fitted.ratingValues[star];
  }
  return opinion;
}
