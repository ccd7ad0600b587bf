import type { ChartDataset } from 'chart.js';
import { type Axis, options } from './axes.js';
import type { Palette } from './palette.js';
import type { Plot } from './plot-chart.js';

/** Bars of one kind; `marks` are dashes that they are held against. */
export interface Bars {
  readonly name: string;
  readonly values: readonly number[];
  /** Place of the group's colour; null for the accent. */
  readonly place: number | null;
  readonly marks?: readonly number[];
}

export interface BarsOptions {
  readonly label: string;
  readonly names: readonly string[];
  readonly x: string;
  readonly y: string;
  readonly show: (value: number) => string;
}

/** Bars side by side over named places. */
export const barsPlot = ({ label, names, x, y, show }: BarsOptions, bars: readonly Bars[]): Plot => ({
  label,
  configuration: (palette) => {
    const axes: { x: Axis; y: Axis } = {
      x: { title: x, isCategory: true, hasGrid: false },
      y: { title: y, show, min: 0 },
    };
    const tooltip = {
      label: ({ raw, dataset }: { raw: unknown; dataset: { label?: string } }) =>
        `${dataset.label ?? ''} ${show(raw as number)}`.trim(),
    };
    return {
      type: 'bar' as 'line',
      data: {
        labels: [...names],
        datasets: [
          ...bars.flatMap((one) => marksOf(one, palette)),
          ...bars.map((one) => barsOf(one, palette)),
        ],
      },
      options: options(palette, axes, tooltip, { interaction: { mode: 'index', intersect: false } }),
    };
  },
});

const colourOf = ({ place }: Bars, palette: Palette): string =>
  place === null ? palette.accent : palette.group(place);

const barsOf = (bars: Bars, palette: Palette): ChartDataset<'line', number[]> => ({
  type: 'bar' as 'line',
  label: bars.name,
  data: [...bars.values],
  backgroundColor: colourOf(bars, palette),
  ...{ categoryPercentage: 0.78, barPercentage: 0.92, borderRadius: 3 },
});

const marksOf = (bars: Bars, palette: Palette): ChartDataset<'line', number[]>[] =>
  bars.marks
    ? [
        {
          type: 'line',
          label: '',
          data: [...bars.marks],
          stepped: 'middle',
          borderColor: palette.ink,
          borderWidth: 1.5,
          borderDash: [4, 3],
          pointRadius: 0,
        },
      ]
    : [];
