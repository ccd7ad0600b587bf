import { axisOf, drawAxis, drawInterval } from '../terminal/interval-plot.js';
import { type Paint, paintGroup } from '../terminal/paint.js';
import { whole } from '../terminal/text-table.js';
import { fit, printable, widthOf } from '../terminal/text-width.js';
import type { ReportedGroup } from './experiment-report.js';
import type { RunFigures } from './run-figures.js';
import {
  describeFaults,
  describeInterval,
  describeLatency,
  describeOutage,
  describeTimeLeft,
  phaseOf,
  score,
  STOPPING,
} from './wording.js';

/** `about 59 min 59 s left`, so that the bar before it keeps its length. */
const TIME_COLUMNS = 22;
const SHORTEST_BAR = 8;
const LONGEST_BAR = 60;
/** Of the group’s name and the recommender’s: a name can be long. */
const MOST_COLUMNS = [12, Infinity, Infinity, Infinity, 24];
/** A plot below this says nothing, and one above it no more. */
const PLOT_COLUMNS = { least: 16, most: 60 };
const GAP = '  ';

const HEADING = ['', 'mean', '95% interval', 'feedback', 'recommender'];
const NOTHING_REPORTED: readonly ReportedGroup[] = ['A', 'B'].map((group) => ({
  ...{ group, recommender: null, feedback: 0, mean_per_feedback: null },
}));

/**
 * Where a run stands, as a few lines.
 * @param columns of the terminal; lines that cannot do with fewer are longer, with what matters least at their end
 */
export function describeLive(figures: RunFigures, columns: number, paint: Paint): string[] {
  const calls = `${whole(figures.callsPerSecond)} calls/s`;
  const faults = describeFaults(figures);
  return [
    describeProgress(figures, columns, paint),
    [`${whole(figures.visits)} visits`, calls, describeLatency(figures)].join('   '),
    ...describeGroups(figures, columns, paint),
    ...(faults === undefined ? [] : [paint('red', faults)]),
    ...(figures.outage
      ? [paint('yellow', fit(printable(describeOutage(figures.outage)), columns).trimEnd())]
      : []),
    ...(figures.activity === 'stopping' ? [paint('yellow', STOPPING)] : []),
  ];
}

function describeProgress(figures: RunFigures, columns: number, paint: Paint): string {
  const { releases, intended } = figures;
  const time = describeTimeLeft(figures);
  if (intended === Infinity) return `release ${whole(releases)}${GAP}${time}`;
  if (intended === 0) return 'release –';
  const share = releases / intended;
  const head = `release ${whole(releases).padStart(whole(intended).length)} of ${whole(intended)}`;
  const tail = `${Math.floor(share * 100)}%`.padStart(4) + GAP + time.padEnd(TIME_COLUMNS);
  const length = Math.min(LONGEST_BAR, columns - widthOf(head) - widthOf(tail) - 2 * GAP.length);
  if (length < SHORTEST_BAR) return [head, tail.trim()].join(GAP);
  const done = Math.floor(share * length);
  return [head, '━'.repeat(done) + paint('dim', '─'.repeat(length - done)), tail.trimEnd()].join(GAP);
}

/** The groups of the cycle at hand: means with intervals as the service reports them, and drawn where there is room. */
function describeGroups({ cycle, report }: RunFigures, columns: number, paint: Paint): string[] {
  const groups = report?.cycles.find((one) => one.cycle === cycle)?.groups ?? NOTHING_REPORTED;
  const cells = groups.map(({ group, feedback, recommender, mean_per_feedback: mean }) => [
    printable(group),
    mean ? score(mean.mean) : '–',
    describeInterval(mean),
    whole(feedback),
    printable(recommender ?? '–'),
  ]);
  const widths = HEADING.map((name, column) =>
    Math.min(MOST_COLUMNS[column], Math.max(...[name, ...cells.map((row) => row[column])].map(widthOf))),
  );
  const row = ([group, mean, interval, feedback, recommender]: readonly string[]) =>
    [
      paintGroup(paint, group, fit(group, widths[0])),
      fit(mean, widths[1]),
      fit(interval, widths[2]),
      feedback.padStart(widths[3]),
      fit(recommender, widths[4]),
    ].join(GAP);
  const title = cycle === undefined ? 'cycle –' : `cycle ${cycle} (${phaseOf(cycle)})`;
  const tableColumns = widths.reduce((sum, width) => sum + width + GAP.length, 0);
  const plot = plotOf(groups, columns - tableColumns, paint);
  return [title, row(HEADING), ...cells.map(row)].map((text, at) =>
    (fit(text, tableColumns) + (plot[at] ?? '')).trimEnd(),
  );
}

/** Two lines of axis, and one for each group; nothing where no interval is known or no room is left. */
function plotOf(groups: readonly ReportedGroup[], room: number, paint: Paint): string[] {
  const ends = groups.flatMap(({ mean_per_feedback: mean }) => mean?.interval95 ?? []);
  if (ends.length === 0 || room < PLOT_COLUMNS.least) return [];
  const columns = Math.min(room, PLOT_COLUMNS.most);
  const axis = axisOf(ends, columns);
  return [
    ...drawAxis(axis, columns).map((text) => paint('dim', text)),
    ...groups.map(({ group, mean_per_feedback: mean }) =>
      mean?.interval95
        ? drawInterval(axis, columns, mean.mean, mean.interval95, {
            paint: (text) => paintGroup(paint, group, text),
          })
        : '',
    ),
  ];
}
