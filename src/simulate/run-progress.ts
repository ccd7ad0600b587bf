import { canRedraw, LiveDisplay } from '../terminal/live-display.js';
import { paintFor } from '../terminal/paint.js';
import { printable } from '../terminal/text-width.js';
import { describeLive } from './live-view.js';
import type { ReportWatch } from './report-watch.js';
import { describeLine } from './progress-line.js';
import { OutageLines } from './outage-lines.js';
import type { RunMeter } from './run-figures.js';

const LINE_MS = 10_000;

/** Shows on stderr where a run stands: live on a terminal, else a line every ten seconds. */
export class RunProgress {
  private readonly display: LiveDisplay | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly outages: OutageLines;

  constructor(
    private readonly meter: RunMeter,
    private readonly watch: ReportWatch,
    stream: NodeJS.WriteStream = process.stderr,
  ) {
    this.outages = new OutageLines(meter);
    if (!canRedraw(stream)) return;
    const paint = paintFor(stream);
    this.display = new LiveDisplay(stream, (columns) => describeLive(meter.read(), columns, paint));
  }

  start(): void {
    if (this.display) {
      this.display.start();
      void this.watch.follow();
    } else {
      this.timer = setInterval(() => void this.sayWhereItStands(), LINE_MS);
      this.outages.start();
    }
  }

  /** Says something in a line of its own, unless the live lines say it themselves. */
  say(text: string): void {
    if (this.display) this.display.draw();
    else console.error(text);
  }

  stop(): void {
    clearInterval(this.timer);
    this.outages.stop();
    this.timer = undefined;
    this.watch.stop();
    this.display?.stop();
  }

  private async sayWhereItStands(): Promise<void> {
    await this.watch.ask();
    if (this.timer) console.error(printable(describeLine(this.meter.read())));
  }
}
