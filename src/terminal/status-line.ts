import { clearLine, cursorTo } from 'node:readline';
import { canRedraw } from './live-display.js';
import { cut } from './text-width.js';

/** One line on stderr that is written over and over; nothing where stderr is no terminal that can. */
export class StatusLine {
  private shownAt = 0;

  constructor(
    private readonly stream: NodeJS.WriteStream = process.stderr,
    private readonly everyMs = 200,
  ) {}

  /** Shows the text unless the last one is too fresh to have been read. */
  show(text: () => string): void {
    const now = performance.now();
    if (!canRedraw(this.stream) || now - this.shownAt < this.everyMs) return;
    this.shownAt = now;
    clearLine(this.stream, 0);
    cursorTo(this.stream, 0);
    this.stream.write(cut(text(), (this.stream.columns || 80) - 1));
  }

  clear(): void {
    if (this.shownAt === 0) return;
    clearLine(this.stream, 0);
    cursorTo(this.stream, 0);
    this.shownAt = 0;
  }
}
