import type { RankCount } from '../feedback/feedback-columns.service.js';
import { type GroupKey, keyOf } from './aggregates.js';
import { type ExperimentDesign, phaseOf } from './experiment-design.js';
import type { GroupRanksDto, RanksDto } from './ranks.dto.js';

/** Where the chosen films stood on their lists, of all feedback; it grows at its end. */
export class RankLedger {
  private readonly groups = new Map<string, RankCounts>();

  add(count: RankCount): void {
    const key = keyOf(count);
    const counts = this.groups.get(key) ?? new RankCounts();
    this.groups.set(key, counts);
    counts.add(count);
  }

  /** Of each group in each cycle of a design. */
  report(design: ExperimentDesign): RanksDto {
    return {
      cycles: design.cycles.map((designed) => ({
        cycle: designed.cycle,
        phase: phaseOf(designed),
        groups: design.groups.map(({ name }) => ({
          group: name,
          recommender: designed.recommenders.get(name) ?? null,
          ...this.of({ cycle: designed.cycle, group: name }).report(),
        })),
      })),
    };
  }

  private of(key: GroupKey): RankCounts {
    return this.groups.get(keyOf(key)) ?? new RankCounts();
  }
}

/** Of one group in one cycle. */
class RankCounts {
  /** Feedback by rank. */
  private readonly byRank: number[] = [];
  /** Feedback whose film was on the list, by the length of the list. */
  private readonly byLength: number[] = [];

  add({ listLength, rank, feedback }: RankCount): void {
    addAt(this.byRank, rank, feedback);
    if (rank > 0) addAt(this.byLength, listLength, feedback);
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

function addAt(counts: number[], place: number, count: number): void {
  while (counts.length <= place) counts.push(0);
  counts[place] += count;
}
