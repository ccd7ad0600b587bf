import type { ChartOptions, TooltipCallbacks } from 'chart.js';
import { type Mark, marked } from './marks.js';
import type { Palette } from './palette.js';

/** How an axis is named and counted. */
export interface Axis {
  readonly title?: string;
  readonly show?: (value: number) => string;
  readonly min?: number;
  readonly max?: number;
  readonly hasGrid?: boolean;
  /** Names instead of numbers. */
  readonly isCategory?: boolean;
  /** As far as the values reach, to the next round number; must reach zero where `hasZero`. */
  readonly isTight?: boolean;
  readonly hasZero?: boolean;
}

/** Ticks closer than what is written of them: only the first says it. */
const sayOnce =
  (show: (value: number) => string) =>
  (value: number | string, at: number, ticks: readonly { readonly value: number }[]): string | null => {
    const text = show(Number(value));
    return at > 0 && show(ticks[at - 1].value) === text ? null : text;
  };

const scale = (
  { ink, muted, grid, font }: Palette,
  { title, show, min, max, hasGrid = true, isCategory = false, isTight = false, hasZero = false }: Axis,
) => ({
  type: isCategory ? ('category' as const) : ('linear' as const),
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
  ...(isTight && { beginAtZero: hasZero, grace: '5%' }),
  border: { display: false },
  grid: { color: grid, display: hasGrid, drawTicks: false },
  title: { display: title !== undefined, text: title, color: muted, font: { family: font, size: 12 } },
  ticks: {
    color: isCategory ? ink : muted,
    padding: 6,
    maxRotation: 0,
    maxTicksLimit: isCategory ? 20 : 6,
    font: { family: font, size: 12 },
    ...(show && !isCategory && { callback: sayOnce(show) }),
  },
});

/** Above a chart whose lines have words, in pixels. */
const ROOM_FOR_WORDS = 20;

/** Options that all charts of the page share: calm, without animation, as large as their box. */
export const options = (
  palette: Palette,
  axes: { readonly x: Axis; readonly y: Axis },
  callbacks: Partial<TooltipCallbacks<'line'>> = {},
  more: ChartOptions<'line'> = {},
  lines: readonly Mark[] = [],
): ChartOptions<'line'> => ({
  animation: false,
  responsive: true,
  maintainAspectRatio: false,
  layout: { padding: { top: lines.some(({ label }) => label !== undefined) ? ROOM_FOR_WORDS : 0 } },
  ...more,
  scales: { x: scale(palette, axes.x), y: scale(palette, axes.y) },
  plugins: {
    tooltip: {
      backgroundColor: palette.ink,
      titleColor: palette.surface,
      bodyColor: palette.surface,
      titleFont: { family: palette.font, size: 12 },
      bodyFont: { family: palette.font, size: 12 },
      padding: 10,
      displayColors: false,
      callbacks,
    },
    ...marked(palette, lines),
  },
});
