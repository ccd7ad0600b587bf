import { GenreYearCounts } from './genre-year-counts.js';

describe('counts by genre and year', () => {
  it('spreads a film over the years around it', () => {
    const counts = new GenreYearCounts();
    counts.add(2, Int32Array.of(0, 3), 100);
    const years = Array.from({ length: 41 }, (_, index) => counts.around(80 + index));
    expect(years.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2, 10);
    // Normal density of deviation 2: e^(−1/2) at two years.
    expect(years[22] / years[20]).toBeCloseTo(Math.exp(-0.5), 10);
    expect(years[18]).toBeCloseTo(years[22], 12);
  });

  it('weighs films by the cosine of their genres', () => {
    const counts = new GenreYearCounts();
    counts.add(1, Int32Array.of(0, 3), 100);
    const at = counts.around(100);
    expect(counts.alike(Int32Array.of(0, 3), 100)).toBeCloseTo(at, 12);
    expect(counts.alike(Int32Array.of(3), 100)).toBeCloseTo(at / Math.SQRT2, 12);
    expect(counts.alike(Int32Array.of(1), 100)).toBe(0);
    expect(counts.alike(new Int32Array(0), 100)).toBe(0);
  });

  it('counts films without year or genre in the total alone, and forgets', () => {
    const counts = new GenreYearCounts();
    counts.add(1, new Int32Array(0), -1);
    expect([counts.total, counts.around(0)]).toEqual([1, 0]);
    counts.add(1, Int32Array.of(2), 5);
    counts.clear();
    expect([counts.total, counts.genre[2], counts.around(5), counts.alike(Int32Array.of(2), 5)]).toEqual([
      0, 0, 0, 0,
    ]);
  });
});
