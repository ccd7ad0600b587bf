import type { ChartDataset } from 'chart.js';
import type { Interval, Series, SeriesLine, SeriesPoint } from '../wire.js';
import type { View } from '../view.js';
import { options } from './axes.js';
import type { Mark } from './marks.js';
import { type Palette, translucent } from './palette.js';
import type { Plot } from './plot-chart.js';

interface Place {
  readonly x: number;
  readonly y: number | null;
  readonly point?: SeriesPoint;
}

/** Means so far with their intervals as bands, what a shuffle must score, and where cycles changed. */
export const satisfactionPlot = (view: View, series: Series): Plot => ({
  label: view.texts.satisfaction.chart,
  configuration: (palette) => {
    const { texts, numbers } = view;
    const [min, max] = rangeOf(series);
    const cycles = series.cycles.map(({ from, cycle, phase }): Mark => ({
      at: from,
      label: texts.cycleOf(cycle, phase),
    }));
    const axes = {
      x: { title: texts.satisfaction.x, show: numbers.whole, min: 0, max: series.feedback, hasGrid: false },
      y: { title: texts.satisfaction.y, show: (value: number) => numbers.fixed(value, 1), min, max },
    };
    return {
      type: 'line',
      data: { datasets: series.lines.flatMap((line) => datasetsOf(view, line, palette)) },
      options: options(
        palette,
        axes,
        tooltipOf(view),
        { interaction: { mode: 'nearest', axis: 'x', intersect: false } },
        cycles,
      ),
    };
  },
});

function datasetsOf(view: View, line: SeriesLine, palette: Palette): ChartDataset<'line', Place[]>[] {
  const colour = palette.group(view.placeOf(line.group));
  const bound = (at: 0 | 1): Place[] =>
    line.points.map(({ feedback, interval95 }) => ({ x: feedback, y: interval95?.[at] ?? null }));
  const band = { pointRadius: 0, pointHitRadius: 0, borderWidth: 0, spanGaps: true };
  const name = `${line.group} ${line.cycle}`;
  const sets: ChartDataset<'line', Place[]>[] = [
    { ...band, label: `${name} lower`, data: bound(0) },
    {
      ...band,
      label: `${name} upper`,
      data: bound(1),
      fill: '-1',
      backgroundColor: translucent(colour, 0.14),
    },
    {
      label: name,
      data: line.points.map((point) => ({ x: point.feedback, y: point.mean, point })),
      borderColor: colour,
      backgroundColor: colour,
      borderWidth: 2.5,
      // A second group on the same line can be told from the first without its colour.
      borderDash: view.placeOf(line.group) % 2 === 1 ? [7, 3] : [],
      pointRadius: line.points.length === 1 ? 4 : 0,
      pointHoverRadius: 5,
      pointHitRadius: 12,
    },
  ];
  const { expected_mean: expected, points } = line;
  if (expected === null || points.length === 0) return sets;
  const ends = [points[0].feedback, points.at(-1)!.feedback];
  return [
    ...sets,
    {
      ...band,
      label: `${name} expected`,
      data: ends.map((x) => ({ x, y: expected })),
      borderColor: palette.muted,
      borderWidth: 1.5,
      borderDash: [2, 4],
    },
  ];
}

/** The heights that matter: all of the newer means and intervals, but not the width of the first few. */
function rangeOf({ lines }: Series): Interval {
  const heights = lines.flatMap(({ points, expected_mean: expected }) => {
    const settled = points.slice(Math.floor(points.length / 2));
    const own = settled.flatMap(({ mean, interval95 }) => [mean, ...(interval95 ?? [])]);
    return expected === null ? own : [...own, expected];
  });
  if (heights.length === 0) return [0, 10];
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const room = Math.max(0.1, (high - low) * 0.08);
  return [Math.max(0, Math.floor((low - room) * 2) / 2), Math.min(10, Math.ceil((high + room) * 2) / 2)];
}

const tooltipOf = ({ texts, numbers }: View) => ({
  title: () => '',
  label: ({ raw, dataset }: { raw: unknown; dataset: { label?: string } }) => {
    const { point } = raw as Place;
    if (!point) return '';
    const bounds = point.interval95?.map(numbers.mean);
    const between = bounds ? ` (${texts.intervalOf(bounds[0], bounds[1])})` : '';
    return `${dataset.label!.split(' ')[0]} ${numbers.mean(point.mean)}${between}, n ${numbers.whole(point.count)}`;
  },
});
