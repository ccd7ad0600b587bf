import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import { marks } from './marks.js';
import { forgetPalette, type Palette, palette } from './palette.js';

Chart.register(
  ...[BarController, LineController, ScatterController],
  ...[BarElement, LineElement, PointElement],
  ...[CategoryScale, LinearScale, Filler, Tooltip],
  marks,
);

/** What a chart shows. */
export interface Plot {
  /** What it is, in a sentence, for who cannot see it. */
  readonly label: string;
  readonly configuration: (palette: Palette) => ChartConfiguration<'line', unknown[]>;
}

/** Charts that have something new, drawn one a frame so that no frame takes long. */
const waiting = new Set<PlotChart>();

function drawNext(): void {
  const [next] = waiting;
  waiting.delete(next);
  next.draw();
  if (waiting.size > 0) requestAnimationFrame(drawNext);
}

function drawSoon(chart: PlotChart): void {
  if (waiting.size === 0) requestAnimationFrame(drawNext);
  waiting.add(chart);
}

/** `<plot-chart .plot=${plot}>`: a Chart.js chart that follows its plot, its box, and the colours of the page. */
export class PlotChart extends HTMLElement {
  private static readonly shown = new Set<PlotChart>();
  private chart: Chart<'line', unknown[]> | undefined;
  private wanted: Plot | undefined;

  set plot(plot: Plot) {
    if (plot === this.wanted) return;
    this.wanted = plot;
    drawSoon(this);
  }

  connectedCallback(): void {
    PlotChart.shown.add(this);
    drawSoon(this);
  }

  disconnectedCallback(): void {
    PlotChart.shown.delete(this);
    this.chart?.destroy();
    this.chart = undefined;
    this.replaceChildren();
  }

  draw(): void {
    if (!this.wanted || !this.isConnected) return;
    const { label, configuration } = this.wanted;
    const { type, data, options } = configuration(palette());
    if (this.chart) {
      this.chart.data = data;
      this.chart.options = options!;
      this.chart.update('none');
    } else {
      const canvas = document.createElement('canvas');
      canvas.setAttribute('role', 'img');
      this.replaceChildren(canvas);
      this.chart = new Chart(canvas, { type, data, options });
    }
    this.chart.canvas.setAttribute('aria-label', label);
  }

  /** Draws every chart anew in the colours that the page has now. */
  static recolour(): void {
    forgetPalette();
    for (const chart of PlotChart.shown) drawSoon(chart);
  }
}

customElements.define('plot-chart', PlotChart);
