import { normal } from '../../random/normal.js';
import { randomStream, type RandomStream } from '../../random/seeded-random.js';
import { stratified } from '../../random/stratified.js';
import { drawIndex, indexAt, runningSums } from '../../random/weighted.js';
import { syntheticParameters as fitted } from './synthetic-parameters.js';

/** Invented films in order of release year, one entry per film in every column. */
export interface SyntheticFilms {
  readonly year: Int32Array;
  /** Indexes into the fitted genres, ascending; empty for a film that lists none. */
  readonly genres: readonly (readonly number[])[];
  /** Log of the weight with which the film is watched, before anybody's taste. */
  readonly logPopularity: Float64Array;
}

/**
 * Draws the films of a seed: years, genres, popularity. Years and genres are stratified: independent draws would let
 * the share of a genre stray by up to 2 %.
 */
export function makeFilms(count: number, seed: number): SyntheticFilms {
  const year = drawYears(count, randomStream(seed, 'dataset', 'year'));
  return {
    year,
    genres: drawGenres(count, randomStream(seed, 'dataset', 'genre')),
    logPopularity: drawPopularity(year, randomStream(seed, 'dataset', 'popularity')),
  };
}

const yearSums = runningSums(fitted.yearProbability);

// Sorted, so that ids grow with the year, as MovieLens ids roughly do, and a sequel comes after its first part.
function drawYears(count: number, random: RandomStream): Int32Array {
  return Int32Array.from(stratified(count, random), (share) => {
    const bin = indexAt(yearSums, share);
    const from = fitted.yearEdges[bin];
    return from + Math.floor(random() * (fitted.yearEdges[bin + 1] - from));
  }).sort();
}

const genreCountSums = runningSums(fitted.genreCountProbability);

function drawGenres(count: number, random: RandomStream): number[][] {
  const first = stratified(count, random);
  return Array.from(stratified(count, random), (share, film) => {
    const chosen: number[] = [];
    for (let left = indexAt(genreCountSums, share); left > 0; left--) {
      const sums = runningSums(genreWeights(chosen));
      chosen.push(chosen.length === 0 ? indexAt(sums, first[film]) : drawIndex(sums, random));
    }
    return chosen.sort((a, b) => a - b);
  });
}

/** Weights of the next genre of a film: none for those chosen, and a mean lift from them for the others. */
const genreWeights = (chosen: readonly number[]): number[] =>
  fitted.genreLogWeight.map((logWeight, genre) => {
    if (chosen.includes(genre)) return 0;
    const lift = chosen.reduce((sum, other) => sum + fitted.genreLift[other][genre], 0);
    return Math.exp(logWeight + lift / Math.max(1, chosen.length));
  });

/**
 * Rises up to 1998; newer films have had less time, and the whole term changes its sign. A jump and not a bend: with a
 * bend too few films are rated once.
 */
const yearEffect = (year: number): number => ((year - 1985) / 18) * (year > 1998 ? -0.35 : 1);

function drawPopularity(year: Int32Array, random: RandomStream): Float64Array {
  const luck = Float64Array.from(year, (y) => fitted.popularityYearSlope * yearEffect(y) + normal(random));
  const byLuck = Int32Array.from(luck.keys()).sort((a, b) => luck[b] - luck[a]);
  // The rank is stretched to the fitted number of films: a small catalogue is as unequal as a large one.
  const stretch = fitted.fittedMovies / year.length;
  const logPopularity = new Float64Array(year.length);
  byLuck.forEach((film, rank) => {
    logPopularity[film] =
      -fitted.popularityExponent * Math.log((rank + 1) * stretch + fitted.popularityOffset);
  });
  return logPopularity;
}
