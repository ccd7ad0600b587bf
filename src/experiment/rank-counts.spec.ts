import { expectClose } from '../../test/support/statistics-vectors.js';
import { RankCounts } from './rank-counts.js';

const countsOf = (rows: readonly (readonly [rank: number, listLength: number])[]) => {
  const counts = new RankCounts();
  counts.addAll({
    rank: Int32Array.from(rows, ([rank]) => rank),
    listLength: Int32Array.from(rows, ([, length]) => length),
  });
  return counts;
};

describe('ranks of chosen films', () => {
  it('are counted against lists of which every place is as likely', () => {
    const { feedback, off_list, ranks } = countsOf([
      ...([
        [1, 2],
        [2, 2],
        [1, 4],
        [4, 4],
        [4, 4],
        [0, 9],
        [0, 0],
      ] as const),
    ]).report();
    expect({ feedback, off_list }).toEqual({ feedback: 7, off_list: 2 });
    // Two lists of two places, three of four.
    expect(ranks).toEqual([
      { rank: 1, feedback: 2, uniform: 2 / 2 + 3 / 4 },
      { rank: 2, feedback: 1, uniform: 2 / 2 + 3 / 4 },
      { rank: 3, feedback: 0, uniform: 3 / 4 },
      { rank: 4, feedback: 2, uniform: 3 / 4 },
    ]);
  });

  it('add up to the feedback whose film was on its list, as do those expected', () => {
    const rows = Array.from({ length: 500 }, (_, at) => [1 + (at % (1 + (at % 9))), 1 + (at % 9)] as const);
    const { ranks } = countsOf(rows).report();
    const sum = (of: 'feedback' | 'uniform') => ranks.reduce((total, rank) => total + rank[of], 0);
    expect(sum('feedback')).toBe(500);
    expectClose(sum('uniform'), 500);
  });

  it('are none without feedback', () => {
    expect(new RankCounts().report()).toEqual({ feedback: 0, off_list: 0, ranks: [] });
    expect(countsOf([[0, 3]]).report()).toEqual({ feedback: 1, off_list: 1, ranks: [] });
  });
});
