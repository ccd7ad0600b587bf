import { type GroupTotals, sumOf } from './aggregates.js';
import { estimateMean } from './clustered-mean.js';
import { expectedControlMean } from './expected-control.js';
import { type ExperimentDesign, isShuffle, phaseOf } from './experiment-design.js';
import type { SeriesLine } from './feedback-series.js';
import type { GroupAccount, Ledger } from './ledger.js';
import type { SeriesCycleDto, SeriesDto, SeriesLineDto, SeriesPointDto } from './series.dto.js';
import { meanWithInterval } from './two-way.js';

/** How the mean of each group in each cycle of a design went, up to what the report says. */
export function seriesOf(ledger: Ledger, design: ExperimentDesign): SeriesDto {
  const { feedback } = ledger.counts();
  return {
    step: ledger.series.step,
    feedback,
    cycles: cycleStarts(ledger, design),
    lines: design.cycles.flatMap(({ cycle, recommenders }) =>
      design.groups.flatMap(({ name }) => {
        const account = ledger.find({ cycle, group: name });
        return account ? lineOf(account, recommenders.get(name), feedback) : [];
      }),
    ),
  };
}

/** Of the cycles that are in the design. */
function cycleStarts({ series }: Ledger, design: ExperimentDesign): SeriesCycleDto[] {
  const starts: SeriesCycleDto[] = [];
  for (const { from, cycle } of series.cycleStarts) {
    const designed = design.cycles.find((each) => each.cycle === cycle);
    if (designed && starts.at(-1)?.cycle !== cycle) starts.push({ from, cycle, phase: phaseOf(designed) });
  }
  return starts;
}

function lineOf(
  { cycle, group, ledger, line }: GroupAccount,
  recommender: string | undefined,
  feedback: number,
): SeriesLineDto[] {
  const totals: GroupTotals = { cycle, group, ...ledger.totals(), served: null };
  const newest = newestPoint(totals, line, feedback);
  if (!newest) return [];
  const points = line.points.filter(({ count }) => count < newest.count);
  const expected = isShuffle(recommender) ? expectedControlMean(totals) : null;
  return [
    {
      ...{ cycle, group, recommender: recommender ?? null, expected_mean: expected && expected.mean },
      points: [...points, newest],
    },
  ];
}

/** What the report says. As long as some of it has no ordinal yet, it stands at the end of all feedback. */
function newestPoint(
  totals: GroupTotals,
  { last, waiting }: SeriesLine,
  feedback: number,
): SeriesPointDto | null {
  const mean = estimateMean(totals, 'per_feedback');
  if (!mean) return null;
  const { estimate, interval } = meanWithInterval(mean);
  return {
    feedback: waiting > 0 ? feedback : last,
    count: sumOf(totals.users, (user) => user.feedback),
    mean: estimate,
    interval95: interval,
  };
}
