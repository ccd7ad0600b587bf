import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../src/experiment/report-shape.js';
import { movieflix, newFolder, start } from './support/cli.js';
import { TestService } from './support/service.js';
import { TerminalSession } from './support/terminal.js';

const SGR = /\p{Cc}\[[0-9;]*m/u;
const CONTROL = /[^\P{Cc}\n]/u;

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('movieflix on a terminal', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  const SMALL = ['--users', '60', '--movies', '200', '--train-every', '0'];
  const simulate = (columns: number, args: string[], variables?: Record<string, string>) =>
    TerminalSession.movieflix(['simulate', '--url', service.url, ...SMALL, ...args], columns, variables);

  describe.each([80, 120])('simulate at %i columns', (columns) => {
    it('shows every figure in lines that fit, and a clean screen with the summary afterwards', async () => {
      const session = simulate(columns, ['--releases', '80', '--cycle', '40', '--wait', '0.005']);
      const live = await session.frameWith(
        /cycle 1 \(A\/B\)[^]*B {2}\d\.\d{3} {2}\d\.\d{3} to \d\.\d{3}[^]*●/,
      );
      expect(session.isCursorHidden).toBe(true);
      expect(live).toMatch(/^release {1,2}\d+ of 80 {2}━+─+ {3}\d\d%( {2}about \d+ s left)?$/m);
      expect(live).toMatch(
        /^[\d,]+ visits {3}\d+ calls\/s {3}latency: median [\d.]+ ms, 99% under [\d.]+ ms$/m,
      );
      expect(live).toMatch(/^A {2}\d+\.\d{3} {2}[−\d.]+ to \d+\.\d{3} +\d+ {2}random +├?─*●─*┤?/m);
      expect(await session.ended).toBe(0);
      expect(session.frames.length).toBeGreaterThan(3);
      expect(session.frames.filter(({ hasWrapped }) => hasWrapped)).toEqual([]);
      expect(session.frames.at(-1)!.rows.join('')).toBe('');
      expect(session.isCursorHidden).toBe(false);
      expect(session.text).not.toMatch(/calls\/s {3}latency|━/);
      expect(session.text).toMatch(/^80 films released/m);
      expect(session.text).toContain(`${service.url}/`);

      const { body } = await service.get<Report>('/experiments/report');
      for (const { groups } of body.cycles) {
        for (const { mean_per_feedback } of groups) {
          const { mean, interval95 } = mean_per_feedback!;
          expect(session.text).toContain(
            `${mean.toFixed(3)}  ${interval95!.map((end) => end.toFixed(3)).join(' to ')}`,
          );
        }
      }
    });
  });

  it('draws each frame in one piece, over the one before', async () => {
    const session = simulate(80, ['--releases', '20', '--wait', '0.005']);
    await session.ended;
    // Before the first frame stands the line that tells of the dataset, after the last one the summary.
    const frames = session.raw.split('\x1b[?2026l').slice(1, -1);
    expect(frames.length).toBeGreaterThan(2);
    expect(frames.every((frame) => frame.startsWith('\x1b[?2026h'))).toBe(true);
    expect(session.raw).not.toContain('\x1b[2J');
  });

  it('ends at Ctrl-C with the summary, with its cursor back', async () => {
    const session = simulate(80, ['--wait', '0.1']);
    await session.frameWith(/[1-9]\d* visits/);
    session.type('\x03');
    await session.frameWith(/^Stopping after this film’s visits/m);
    expect(await session.ended).toBe(130);
    expect(session.isCursorHidden).toBe(false);
    expect(session.text).toMatch(/films? released/);
    expect(session.text).not.toMatch(/Stopping|calls\/s {3}latency/);
  });

  it('ends at once at the second Ctrl-C, with its cursor back and its lines gone', async () => {
    // It answers until the first film is to come out: from then on there is something to wait for.
    const silent = createServer((call, response) => {
      if (call.method === 'POST' && call.url === '/movies') return;
      const { method, headers } = call;
      const onward = request(service.url + call.url!, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      call.pipe(onward);
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const session = TerminalSession.movieflix(
      ['simulate', '--url', `http://127.0.0.1:${port}`, ...SMALL],
      80,
    );
    await session.frameWith(/0 visits/);
    session.type('\x03');
    await session.frameWith(/^Stopping/m);
    session.type('\x03');
    expect(await session.ended).toBe(130);
    expect(session.isCursorHidden).toBe(false);
    expect(session.text).not.toMatch(/visits|Stopping/);
    silent.closeAllConnections();
    silent.close();
  });

  it('follows the width of the window', async () => {
    const session = simulate(120, ['--forever', '--wait', '0.01']);
    await session.frameWith(/●/);
    session.resize(70);
    const { length } = session.frames;
    while (session.frames.length < length + 4) await sleep(20);
    const { rows, hasWrapped } = session.frames.at(-1)!;
    expect(rows.join('\n').match(/calls\/s/g)).toHaveLength(1);
    expect(hasWrapped).toBe(false);
    session.type('\x03');
    expect(await session.ended).toBe(0);
    expect(session.text).not.toMatch(/calls\/s {3}latency/);
  });

  it('colours the groups, and nothing where NO_COLOR is set', async () => {
    const args = ['--releases', '10'];
    const coloured = simulate(80, args);
    await coloured.ended;
    expect(coloured.raw).toContain('\x1b[36mA');
    expect(coloured.raw).toContain('\x1b[35mB');
    await service.empty();
    const plain = simulate(80, args, { NO_COLOR: '1' });
    await plain.ended;
    expect(plain.raw).toContain('\x1b[?25l');
    expect(plain.raw).not.toMatch(SGR);
  });

  it('steers no cursor of a dumb terminal', async () => {
    const session = simulate(80, ['--releases', '10'], { TERM: 'dumb' });
    expect(await session.ended).toBe(0);
    expect(session.raw).not.toContain('\x1b');
    expect(session.text).toMatch(/10 films released/);
  });

  it('keeps stdout to one JSON object while stderr is a terminal', async () => {
    const file = join(newFolder(), 'out.json');
    const command = [process.execPath, resolve('dist/cli.js'), 'simulate', '--url', service.url, ...SMALL];
    const session = new TerminalSession(`${command.join(' ')} --releases 10 --json > ${file}`, 80);
    expect(await session.ended).toBe(0);
    expect(session.frames.length).toBeGreaterThan(1);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ releases: 10 });
    expect(session.text).toBe('');
  });

  it('draws the report’s intervals, coloured on a terminal alone', async () => {
    await simulate(80, ['--releases', '20', '--cycle', '10']).ended;
    const session = TerminalSession.movieflix(['report', '--url', service.url], 80);
    expect(await session.ended).toBe(0);
    expect(session.screen.hasWrapped).toBe(false);
    expect(session.text).toMatch(/cycle 0 {2}A {2}random +├─*●─*┤/);
    expect(session.raw).toMatch(/\p{Cc}\[36m├─*●/u);
    const { stdout } = await movieflix(['report', '--url', service.url]);
    expect(stdout).toMatch(/difference per feedback[^]*B − A +[^\n]*●/);
    expect(stdout).not.toMatch(CONTROL);
  });
});

describe('movieflix without a terminal', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  afterAll(() => service.stop());

  it('says now and then where the run stands, in plain lines', async () => {
    const args = ['simulate', '--url', service.url, '--users', '60', '--movies', '200', '--wait', '0.1'];
    const { child, outcome } = start('cli', args, { TERM: 'xterm-256color' });
    await new Promise<void>((resolve) =>
      child.stderr!.once('data', () => {
        resolve();
      }),
    );
    child.kill('SIGINT');
    const { stdout, stderr } = await outcome;
    expect(stderr).toMatch(
      /^release \d+ of 200 \(\d+%\); \d+ visits; \d+ calls\/s; latency: .*; cycle 0 \(A\/A\): A \d.*, B \d.*; about .* left\n/,
    );
    expect(stdout + stderr).not.toMatch(CONTROL);
    expect(stdout).toMatch(/films? released/);
  });
});
