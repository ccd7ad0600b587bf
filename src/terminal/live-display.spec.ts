import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { LiveDisplay } from './live-display.js';

/** A terminal that remembers what was written. */
class FakeTerminal extends EventEmitter {
  readonly isTTY = true;
  readonly written: string[] = [];
  rows = 24;
  constructor(public columns: number) {
    super();
  }
  write(text: string): boolean {
    this.written.push(text);
    return true;
  }
}

describe('LiveDisplay', () => {
  const open = (terminal: FakeTerminal, render: (columns: number) => string[]) =>
    new LiveDisplay(terminal as unknown as NodeJS.WriteStream, render);

  it('writes a frame at once, the next over it, and none that shows nothing new', async () => {
    const terminal = new FakeTerminal(80);
    let count = 0;
    const display = open(terminal, () => ['one', `two ${Math.min(2, ++count)}`]);
    display.start();
    while (count < 4) await sleep(10);
    display.stop();
    expect(terminal.written).toEqual([
      '\x1b[?2026h\x1b[?25l\rone\x1b[K\r\ntwo 1\x1b[K\x1b[J\x1b[?2026l',
      '\x1b[?2026h\r\x1b[1Aone\x1b[K\r\ntwo 2\x1b[K\x1b[J\x1b[?2026l',
      '\x1b[?2026h\r\x1b[1A\x1b[J\x1b[?25h\x1b[?2026l',
    ]);
  });

  it('leaves the last column and the last row free', () => {
    const terminal = new FakeTerminal(20);
    terminal.rows = 4;
    const display = open(terminal, (columns) => ['a'.repeat(columns), 'b'.repeat(99), 'c', 'd']);
    display.start();
    display.stop();
    expect(terminal.written[0]).toBe(
      `\x1b[?2026h\x1b[?25l\r${'a'.repeat(19)}\x1b[K\r\n${'b'.repeat(18)}…\x1b[K\r\nc\x1b[K\x1b[J\x1b[?2026l`,
    );
  });

  it('goes up over the rows that its lines take once the terminal is narrower', () => {
    const terminal = new FakeTerminal(80);
    const display = open(terminal, () => ['a'.repeat(60), 'b']);
    display.start();
    terminal.columns = 25;
    display.stop();
    // Three rows of the first line and one of the second: three up from the last.
    expect(terminal.written.at(-1)).toContain('\r\x1b[3A\x1b[J\x1b[?25h');
  });

  it('shows the cursor again when the process exits, and listens no more after its end', () => {
    const signals = ['exit', 'SIGTSTP', 'SIGCONT', 'SIGQUIT'];
    const listeners = () => signals.map((signal) => process.listenerCount(signal));
    const before = listeners();
    const terminal = new FakeTerminal(80);
    const display = open(terminal, () => ['one']);
    display.start();
    const onExit = process.listeners('exit').at(-1)!;
    onExit.call(process, 1);
    expect(terminal.written.at(-1)).toContain('\x1b[?25h');
    display.stop();
    expect(terminal.written).toHaveLength(2);
    expect(listeners()).toEqual(before);
  });
});
