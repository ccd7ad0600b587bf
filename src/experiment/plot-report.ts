import { axisOf, drawAxis, drawInterval } from '../terminal/interval-plot.js';
import { type Paint, paintGroup } from '../terminal/paint.js';
import { fit, printable, widthOf } from '../terminal/text-width.js';
import type { Report } from './report-shape.js';

interface Row {
  readonly cycle: number;
  /** Whose colour it has. */
  readonly group: string;
  readonly name: string;
  readonly value: number;
  readonly interval: readonly [lower: number, upper: number] | null;
}

const LONGEST_NAME = 30;
const GAP = '  ';

/**
 * The means per feedback of all groups on one axis, and their differences from the control on another one around 0,
 * each with its 95 % interval, in Unicode box characters.
 * @param columns the width of the picture
 * @returns lines; empty while no mean is known
 */
export function plotReport(report: Report, columns: number, paint: Paint): string {
  const means = report.cycles.flatMap(({ cycle, groups }) =>
    groups.flatMap(({ group, recommender, mean_per_feedback: mean }): Row[] => {
      if (!mean) return [];
      const name = printable(`${group}  ${recommender ?? ''}`).trimEnd();
      return [{ cycle, group, name, value: mean.mean, interval: mean.interval95 }];
    }),
  );
  const differences = report.cycles.flatMap(({ cycle, comparisons }) =>
    comparisons.flatMap(({ control, treatment, per_feedback: of }): Row[] => {
      if (!of) return [];
      const name = printable(`${treatment} − ${control}`);
      return [{ cycle, group: treatment, name, value: of.difference, interval: of.interval95 }];
    }),
  );
  const nameColumns = Math.min(
    LONGEST_NAME,
    Math.max(...[...means, ...differences].map(({ name }) => widthOf(name))),
  );
  const plot = (title: string, rows: readonly Row[], mark?: number) =>
    drawRows(title, rows, { columns, nameColumns, paint, mark });
  return [
    plot('mean per feedback, with its 95% interval', means),
    plot('difference per feedback, with its 95% interval', differences, 0),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

interface Layout {
  readonly columns: number;
  readonly nameColumns: number;
  readonly paint: Paint;
  /** A value that is on the axis, and shows in every row. */
  readonly mark: number | undefined;
}

function drawRows(
  title: string,
  rows: readonly Row[],
  { columns, nameColumns, paint, mark }: Layout,
): string[] {
  if (rows.length === 0) return [];
  const labelOf = ({ cycle, name }: Row, at: number) => {
    const isFirst = at === 0 || rows[at - 1].cycle !== cycle;
    return fit(isFirst ? `cycle ${cycle}` : '', 'cycle 0'.length) + GAP + fit(name, nameColumns) + GAP;
  };
  const indent = widthOf(labelOf(rows[0], 0));
  const room = Math.max(1, columns - indent);
  const values = rows.flatMap(({ value, interval }) => interval ?? [value]);
  const axis = axisOf(mark === undefined ? values : [...values, mark], room);
  const lines = rows.map((row, at) => {
    const line = drawInterval(axis, room, row.value, row.interval, {
      mark,
      paint: (text) => paintGroup(paint, row.group, text),
    });
    return (labelOf(row, at) + line).trimEnd();
  });
  const scale = drawAxis(axis, room).map((text) => `${' '.repeat(indent)}${paint('dim', text)}`.trimEnd());
  return [title, ...scale, ...lines];
}
