import { expectClose } from '../../test/support/statistics-vectors.js';
import { alternatingDesign } from './experiment-design.js';
import { RankLedger } from './rank-ledger.js';

const GROUPS = ['A', 'B'].map((name) => ({ name, weight: 1 }));
const design = alternatingDesign(GROUPS, 'random', 'ease');

/** Ranks of lists of group B in cycle 1, each counted by itself. */
const ranksOf = (rows: readonly (readonly [rank: number, listLength: number])[]) => {
  const ledger = new RankLedger();
  for (const [rank, listLength] of rows) ledger.add({ cycle: 1, group: 'B', rank, listLength, feedback: 1 });
  return ledger.report(design).cycles[1].groups[1];
};

describe('ranks of chosen films', () => {
  it('are counted against lists of which every place is as likely', () => {
    const { feedback, off_list, ranks } = ranksOf([
      ...([
        [1, 2],
        [2, 2],
        [1, 4],
        [4, 4],
        [4, 4],
        [0, 9],
        [0, 0],
      ] as const),
    ]);
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
    const { ranks } = ranksOf(
      Array.from({ length: 500 }, (_, at) => [1 + (at % (1 + (at % 9))), 1 + (at % 9)] as const),
    );
    const sum = (of: 'feedback' | 'uniform') => ranks.reduce((total, rank) => total + rank[of], 0);
    expect(sum('feedback')).toBe(500);
    expectClose(sum('uniform'), 500);
  });

  it('are none without feedback, or without a film on its list', () => {
    expect(ranksOf([])).toEqual({ group: 'B', recommender: 'ease', feedback: 0, off_list: 0, ranks: [] });
    expect(ranksOf([[0, 3]])).toMatchObject({ feedback: 1, off_list: 1, ranks: [] });
  });
});
