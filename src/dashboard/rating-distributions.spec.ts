import { doublingBins, popularityOf } from './rating-distributions.js';

describe('doublingBins', () => {
  it('counts numbers in ranges that double, empty ones in between, and none below 1', () => {
    expect(doublingBins([1, 1, 2, 3, 8, 15, 16, 0])).toEqual([
      { from: 1, to: 1, count: 2 },
      { from: 2, to: 3, count: 2 },
      { from: 4, to: 7, count: 0 },
      { from: 8, to: 15, count: 2 },
      { from: 16, to: 31, count: 1 },
    ]);
    expect(doublingBins([])).toEqual([]);
  });
});

describe('popularityOf', () => {
  it('is the share of the most rated films', () => {
    // Ten films, of which the first has 910 of 1000 ratings; films without one do not count.
    const points = popularityOf([10, 10, 10, 0, 910, 10, 10, 10, 0, 10, 10, 10]);
    expect(points[0]).toEqual({ films_percent: 1, ratings_percent: 91 });
    expect(points.find(({ films_percent }) => films_percent === 20)!.ratings_percent).toBe(92);
    expect(points.at(-1)).toEqual({ films_percent: 100, ratings_percent: 100 });
    expect(points.map(({ films_percent }) => films_percent)).toEqual([
      1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100,
    ]);
  });

  it('is a straight line where all films are rated alike', () => {
    for (const { films_percent, ratings_percent } of popularityOf(new Array<number>(200).fill(3))) {
      expect(ratings_percent).toBeCloseTo(films_percent, 0);
    }
  });

  it('is nothing without ratings', () => {
    expect(popularityOf([0, 0])).toEqual([]);
  });
});
