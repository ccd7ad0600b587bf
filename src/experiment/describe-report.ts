import { textTable, whole } from '../terminal/text-table.js';
import { printable, wrapWords } from '../terminal/text-width.js';
import type { ComparisonReport, CycleReport, GroupReport, Report } from './report-shape.js';
import { listPValue } from './p-value.js';

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
const range = (interval: readonly [number, number] | null, show: (value: number) => string): string =>
  interval ? `${show(interval[0])} to ${show(interval[1])}` : 'unknown';
const plain = (value: number): string => value.toFixed(3);
const share = (value: number | null): string => (value === null ? '–' : `${(value * 100).toFixed(1)}%`);

/**
 * The report as people read it; its tables take 80 columns, and more only with long names.
 * @param plot of its intervals, shown before the verdict
 * @param columns where the verdict's sentences are broken
 */
export function describeReport({ cycles, verdict }: Report, plot: string, columns = Infinity): string {
  const [first, ...others] = verdict.reasons;
  const tables = cycles
    .filter(({ groups }) => groups.some(({ feedback }) => feedback > 0))
    .map(describeCycle);
  const said = [`verdict: ${verdict.verdict}. ${first}`, ...others.map((reason) => `  ${reason}`)].map(
    (line) => wrapWords(line, columns),
  );
  return [...tables.map(printable), ...(plot === '' ? [] : [plot]), printable(said.join('\n'))].join('\n\n');
}

function describeCycle(cycle: CycleReport): string {
  const rows = cycle.groups.map((group) => [
    group.group,
    group.recommender ?? '–',
    whole(group.users),
    whole(group.feedback),
    share(group.completeness),
    group.fallbacks === null ? '–' : whole(group.fallbacks),
    group.mean_per_feedback ? plain(group.mean_per_feedback.mean) : '–',
    group.mean_per_feedback ? range(group.mean_per_feedback.interval95, plain) : '–',
  ]);
  const heading = [
    'group',
    'recommender',
    'users',
    'feedback',
    'complete',
    'fallbacks',
    'mean',
    '95% interval',
  ];
  const { p_value, alarm } = cycle.sample_ratio_mismatch;
  const ratio =
    p_value === null ? '' : `\nusers as designed: ${alarm ? 'no' : 'yes'} (${listPValue(p_value)})`;
  return [
    `cycle ${cycle.cycle}, ${cycle.phase}`,
    textTable([heading, ...rows]),
    ...describeExpected(cycle.groups),
    cycle.comparisons.map(describeComparison).join('\n') + ratio,
  ].join('\n');
}

/** What shuffled lists must score, of the groups that get them. */
function describeExpected(groups: readonly GroupReport[]): string[] {
  const expected = groups.flatMap(({ group, expected_mean_per_feedback: of }) =>
    of ? [`${group} ${plain(of.mean)}`] : [],
  );
  return expected.length > 0 ? [`shuffled lists score: ${expected.join(', ')}`] : [];
}

function describeComparison({ control, treatment, ...of }: ComparisonReport): string {
  const line = (name: string, difference: ComparisonReport['per_feedback']) =>
    difference &&
    `${treatment} − ${control} ${name}: ${signed(difference.difference)} ` +
      `(${range(difference.interval95, signed)}, ${difference.p_value === null ? 'p unknown' : listPValue(difference.p_value)})`;
  const { cuped_per_feedback: cuped, confidence_sequence: watched } = of;
  return [
    line('per feedback', of.per_feedback),
    line('per user', of.per_user),
    cuped.difference === null ? null : line('per feedback, by CUPED', cuped),
    watched &&
      `${treatment} − ${control} however often one looks: ${range(watched.interval95, signed)} after ` +
        `${whole(watched.rounds)} rounds`,
  ]
    .filter((text) => text !== null)
    .join('\n');
}
