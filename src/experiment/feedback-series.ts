import type { GroupKey } from './aggregates.js';
import { RunningMean } from './running-mean.js';
import type { SeriesPointDto } from './series.dto.js';
import { meanOfSums } from './two-way.js';
import { type RowsById, WaitingRows } from './waiting-rows.js';

/** Checkpoints of a line; its newest state is a further point. */
const MOST_CHECKPOINTS = 239;

/** The mean of one group in one cycle over time. */
export interface SeriesLine extends GroupKey {
  readonly mean: RunningMean;
  /** The mean at checkpoints after which it had changed. */
  readonly points: readonly SeriesPointDto[];
  /** Ordinal of the line's last feedback, among all feedback. */
  readonly last: number;
  /** Feedback that is known and not in the mean yet, because some with a smaller id may still come. */
  readonly waiting: number;
}

interface Line extends SeriesLine {
  points: SeriesPointDto[];
  last: number;
  waiting: number;
  hasChanged: boolean;
}

/** Where the feedback of a cycle begins: an ordinal among all feedback, from 1. */
export interface CycleStart {
  readonly from: number;
  readonly cycle: number;
}

/**
 * How the mean of each group in each cycle went, in the order of the feedback's ids: a point at every `step`-th
 * feedback, as far as the line has changed since the one before, and twice the step as soon as a line has too many. All
 * of it follows from the order of the rows alone, so a table has the same series whenever, and by whomever, it is read.
 */
export class FeedbackSeries {
  /** Feedback between two checkpoints. */
  step = 1;
  private readonly lines: Line[] = [];
  private readonly rows = new WaitingRows<Line>();
  private count = 0;
  private nextCheckpoint = 1;
  /** The cycle of the newest feedback, and since when. */
  private current: CycleStart = { from: 0, cycle: NaN };
  private readonly starts: CycleStart[] = [];

  addLine({ cycle, group }: GroupKey): SeriesLine {
    const line = {
      cycle,
      group,
      mean: new RunningMean(),
      points: [],
      last: 0,
      waiting: 0,
      hasChanged: false,
    };
    this.lines.push(line);
    return line;
  }

  /** Takes rows of a line, users and films by their numbers in its group; they wait for `settle`. */
  add(line: SeriesLine, rows: RowsById): void {
    (line as Line).waiting += rows.id.length;
    this.rows.add(line as Line, rows);
  }

  /** Rows up to an id are all there. */
  settle(id: number): void {
    this.rows.take(id, (line, user, film, score) => {
      line.mean.add(user, film, score);
      line.waiting--;
      line.hasChanged = true;
      line.last = ++this.count;
      if (line.cycle !== this.current.cycle) this.current = { from: this.count, cycle: line.cycle };
      if (this.count === this.nextCheckpoint) this.mark();
    });
  }

  /** Where the cycle of the newest feedback changed; a cycle that went by between two checkpoints is passed over. */
  get cycleStarts(): readonly CycleStart[] {
    const { starts, current } = this;
    return this.count > 0 && starts.at(-1)?.cycle !== current.cycle ? [...starts, current] : starts;
  }

  private mark(): void {
    for (const line of this.lines) if (line.hasChanged) this.addPoint(line);
    if (this.starts.at(-1)?.cycle !== this.current.cycle) this.starts.push(this.current);
    while (this.lines.some(({ points }) => points.length > MOST_CHECKPOINTS)) this.doubleStep();
    this.nextCheckpoint = (Math.floor(this.count / this.step) + 1) * this.step;
  }

  private addPoint(line: Line): void {
    const { estimate, interval } = meanOfSums(line.mean.sums());
    const [mean, count] = [estimate, line.mean.count];
    line.points.push({ feedback: this.count, count, mean, interval95: interval });
    line.hasChanged = false;
  }

  /** A point between two checkpoints of the new step says how the line stands at the second, unless another one does. */
  private doubleStep(): void {
    this.step *= 2;
    for (const line of this.lines) {
      for (const point of line.points) point.feedback = Math.ceil(point.feedback / this.step) * this.step;
      line.points = line.points.filter(
        ({ feedback }, at, points) => feedback !== points.at(at + 1)?.feedback,
      );
      if ((line.points.at(-1)?.feedback ?? 0) > this.count) {
        line.points.pop();
        line.hasChanged = true;
      }
    }
  }
}
