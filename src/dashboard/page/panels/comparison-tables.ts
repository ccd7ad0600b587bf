import type { Estimate } from '../charts/interval-plot.js';
import { groupColumn, intervalColumns, numberColumn } from '../parts/columns.js';
import type { Table } from '../parts/table.js';
import type { View } from '../view.js';
import type { Comparison, CycleReport, Difference, GroupReport, Interval, Report } from '../wire.js';

export type CycleGroup = GroupReport & Pick<CycleReport, 'cycle' | 'phase'>;

/** The groups of all cycles, one under the other. */
export const groupsOf = ({ cycles }: Report): CycleGroup[] =>
  cycles.flatMap(({ cycle, phase, groups }) => groups.map((group) => ({ ...group, cycle, phase })));

export function meansTable(view: View, report: Report): Table<CycleGroup> {
  const { texts, numbers } = view;
  const { whole, mean } = numbers;
  const { comparison } = texts;
  return {
    caption: comparison.means,
    file: 'means',
    rows: groupsOf(report),
    columns: [
      {
        key: 'cycle',
        heading: texts.cycle,
        cell: ({ cycle }) => cycle,
        show: (row) => texts.cycleOf(row.cycle, row.phase),
      },
      groupColumn(view, ({ group }) => group),
      { key: 'recommender', heading: texts.recommender, cell: ({ recommender }) => recommender },
      numberColumn(view, 'users', texts.users, ({ users }) => users, whole),
      numberColumn(view, 'feedback', texts.feedback, ({ feedback }) => feedback, whole),
      numberColumn(view, 'mean_per_feedback', texts.mean, (row) => row.mean_per_feedback?.mean, mean),
      ...intervalColumns<CycleGroup>(
        view,
        'mean_per_feedback_95',
        texts.interval,
        (row) => row.mean_per_feedback?.interval95,
        mean,
      ),
      numberColumn(
        view,
        'expected_mean',
        comparison.expected,
        (row) => row.expected_mean_per_feedback?.mean,
        mean,
      ),
      numberColumn(view, 'mean_per_user', comparison.meanPerUser, (row) => row.mean_per_user?.mean, mean),
      ...intervalColumns<CycleGroup>(
        view,
        'mean_per_user_95',
        texts.interval,
        (row) => row.mean_per_user?.interval95,
        mean,
      ),
    ],
  };
}

interface DifferenceRow {
  readonly cycle: CycleReport;
  readonly comparison: Comparison;
  readonly key: string;
  readonly name: string;
  /** Null for the interval that holds however often one looks, which has no estimate of its own. */
  readonly difference: number | null;
  readonly interval: Interval | null;
  readonly p: number | null;
}

/** Every difference that the report knows. */
function rowsOf(view: View, { cycles }: Report): DifferenceRow[] {
  const { comparison: words } = view.texts;
  return cycles.flatMap((cycle) =>
    cycle.comparisons.flatMap((comparison): DifferenceRow[] => {
      const row = (
        key: string,
        name: string,
        of: Difference | { difference: null } | null,
      ): DifferenceRow[] =>
        of?.difference == null
          ? []
          : [
              {
                cycle,
                comparison,
                key,
                name,
                difference: of.difference,
                interval: of.interval95,
                p: of.p_value,
              },
            ];
      const watched = comparison.confidence_sequence;
      return [
        ...row('per_feedback', words.perFeedback, comparison.per_feedback),
        ...row('per_user', words.perUser, comparison.per_user),
        ...row('cuped_per_feedback', words.cupedPerFeedback, comparison.cuped_per_feedback),
        ...row('cuped_per_user', words.cupedPerUser, comparison.cuped_per_user),
        ...(watched
          ? [
              {
                ...{ cycle, comparison, key: 'confidence_sequence', name: words.watched, difference: null },
                interval: watched.interval95,
                p: watched.always_valid_p_value,
              },
            ]
          : []),
      ];
    }),
  );
}

/** For the chart: the differences per feedback, each with its interval; and how it looks however often one looks. */
export function differencesOf(view: View, report: Report): Estimate[] {
  const { texts } = view;
  return report.cycles.flatMap(({ cycle, phase, comparisons }) =>
    comparisons.flatMap(({ control, treatment, per_feedback: difference }) =>
      difference
        ? [
            {
              name: `${phase} ${cycle} · ${texts.comparison.minus(treatment, control)}`,
              place: null,
              value: difference.difference,
              interval: difference.interval95,
            },
          ]
        : [],
    ),
  );
}

export function differencesTable(view: View, report: Report): Table<DifferenceRow> {
  const { texts, numbers } = view;
  const words = texts.comparison;
  return {
    caption: words.differences,
    file: 'differences',
    rows: rowsOf(view, report),
    columns: [
      {
        key: 'cycle',
        heading: texts.cycle,
        cell: ({ cycle }) => cycle.cycle,
        show: ({ cycle }) => texts.cycleOf(cycle.cycle, cycle.phase),
      },
      {
        key: 'of',
        heading: texts.group,
        cell: ({ comparison }) => words.minus(comparison.treatment, comparison.control),
      },
      { key: 'estimand', heading: words.what, cell: ({ key }) => key, show: ({ name }) => name },
      numberColumn(view, 'difference', words.difference, ({ difference }) => difference, numbers.signed),
      ...intervalColumns<DifferenceRow>(
        view,
        'interval95',
        texts.interval,
        ({ interval }) => interval,
        numbers.signed,
      ),
      numberColumn(view, 'p_value', words.p, ({ p }) => p, numbers.probability),
    ],
  };
}
