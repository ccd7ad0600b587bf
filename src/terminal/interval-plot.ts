/** A scale for values on a line of characters, with round ticks. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  /** Decimals that tell the ticks apart. */
  readonly decimals: number;
}

/** Columns between two ticks, at the least: room for a label and a gap. */
const TICK_COLUMNS = 10;

/** The smallest of 1, 2 and 5 times a power of ten that is not below the value. */
function roundStep(value: number): { step: number; decimals: number } {
  const exponent = Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((one) => one * 10 ** exponent >= value * (1 - 1e-9)) ?? 10;
  const step = factor * 10 ** exponent;
  return { step, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

/**
 * The axis that holds all values and begins and ends at a round one.
 * @param values finite, at least one of them
 * @param columns how many characters it will have
 */
export function axisOf(values: readonly number[], columns: number): Axis {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // What lies on both sides of 0 takes two steps, however short the axis is.
  const most = Math.max(2, Math.floor((columns - 1) / TICK_COLUMNS));
  // Where all values are one, the axis still is as long as a hundredth of a step of the scores.
  let { step, decimals } = roundStep(Math.max(high - low, 0.01) / most);
  const first = () => Math.floor(low / step + 1e-9);
  const last = () => Math.max(first() + 1, Math.ceil(high / step - 1e-9));
  // Rounding both ends outwards may take one or two ticks too many.
  while (last() - first() > most) ({ step, decimals } = roundStep(step * 1.01));
  const ticks = Array.from({ length: last() - first() + 1 }, (_, at) => (first() + at) * step);
  return { from: ticks[0], to: ticks[ticks.length - 1], ticks, decimals };
}

const columnOf = ({ from, to }: Axis, value: number, columns: number): number =>
  Math.min(columns - 1, Math.max(0, Math.round(((value - from) / (to - from)) * (columns - 1))));

const plain = (value: number, decimals: number): string =>
  value
    .toFixed(decimals)
    .replace(/^-(?=.*[1-9])/, '−')
    .replace(/^-/, '');

/** The labels of the ticks and the line with the ticks, both exactly so many characters. */
export function drawAxis(axis: Axis, columns: number): [labels: string, line: string] {
  const labels = new Array<string>(columns).fill(' ');
  const line = new Array<string>(columns).fill('─');
  for (const tick of axis.ticks) {
    const label = plain(tick, axis.decimals);
    const place = columnOf(axis, tick, columns);
    line[place] = '┬';
    const start = Math.min(columns - label.length, Math.max(0, place - Math.floor(label.length / 2)));
    for (let at = 0; at < label.length; at++) labels[start + at] = label[at];
  }
  return [labels.join(''), line.join('')];
}

/**
 * A value and its interval, exactly so many characters: `  ├──●──┤  `.
 * @param mark a value whose place shows in every row, as `│`
 * @param paint colours the value and its interval
 */
export function drawInterval(
  axis: Axis,
  columns: number,
  value: number,
  interval: readonly [number, number] | null,
  { mark, paint = (text) => text }: { mark?: number; paint?: (text: string) => string } = {},
): string {
  const cells = new Array<string>(columns).fill(' ');
  const markAt = mark === undefined ? -1 : columnOf(axis, mark, columns);
  if (markAt >= 0) cells[markAt] = '│';
  const [left, right] = (interval ?? [value, value]).map((end) => columnOf(axis, end, columns));
  for (let at = left; at <= right; at++) cells[at] = at === markAt ? '┼' : '─';
  [cells[left], cells[right]] = ['├', '┤'];
  cells[columnOf(axis, value, columns)] = '●';
  const text = (from: number, to?: number) => cells.slice(from, to).join('');
  return text(0, left) + paint(text(left, right + 1)) + text(right + 1);
}
