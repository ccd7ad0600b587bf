import { readRealDataset, realIt } from '../../test/support/real-dataset.js';
import { describeDataset, gini, yearOfTitle } from './dataset-statistics.js';
import { Dataset } from './dataset.js';

describe('dataset statistics', () => {
  it('describes a set small enough to count by hand', () => {
    const dataset = new Dataset(
      'tiny',
      {
        id: Int32Array.of(10, 20, 30, 40),
        title: ['Early (1950)', 'Late (2001) ', 'No Year', 'Nobody Saw It (1977)'],
        genres: ['Drama', 'Comedy|Drama', '(no genres listed)', 'Drama|War'],
      },
      {
        user: Int32Array.of(1, 1, 1, 7, 7, 9),
        movie: Int32Array.of(0, 1, 2, 0, 1, 0),
        value: Float64Array.of(1, 2, 4, 4, 4, 3),
      },
    );
    expect(describeDataset(dataset)).toEqual({
      name: 'tiny',
      users: 3,
      movies: 4,
      moviesRated: 3,
      ratings: 6,
      density: 0.5,
      // Counts 0, 1, 2, 3: (−3·0 − 1·1 + 1·2 + 3·3) / (4 · 6).
      popularityGini: 10 / 24,
      // Counts 1, 2, 3: (−2·1 + 0·2 + 2·3) / (3 · 6).
      activityGini: 4 / 18,
      moviesRatedOnce: 1,
      largestMovieCount: 3,
      largestUserCount: 3,
      ratingMean: 3,
      // Squares 4, 1, 1, 1, 1, 0.
      ratingDeviation: Math.sqrt(8 / 6),
      ratingHistogram: [
        { value: 1, count: 1 },
        { value: 2, count: 1 },
        { value: 3, count: 1 },
        { value: 4, count: 3 },
      ],
      genreShares: [
        { genre: 'Drama', share: 0.75 },
        { genre: 'Comedy', share: 0.25 },
        { genre: 'War', share: 0.25 },
      ],
      firstYear: 1950,
      lastYear: 2001,
    });
  });

  it('has no year range when no title ends in a year', () => {
    const movies = { id: Int32Array.of(1), title: ['1984'], genres: ['Drama'] };
    const ratings = { user: Int32Array.of(1), movie: Int32Array.of(0), value: Float64Array.of(5) };
    const { firstYear, lastYear } = describeDataset(new Dataset('timeless', movies, ratings));
    expect([firstYear, lastYear]).toEqual([null, null]);
  });

  it.each([
    ['Jumanji (1995)', 1995],
    ['Nausicaä (Kaze no tani no Naushika) (1984) ', 1984],
    ['Death Note: Desu nôto (2006–2007)', null],
    ['2001: A Space Odyssey', null],
  ])('finds in %p the year %p', (title, year) => {
    expect(yearOfTitle(title)).toBe(year);
  });

  it('calls equal counts equal', () => {
    expect(gini(Int32Array.of(5, 5, 5))).toBe(0);
  });

  realIt('describes ml-latest-small with its known figures', () => {
    const statistics = describeDataset(readRealDataset());
    expect(statistics).toMatchObject({
      users: 610,
      movies: 9742,
      moviesRated: 9724,
      ratings: 100_836,
      moviesRatedOnce: 3446,
      largestMovieCount: 329,
      largestUserCount: 2698,
      firstYear: 1902,
      lastYear: 2018,
    });
    expect(statistics.density).toBeCloseTo(0.01697, 5);
    // The 18 films that nobody rated count as zeros; without them it is .716.
    expect(statistics.popularityGini).toBeCloseTo(0.717, 3);
    expect(statistics.activityGini).toBeCloseTo(0.604, 3);
    expect(statistics.ratingMean).toBeCloseTo(3.502, 3);
    expect(statistics.ratingDeviation).toBeCloseTo(1.043, 3);
    expect(statistics.ratingHistogram.map(({ count }) => count)).toEqual([
      1370, 2811, 1791, 7551, 5550, 20_047, 13_136, 26_818, 8551, 13_211,
    ]);
    expect(statistics.genreShares).toHaveLength(19);
    expect(statistics.genreShares[0]).toEqual({ genre: 'Drama', share: 4361 / 9742 });
  });
});
