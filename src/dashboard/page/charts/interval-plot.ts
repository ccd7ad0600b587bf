import type { Interval } from '../wire.js';
import type { View } from '../view.js';
import { options } from './axes.js';
import type { Plot } from './plot-chart.js';

/** One estimate with its interval, named and in a group's colour. */
export interface Estimate {
  readonly name: string;
  /** Place of the group's colour; null for the colour of the text. */
  readonly place: number | null;
  readonly value: number;
  readonly interval: Interval | null;
  readonly count?: number;
}

/** Estimates as points on bars that are their intervals, one above the other. */
export const intervalPlot = (
  view: View,
  label: string,
  axis: string,
  estimates: readonly Estimate[],
  isDifference: boolean,
): Plot => ({
  label,
  configuration: (palette) => {
    const { numbers } = view;
    const colours = estimates.map(({ place }) => (place === null ? palette.ink : palette.group(place)));
    const show = isDifference ? numbers.signed : numbers.mean;
    const tooltip = {
      title: () => '',
      label: ({ dataIndex }: { dataIndex: number }) => {
        const { name, value, interval, count } = estimates[dataIndex];
        const bounds = interval?.map(show);
        const between = bounds ? ` (${view.texts.intervalOf(bounds[0], bounds[1])})` : '';
        return `${name} ${show(value)}${between}${count === undefined ? '' : `, n ${numbers.whole(count)}`}`;
      },
    };
    const axes = {
      x: {
        title: axis,
        show: (value: number) => (isDifference ? signedTick(view, value) : numbers.fixed(value, 1)),
        isTight: true,
        hasZero: isDifference,
      },
      y: { isCategory: true, hasGrid: false },
    };
    return {
      type: 'bar' as 'line',
      data: {
        labels: estimates.map(({ name }) => name),
        datasets: [
          {
            type: 'line',
            data: estimates.map(({ value }) => value),
            showLine: false,
            pointRadius: 6,
            pointHoverRadius: 7,
            pointBackgroundColor: colours,
            pointBorderColor: palette.surface,
            pointBorderWidth: 2,
          },
          {
            type: 'bar' as 'line',
            data: estimates.map(({ interval }) => interval),
            backgroundColor: colours.map((colour) => `${colour}66`),
            ...{ barThickness: 8, borderRadius: 4, borderSkipped: false },
          },
        ],
      },
      options: options(palette, axes, tooltip, { indexAxis: 'y' }, isDifference ? [{ at: 0 }] : []),
    };
  },
});

const signedTick = ({ numbers }: View, value: number): string =>
  value > 0 ? `+${numbers.fixed(value, 1)}` : numbers.fixed(value, 1);
