import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import xterm from '@xterm/headless';
import { newFolder } from './cli.js';

/** What a terminal shows, a text for each of its rows. */
export interface Screen {
  readonly rows: readonly string[];
  /** Whether a line went on in the next row because it was too long. */
  readonly hasWrapped: boolean;
}

/** The private modes that a program sets and resets: the cursor, and one frame in one piece. */
const [CURSOR, FRAME] = [25, 2026];

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** A program on a real pseudo-terminal (`script` of util-linux), and what a terminal emulator makes of its output. */
export class TerminalSession {
  /** All that was written, as it came. */
  raw = '';
  isCursorHidden = false;
  /** The screen after each frame of a live display. */
  readonly frames: Screen[] = [];
  /** The exit code. */
  readonly ended: Promise<number | null>;
  private readonly emulator: InstanceType<typeof xterm.Terminal>;
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly ttyFile = join(newFolder(), 'tty');

  /** @param command what a shell runs */
  constructor(
    command: string,
    columns: number,
    variables: Record<string, string> = {},
    private readonly rows = 30,
  ) {
    this.emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.emulator.parser.registerCsiHandler({ prefix: '?', final: 'h' }, ([mode]) =>
      this.noteMode(mode, true),
    );
    this.emulator.parser.registerCsiHandler({ prefix: '?', final: 'l' }, ([mode]) =>
      this.noteMode(mode, false),
    );
    const { PATH = '', HOME = '' } = process.env;
    const setUp = `stty cols ${columns} rows ${rows}; tty > ${quoted(this.ttyFile)}`;
    this.child = spawn('script', ['--quiet', '--return', '--command', `${setUp}; ${command}`, '/dev/null'], {
      cwd: newFolder(),
      env: { PATH, HOME, TERM: 'xterm-256color', LANG: 'C.UTF-8', SHELL: '/bin/bash', ...variables },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.raw += text;
      this.emulator.write(text);
    });
    this.ended = once(this.child, 'close').then(async ([code]) => {
      await new Promise<void>((done) => {
        this.emulator.write('', done);
      });
      return code as number | null;
    });
  }

  /** Runs the built CLI. */
  static movieflix(
    args: readonly string[],
    columns: number,
    variables?: Record<string, string>,
  ): TerminalSession {
    const words = [process.execPath, resolve('dist/cli.js'), ...args].map(quoted);
    return new TerminalSession(`exec ${words.join(' ')}`, columns, variables);
  }

  type(text: string): void {
    this.child.stdin.write(text);
  }

  /** Ends the program from outside. */
  async hangUp(): Promise<void> {
    this.child.kill();
    await this.ended;
  }

  /** What is in view now. */
  get screen(): Screen {
    const { active } = this.emulator.buffer;
    const lines = Array.from({ length: this.rows }, (_, at) => active.getLine(active.baseY + at)!);
    return {
      rows: lines.map((line) => line.translateToString(true)),
      hasWrapped: lines.some(({ isWrapped }) => isWrapped),
    };
  }

  /** The same as text, without empty rows at its end. */
  get text(): string {
    return this.screen.rows.join('\n').trimEnd();
  }

  /** Waits until a frame of the live display has something. */
  async frameWith(pattern: RegExp): Promise<string> {
    const find = () => this.frames.map(({ rows }) => rows.join('\n')).find((text) => pattern.test(text));
    await this.until(pattern, () => find() !== undefined);
    return find()!;
  }

  /** Waits until the screen has something. */
  async shows(pattern: RegExp): Promise<void> {
    await this.until(pattern, () => pattern.test(this.text));
  }

  /** Makes the window wider or narrower while the program runs. */
  resize(columns: number): void {
    this.emulator.resize(columns, this.rows);
    spawnSync('stty', ['-F', readFileSync(this.ttyFile, 'utf8').trim(), 'cols', String(columns)]);
  }

  /** Waits, within a limit for what hangs. */
  private async until(pattern: RegExp, isSo: () => boolean): Promise<void> {
    for (let attempt = 0; !isSo(); attempt++) {
      if (attempt > 5000) throw new Error(`Never on the screen: ${String(pattern)}. It shows:\n${this.text}`);
      await sleep(20);
    }
  }

  /** @returns false: the emulator does with it what it does */
  private noteMode(mode: number | number[], isSet: boolean): boolean {
    if (mode === CURSOR) this.isCursorHidden = !isSet;
    if (mode === FRAME && !isSet) this.frames.push(this.screen);
    return false;
  }
}
