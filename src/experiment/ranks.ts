import { type ExperimentDesign, phaseOf } from './experiment-design.js';
import type { Ledger } from './ledger.js';
import { RankCounts } from './rank-counts.js';
import type { RanksDto } from './ranks.dto.js';

/** Where the chosen films stood on their lists, of each group in each cycle of a design. */
export const ranksOf = (ledger: Ledger, design: ExperimentDesign): RanksDto => ({
  cycles: design.cycles.map((designed) => ({
    cycle: designed.cycle,
    phase: phaseOf(designed),
    groups: design.groups.map(({ name }) => ({
      group: name,
      recommender: designed.recommenders.get(name) ?? null,
      ...(ledger.find({ cycle: designed.cycle, group: name })?.ranks ?? new RankCounts()).report(),
    })),
  })),
});
