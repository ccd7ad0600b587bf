import type { Chart, ChartType, Plugin } from 'chart.js';
import { type Palette, translucent } from './palette.js';

/** A line across a chart at a value of one of its axes, with a word beside it. */
export interface Mark {
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly label?: string;
}

interface MarksOptions {
  readonly lines?: readonly Mark[];
  readonly colour?: string;
  readonly ink?: string;
  readonly font?: string;
}

/** A chart's lines, as its `plugins` take them. */
export const marked = ({ muted, font }: Palette, lines: readonly Mark[]): { marks: MarksOptions } => ({
  marks: { lines, colour: translucent(muted, 0.6), ink: muted, font },
});

/** Draws lines across a chart: where a cycle began, where the difference is none. */
export const marks: Plugin<ChartType, MarksOptions> = {
  id: 'marks',
  beforeDatasetsDraw(chart: Chart, _, { lines = [], colour = '#888', ink = '#888', font = 'sans-serif' }) {
    const { ctx, chartArea } = chart;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.fillStyle = ink;
    ctx.font = `12px ${font}`;
    ctx.textBaseline = 'top';
    ctx.lineWidth = 1;
    for (const { axis, at, label } of lines) {
      const pixel = Math.round(chart.scales[axis].getPixelForValue(at)) + 0.5;
      ctx.beginPath();
      if (axis === 'x') {
        ctx.moveTo(pixel, chartArea.top);
        ctx.lineTo(pixel, chartArea.bottom);
      } else {
        ctx.moveTo(chartArea.left, pixel);
        ctx.lineTo(chartArea.right, pixel);
      }
      ctx.stroke();
      if (label !== undefined) {
        const x = axis === 'x' ? pixel + 5 : chartArea.left + 5;
        ctx.fillText(label, x, axis === 'x' ? chartArea.top + 2 : pixel + 3);
      }
    }
    ctx.restore();
  },
};
