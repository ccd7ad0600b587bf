import { joined } from '../database/read-columns.js';
import { ascendingOrder } from './ascending-order.js';

/** Rows with ids, a value of each column for every row. */
export interface RowsById {
  readonly id: Float64Array;
  readonly user: Int32Array;
  readonly film: Int32Array;
  readonly score: Float64Array;
}

interface Part<Line> {
  readonly line: Line;
  readonly rows: RowsById;
}

/**
 * Rows of several lines on their way to being gone through in the order of their ids: a row waits as long as one with a
 * smaller id may yet come.
 */
export class WaitingRows<Line> {
  private parts: Part<Line>[] = [];
  /** The smallest id of all. */
  private first = Infinity;

  add(line: Line, rows: RowsById): void {
    if (rows.id.length === 0) return;
    this.parts.push({ line, rows });
    for (const id of rows.id) if (id < this.first) this.first = id;
  }

  /** Goes through the rows up to an id, which wait no more. */
  take(last: number, visit: (line: Line, user: number, film: number, score: number) => void): void {
    if (this.first > last) return;
    const { parts } = this;
    const ids = joined(parts.map(({ rows }) => rows.id));
    // Where each row's part begins among all rows, and which part that is.
    const partOf = new Int32Array(ids.length);
    const starts = new Int32Array(parts.length);
    parts.forEach(({ rows }, part) => {
      const start = part === 0 ? 0 : starts[part - 1] + parts[part - 1].rows.id.length;
      starts[part] = start;
      partOf.fill(part, start, start + rows.id.length);
    });
    const order = ascendingOrder(ids);
    let at = 0;
    for (; at < order.length && ids[order[at]] <= last; at++) {
      const part = partOf[order[at]];
      const { line, rows } = parts[part];
      const row = order[at] - starts[part];
      visit(line, rows.user[row], rows.film[row], rows.score[row]);
    }
    this.parts = at === order.length ? [] : parts.flatMap((part) => beyond(part, last));
    this.first = at === order.length ? Infinity : ids[order[at]];
  }
}

/** What of a part is beyond an id. */
function beyond<Line>({ line, rows }: Part<Line>, last: number): Part<Line>[] {
  const isBeyond = (_: number, row: number) => rows.id[row] > last;
  const id = rows.id.filter(isBeyond);
  if (id.length === 0) return [];
  const [user, film, score] = [
    rows.user.filter(isBeyond),
    rows.film.filter(isBeyond),
    rows.score.filter(isBeyond),
  ];
  return [{ line, rows: { id, user, film, score } }];
}
