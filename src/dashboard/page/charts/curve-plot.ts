import type { View } from '../view.js';
import { options } from './axes.js';
import type { Plot } from './plot-chart.js';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A share of ratings over a share of films, against the diagonal on which all films are equal. */
export const curvePlot = (view: View, label: string, places: readonly Place[]): Plot => ({
  label,
  configuration: (palette) => {
    const { texts, numbers } = view;
    const axis = { min: 0, max: 100, show: numbers.whole };
    const axes = {
      x: { ...axis, title: texts.distributions.popularityX },
      y: { ...axis, title: texts.distributions.popularityY },
    };
    const tooltip = {
      title: () => '',
      label: ({ raw }: { raw: unknown }) => {
        const { x, y } = raw as Place;
        return `${numbers.fixed(x, 0)} % → ${numbers.fixed(y, 1)} %`;
      },
    };
    return {
      type: 'line',
      data: {
        datasets: [
          {
            data: [{ x: 0, y: 0 }, ...places],
            borderColor: palette.accent,
            backgroundColor: `${palette.accent}26`,
            borderWidth: 2.5,
            fill: true,
            pointRadius: 0,
            pointHitRadius: 10,
          },
          {
            data: [
              { x: 0, y: 0 },
              { x: 100, y: 100 },
            ],
            borderColor: palette.muted,
            borderWidth: 1.5,
            borderDash: [2, 4],
            pointRadius: 0,
            pointHitRadius: 0,
          },
        ],
      },
      options: options(palette, axes, tooltip),
    };
  },
});
