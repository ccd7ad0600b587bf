import { ease, ndcg10, popularity, splitRatings } from '../../../test/support/offline-accuracy.js';
import { readRealDataset, realIt } from '../../../test/support/real-dataset.js';
import {
  describeDataset,
  ratingsPerMovie,
  ratingsPerUser,
  yearOfTitle,
  type DatasetStatistics,
} from '../dataset-statistics.js';
import { DatasetError, type Dataset } from '../dataset.js';
import { generateDataset } from './synthetic-dataset.js';

const patience = 60_000;

/** NDCG@10 of EASE over that of popularity, on a random fifth held back. */
function accuracyRatio(dataset: Dataset): number {
  const split = splitRatings(dataset);
  return ndcg10(split, ease(split, 200)) / ndcg10(split, popularity(split));
}

/** The largest distance between two samples' distribution functions (Kolmogorov and Smirnov). */
function distance(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const [a, b] = [one, other].map((sample) => Float64Array.from(sample).sort());
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i], b[j]);
    while (a[i] === value) i++;
    while (b[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

const ratedCounts = (dataset: Dataset) => ratingsPerMovie(dataset).filter((count) => count > 0);
const years = (dataset: Dataset) => dataset.movies.title.map(yearOfTitle).filter((year) => year !== null);

const expectWithin = (value: number, target: number, tolerance: number): void => {
  expect(Math.abs(value - target)).toBeLessThanOrEqual(tolerance);
};

describe('distance of two samples', () => {
  it('is 0 for a sample and itself, 1 for samples apart, and counts ties at once', () => {
    expect(distance([3, 1, 2, 2], [2, 1, 3, 2])).toBe(0);
    expect(distance([1, 2], [3, 4, 5])).toBe(1);
    expect(distance([1, 1, 1, 2], [1, 2, 2, 2])).toBe(0.5);
  });
});

describe('synthetic dataset', () => {
  let cached: Dataset | undefined;
  const real = (): Dataset => (cached ??= readRealDataset());

  describe.each([1, 2, 3])('of seed %i, beside ml-latest-small', (seed) => {
    let dataset: Dataset;
    let statistics: DatasetStatistics;

    beforeAll(() => {
      dataset = generateDataset({ seed });
      statistics = describeDataset(dataset);
    }, patience);

    it('has its 610 users and 9,742 films, all but 18 of them rated', () => {
      expect(statistics).toMatchObject({ users: 610, movies: 9742, moviesRated: 9724 });
    });

    it('has its number of ratings, within 2 %', () => {
      expectWithin(statistics.ratings, 100_836, 0.02 * 100_836);
    });

    it('spreads ratings as unequally over films and over users', () => {
      expectWithin(statistics.popularityGini, 0.717, 0.015);
      expectWithin(statistics.activityGini, 0.604, 0.03);
    });

    it('has its long tail, within 12 %, and its head, within 20 %', () => {
      expectWithin(statistics.moviesRatedOnce, 3446, 0.12 * 3446);
      expectWithin(statistics.largestMovieCount, 329, 0.2 * 329);
    });

    it('has its mean rating and deviation', () => {
      expectWithin(statistics.ratingMean, 3.502, 0.01);
      expectWithin(statistics.ratingDeviation, 1.043, 0.01);
    });

    realIt('distributes popularity, activity and release years alike', () => {
      expect(distance(ratedCounts(dataset), ratedCounts(real()))).toBeLessThanOrEqual(0.06);
      expect(distance(ratingsPerUser(dataset), ratingsPerUser(real()))).toBeLessThanOrEqual(0.06);
      expect(distance(years(dataset), years(real()))).toBeLessThanOrEqual(0.03);
    });

    realIt('has its share of every genre, within .015', () => {
      const shares = new Map(statistics.genreShares.map(({ genre, share }) => [genre, share]));
      for (const { genre, share } of describeDataset(real()).genreShares) {
        expectWithin(shares.get(genre) ?? 0, share, 0.015);
      }
    });

    it(
      'rewards a recommender that learns tastes as much: EASE over popularity 1.8 to 2.2',
      () => {
        const ratio = accuracyRatio(dataset);
        expect(ratio).toBeGreaterThanOrEqual(1.8);
        expect(ratio).toBeLessThanOrEqual(2.2);
      },
      patience,
    );

    it('orders ratings by user and then film, each pair once, as half stars', () => {
      const { user, movie, value } = dataset.ratings;
      let inOrder = true;
      for (let row = 1; row < user.length; row++) {
        inOrder &&= user[row - 1] < user[row] || (user[row - 1] === user[row] && movie[row - 1] < movie[row]);
      }
      expect(inOrder).toBe(true);
      expect(new Set(value)).toEqual(new Set([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]));
    });

    it('numbers films from 1 in order of their year, and gives each a title of its own', () => {
      const { id, title, genres } = dataset.movies;
      expect(Array.from(id)).toEqual(Array.from(id.keys(), (index) => index + 1));
      expect(new Set(title).size).toBe(9742);
      expect(title.filter((name) => !/^[A-Z][A-Za-z' ]+( \d+)? \(\d{4}\)$/.test(name))).toEqual([]);
      expect(years(dataset)).toEqual(years(dataset).sort((a, b) => a - b));
      expect(genres.filter((list) => !/^(\(no genres listed\)|[A-Z][A-Za-z|-]+)$/.test(list))).toEqual([]);
      expect(genres).toContain('(no genres listed)');
    });
  });

  it(
    'leaves nothing to learn about a user when taste is switched off',
    () => {
      expect(accuracyRatio(generateDataset({ taste: 0 }))).toBeLessThan(1.2);
    },
    patience,
  );

  it('is the same for the same options, and another for another seed', () => {
    const make = (seed: number) => {
      const { movies, ratings } = generateDataset({ users: 20, movies: 300, seed });
      return { movies, ratings };
    };
    expect(make(4)).toEqual(make(4));
    expect(make(4).movies.title).not.toEqual(make(5).movies.title);
    expect(make(4).ratings.movie).not.toEqual(make(5).ratings.movie);
  });

  it.each([
    [1, 1],
    [1, 2],
    [5, 20],
    [1000, 1],
    [610, 20],
    [3, 5000],
    [100, 1000],
  ])('comes in any size: %i users and %i films', (users, movies) => {
    const dataset = generateDataset({ users, movies });
    const statistics = describeDataset(dataset);
    expect(statistics).toMatchObject({ name: 'synthetic', users, movies });
    expect(statistics.largestUserCount).toBeLessThanOrEqual(Math.max(1, movies / 2));
    expect(Math.min(...ratingsPerUser(dataset))).toBeGreaterThanOrEqual(Math.min(20, Math.ceil(movies / 2)));
    expect(dataset.ratings.value.every((value) => value >= 0.5 && value <= 5)).toBe(true);
  });

  it('keeps popularity unequal and nearly every film rated in a catalogue a fifth of the size', () => {
    const { popularityGini, moviesRated } = describeDataset(generateDataset({ movies: 2000 }));
    expect(popularityGini).toBeGreaterThan(0.55);
    expect(moviesRated).toBeGreaterThanOrEqual(1996);
  });

  it('does not spend the ratings of few users on covering a large catalogue', () => {
    const { ratings, moviesRated, popularityGini } = describeDataset(
      generateDataset({ users: 100, movies: 9742 }),
    );
    expect(moviesRated).toBeLessThan(9000);
    expect(popularityGini).toBeGreaterThan(0.5);
    expect(ratings).toBeGreaterThan(15_000);
  });

  it.each([
    [{ users: 0 }, 'A synthetic dataset needs a whole number of users from 1 to 1000000, not 0.'],
    [{ users: 2.5 }, 'A synthetic dataset needs a whole number of users from 1 to 1000000, not 2.5.'],
    [{ movies: -1 }, 'A synthetic dataset needs a whole number of movies from 1 to 1000000, not -1.'],
    [
      { movies: 1e9 },
      'A synthetic dataset needs a whole number of movies from 1 to 1000000, not 1000000000.',
    ],
    [
      { users: 200_000, movies: 50_001 },
      'A synthetic dataset of 200000 users and 50001 movies takes too long to make: ' +
        'users times movies may be at most 10000000000.',
    ],
    [{ seed: NaN }, 'The seed of a synthetic dataset must be a whole number, not NaN.'],
    [{ taste: -1 }, 'The taste of a synthetic dataset must be a number from 0 up, not -1.'],
  ])('refuses %p', (options, message) => {
    expect(() => generateDataset(options)).toThrow(new DatasetError(message));
  });
});
