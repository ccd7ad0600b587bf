import { isDumbTerminal } from '../config/environment.js';
import { cut, widthOf } from './text-width.js';

const [HIDE_CURSOR, SHOW_CURSOR] = ['\x1b[?25l', '\x1b[?25h'];
/** Around a frame, so that terminals that know it show the whole frame at once; others ignore it. */
const [BEGIN_FRAME, END_FRAME] = ['\x1b[?2026h', '\x1b[?2026l'];
const [TO_LINE_END, TO_SCREEN_END] = ['\x1b[K', '\x1b[J'];
const FRAME_MS = 200;

/** Whether lines on the stream can be written over. */
export const canRedraw = (stream: NodeJS.WriteStream): boolean => stream.isTTY && !isDumbTerminal();

/** Columns and rows of a terminal; some pseudo-terminals say 0. */
const sizeOf = ({ columns, rows }: NodeJS.WriteStream) => ({ columns: columns || 80, rows: rows || 24 });

/**
 * A few lines at the bottom of a terminal that are drawn over and over, five times a second at most, each frame in one
 * write. The cursor is hidden meanwhile, and shown again however the process ends or pauses; only SIGKILL is too fast.
 */
export class LiveDisplay {
  private drawn: { readonly lines: readonly string[]; readonly columns: number } | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param render the lines for a terminal of so many columns; longer ones are cut */
  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly render: (columns: number) => readonly string[],
  ) {}

  start(): void {
    this.timer = setInterval(this.draw, FRAME_MS);
    process
      .on('exit', this.erase)
      .on('SIGTSTP', this.suspend)
      .on('SIGCONT', this.draw)
      .on('SIGQUIT', this.quit);
    this.draw();
  }

  /** Takes the lines away, and leaves the cursor where they began. */
  stop(): void {
    clearInterval(this.timer);
    process
      .off('exit', this.erase)
      .off('SIGTSTP', this.suspend)
      .off('SIGCONT', this.draw)
      .off('SIGQUIT', this.quit);
    this.erase();
  }

  /** Draws at once what a timer would draw soon. */
  readonly draw = (): void => {
    const { columns, rows } = sizeOf(this.stream);
    // The last column stays free: a terminal that has written it may wrap or not.
    const lines = this.render(columns - 1)
      .slice(0, Math.max(1, rows - 1))
      .map((line) => cut(line, columns - 1));
    const { drawn } = this;
    if (drawn?.columns === columns && drawn.lines.join('\n') === lines.join('\n')) return;
    const body = lines.map((line) => line + TO_LINE_END).join('\r\n');
    this.write((drawn ? '' : HIDE_CURSOR) + this.toFirstLine() + body + TO_SCREEN_END);
    this.drawn = { lines, columns };
  };

  private readonly erase = (): void => {
    if (!this.drawn) return;
    this.write(this.toFirstLine() + TO_SCREEN_END + SHOW_CURSOR);
    this.drawn = undefined;
  };

  /** Ctrl-Z: the shell gets its cursor back until the process goes on. */
  private readonly suspend = (): void => {
    this.erase();
    process.kill(process.pid, 'SIGSTOP');
  };

  private readonly quit = (): void => {
    this.stop();
    process.kill(process.pid, 'SIGQUIT');
  };

  /** A terminal that got narrower has wrapped what was drawn: it takes more rows than it has lines. */
  private toFirstLine(): string {
    const { columns } = sizeOf(this.stream);
    const rows = (this.drawn?.lines ?? []).map((line) => Math.max(1, Math.ceil(widthOf(line) / columns)));
    const up = rows.reduce((sum, count) => sum + count, 0) - 1;
    return up > 0 ? `\r\x1b[${up}A` : '\r';
  }

  private write(frame: string): void {
    this.stream.write(BEGIN_FRAME + frame + END_FRAME);
  }
}
