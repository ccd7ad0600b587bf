import { whole } from '../terminal/text-table.js';
import type { RunFigures } from './run-figures.js';
import {
  describeFaults,
  describeInterval,
  describeLatency,
  describeTimeLeft,
  phaseOf,
  score,
} from './wording.js';

/** Where a run stands, in one line for a log. */
export function describeLine(figures: RunFigures): string {
  const { releases, intended, visits, callsPerSecond, cycle, report } = figures;
  const of =
    intended === Infinity ? '' : ` of ${whole(intended)} (${Math.floor((releases / intended) * 100)}%)`;
  const groups = report?.cycles.find((one) => one.cycle === cycle)?.groups ?? [];
  const means = groups.map(
    ({ group, mean_per_feedback: mean }) =>
      `${group} ${mean ? `${score(mean.mean)} (${describeInterval(mean)})` : '–'}`,
  );
  return [
    `release ${whole(releases)}${intended > 0 ? of : ''}`,
    `${whole(visits)} visits`,
    `${whole(callsPerSecond)} calls/s`,
    describeLatency(figures),
    ...(cycle === undefined ? [] : [`cycle ${cycle} (${phaseOf(cycle)}): ${means.join(', ')}`]),
    ...[describeFaults(figures), describeTimeLeft(figures)].filter(Boolean),
  ].join('; ');
}
