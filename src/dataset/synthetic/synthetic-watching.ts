import quickselect from 'quickselect';
import { randomStream, shuffle, type RandomStream } from '../../random/seeded-random.js';
import { drawIndex, runningSums } from '../../random/weighted.js';
import type { SyntheticFilms } from './synthetic-films.js';
import { syntheticParameters as fitted } from './synthetic-parameters.js';
import type { Affinity } from './synthetic-tastes.js';
import type { SyntheticUsers } from './synthetic-users.js';

// Looked up once: the loop over all pairs of user and film takes millions of them.
const { log, max } = Math;

/** A film with fewer viewers is not taken from a user to make room for one that nobody watched. */
const sparedBelow = 5;

/**
 * Share of the ratings that may go to films nobody watched: 1.5 % do at the fitted size, but a catalogue far too large
 * for its users would eat up the popular films, and keeps unrated ones instead.
 */
const largestReach = 0.1;

/** Who watched what: the films of each user, ascending. */
export function watchFilms(
  films: SyntheticFilms,
  users: SyntheticUsers,
  affinity: Affinity,
  seed: number,
): Int32Array[] {
  const watched = chooseFilms(films, users, affinity, randomStream(seed, 'dataset', 'watch'));
  reachUnwatched(watched, films.year.length, randomStream(seed, 'dataset', 'reach'));
  for (const own of watched) own.sort();
  return watched;
}

/**
 * Each user watches the films of the largest utility: a draw without replacement by the weights exp(utility − noise),
 * because the noise is Gumbel's (Yellott 1977).
 */
function chooseFilms(
  { year, logPopularity }: SyntheticFilms,
  { activity, joinYear, mainstream }: SyntheticUsers,
  affinity: Affinity,
  random: RandomStream,
): Int32Array[] {
  const utility = new Float64Array(year.length);
  const ordering = new Array<number>(year.length).fill(0);
  return Array.from(activity, (count, user) => {
    for (let film = 0; film < utility.length; film++) {
      const gumbel = -log(-log(random()));
      utility[film] =
        mainstream[user] * logPopularity[film] +
        fitted.tasteWeight * affinity(user, film) +
        era(year[film], joinYear[user]) +
        gumbel;
    }
    return largest(utility, count, ordering);
  });
}

/** Users watch little of what came out long before they joined, and less of what came out after. */
const era = (year: number, joined: number): number =>
  (-fitted.futurePenalty * max(0, year - joined)) / 3 - (fitted.agePenalty * max(0, joined - year - 5)) / 20;

/** Indexes of the `count` largest values; `ordering` has their length, and is written over. */
function largest(values: Float64Array, count: number, ordering: number[]): Int32Array {
  for (let index = 0; index < values.length; index++) ordering[index] = values[index];
  const place = values.length - count;
  quickselect(ordering, place);
  const threshold = ordering[place];
  const indexes = new Int32Array(count);
  let found = 0;
  for (let index = 0; index < values.length && found < count; index++) {
    if (values[index] >= threshold) indexes[found++] = index;
  }
  return indexes;
}

/**
 * Gives nearly every film that nobody watched to a user, keen ones first, in exchange for a film of theirs with
 * viewers enough: the long tail of films with one rating. Ends early when no user has such a film left.
 */
function reachUnwatched(watched: Int32Array[], movies: number, random: RandomStream): void {
  const viewers = new Int32Array(movies);
  for (const own of watched) for (const film of own) viewers[film]++;
  const unwatched = shuffle(
    Int32Array.from(viewers.keys()).filter((film) => viewers[film] === 0),
    random,
  );
  const stayUnwatched = Math.round((fitted.unratedMovies * movies) / fitted.fittedMovies);
  const ratings = watched.reduce((sum, own) => sum + own.length, 0);
  let left = Math.min(Math.max(0, unwatched.length - stayUnwatched), Math.floor(ratings * largestReach));
  const weights = Float64Array.from(watched, (own) => own.length ** 2);
  let sums = runningSums(weights);
  while (left > 0 && sums[sums.length - 1] > 0) {
    const user = drawIndex(sums, random);
    const own = watched[user];
    const places = own.map((_, place) => place).filter((place) => viewers[own[place]] >= sparedBelow);
    if (places.length === 0) {
      // Viewers of a watched film only ever get fewer, so this user is out for good.
      weights[user] = 0;
      sums = runningSums(weights);
      continue;
    }
    const place = places[Math.floor(random() * places.length)];
    viewers[own[place]]--;
    own[place] = unwatched[--left];
    viewers[own[place]]++;
  }
}
