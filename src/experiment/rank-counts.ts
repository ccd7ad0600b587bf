import type { GroupRanksDto } from './ranks.dto.js';

/** The lists of feedback, a value of each column for every row. */
export interface RankColumns {
  readonly listLength: Int32Array;
  /** Where the chosen film stood on the list, from 1; 0 when it was not on it. */
  readonly rank: Int32Array;
}

/** Where the chosen film stood on the list, of one group in one cycle. */
export class RankCounts {
  /** Feedback by rank. */
  private readonly byRank: number[] = [];
  /** Feedback whose film was on the list, by the length of the list. */
  private readonly byLength: number[] = [];

  addAll({ listLength, rank }: RankColumns): void {
    const { byRank, byLength } = this;
    for (let row = 0; row < rank.length; row++) {
      grow(byRank, rank[row]);
      byRank[rank[row]]++;
      if (rank[row] === 0) continue;
      grow(byLength, listLength[row]);
      byLength[listLength[row]]++;
    }
  }

  /** A uniform rank is at place r of n lists of L ≥ r films n / L times. */
  report(): Pick<GroupRanksDto, 'feedback' | 'off_list' | 'ranks'> {
    const { byRank, byLength } = this;
    const ranks = [];
    let uniform = 0;
    for (let rank = byLength.length - 1; rank >= 1; rank--) {
      uniform += byLength[rank] / rank;
      ranks.push({ rank, feedback: byRank.at(rank) ?? 0, uniform });
    }
    const feedback = byRank.reduce((sum, count) => sum + count, 0);
    return { feedback, off_list: byRank.at(0) ?? 0, ranks: ranks.reverse() };
  }
}

/** Adds zeros until there is a place `last`. */
function grow(counts: number[], last: number): void {
  while (counts.length <= last) counts.push(0);
}
