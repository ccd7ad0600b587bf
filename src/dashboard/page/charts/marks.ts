import type { Chart, ChartType, Plugin } from 'chart.js';
import { type Palette, translucent } from './palette.js';

/** An upright line across a chart at a value, with a word above it. */
export interface Mark {
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

/** Draws upright lines across a chart: where a cycle began, where the difference is none. */
export const marks: Plugin<ChartType, MarksOptions> = {
  id: 'marks',
  beforeDatasetsDraw(chart: Chart, _, { lines = [], colour = '#888', ink = '#888', font = 'sans-serif' }) {
    const { ctx, chartArea } = chart;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.fillStyle = ink;
    ctx.font = `12px ${font}`;
    ctx.textBaseline = 'bottom';
    ctx.lineWidth = 1;
    let free = -Infinity;
    for (const { at, label } of lines) {
      const pixel = Math.round(chart.scales.x.getPixelForValue(at)) + 0.5;
      ctx.beginPath();
      ctx.moveTo(pixel, chartArea.top);
      ctx.lineTo(pixel, chartArea.bottom);
      ctx.stroke();
      // Words stand above the chart, where no curve crosses them; one that would run into another is left out.
      if (label === undefined || pixel < free) continue;
      const { width } = ctx.measureText(label);
      ctx.fillText(label, Math.min(pixel, chart.width - width), chartArea.top - 4);
      free = pixel + width + 8;
    }
    ctx.restore();
  },
};
