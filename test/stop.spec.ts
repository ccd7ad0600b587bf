import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newFolder, type Running, start, startMain } from './support/cli.js';
import { holdWrites } from './support/hold-writes.js';
import { workersOf } from './support/processes.js';
import { TestService, testVariables } from './support/service.js';

/** A connection by hand, and all that has come over it. */
class Line {
  received = '';
  isOver = false;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => (this.received += text));
    socket.on('error', () => undefined).on('close', () => (this.isOver = true));
  }

  static async to(url: string): Promise<Line> {
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    return new Line(socket);
  }

  say(text: string): this {
    this.socket.write(text);
    return this;
  }

  async untilReceived(text: string): Promise<void> {
    while (!this.received.includes(text) && !this.isOver) await sleep(5);
    expect(this.received).toContain(text);
  }

  async untilOver(): Promise<string> {
    while (!this.isOver) await sleep(5);
    return this.received;
  }
}

const GET = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`;
const rate = (user_id: number) => {
  const body = JSON.stringify({ user_id, movie_id: 1, rating: 3 });
  return `POST /ratings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};

const untilClosed = async (url: string) => {
  while (
    await Line.to(url).then(
      () => true,
      () => false,
    )
  )
    await sleep(10);
};

describe('the end of the service', () => {
  let tables: TestService;
  beforeAll(async () => (tables = await TestService.start()));
  beforeEach(() => tables.empty());
  afterAll(() => tables.stop());

  /** A service with a rating under way that the database holds back. */
  async function startHeld(variables: Record<string, string> = {}) {
    const service = await startMain({ ...testVariables(), ...variables });
    const letGo = await holdWrites('ratings');
    const held = (await Line.to(service.url)).say(rate(1));
    // Nothing tells from outside that it waits in the database.
    await sleep(300);
    return { service, held, letGo };
  }

  it('at SIGTERM lets nobody in any more, answers who is in, and comes with exit code 0', async () => {
    const { service, held, letGo } = await startHeld({ SHUTDOWN_SECONDS: '60' });
    const idle = (await Line.to(service.url)).say(`${GET('/livez')}\r\n`);
    const live = (await Line.to(service.url)).say(`${GET('/livez')}\r\n`);
    const asking = (await Line.to(service.url)).say(GET('/readyz'));
    await idle.untilReceived('"status":"ok"}');
    live.say(`${GET('/statistics/live')}\r\n`);
    await live.untilReceived('retry: ');

    service.child.kill('SIGTERM');
    await untilClosed(service.url);
    expect(await idle.untilOver()).toMatch(/^HTTP\/1\.1 200 /);
    expect(await live.untilOver()).toMatch(/\r\n0\r\n\r\n$/);
    const refused = await asking.say('\r\n').untilOver();
    expect(refused).toMatch(/^HTTP\/1\.1 503 .*\r\nconnection: close\r\n.*The service is stopping/is);
    expect([held.received, service.child.exitCode]).toEqual(['', null]);

    await letGo();
    expect(await held.untilOver()).toMatch(/^HTTP\/1\.1 201 .*\r\nconnection: close\r\n/is);
    expect(await service.outcome).toMatchObject({ code: 0, stderr: '' });
    expect(await tables.count('ratings')).toBe(1);
  });

  it('comes within SHUTDOWN_SECONDS also when something does not end', async () => {
    const { service, held, letGo } = await startHeld({ SHUTDOWN_SECONDS: '2' });
    service.child.kill('SIGTERM');
    expect(await service.outcome).toMatchObject({
      code: 0,
      stderr: 'Not all that was under way could be ended in 2 seconds: the rest is cut off.\n',
    });
    expect(await held.untilOver()).toBe('');
    await letGo();
  });

  it.each([
    ['one process', {}],
    ['workers', { WORKERS: '2' }],
  ])('comes at once at a second signal: %s', async (_name, variables) => {
    const { service, letGo } = await startHeld({ SHUTDOWN_SECONDS: '3600', ...variables });
    service.child.kill('SIGTERM');
    await untilClosed(service.url);
    // The same signal twice within a moment counts as one.
    await sleep(700);
    expect(service.child.exitCode).toBeNull();
    service.child.kill('SIGTERM');
    // The pipes are closed once all of its processes are gone.
    expect((await service.outcome).code).toBe(143);
    await letGo();
  });

  describe('by an error that nobody caught', () => {
    /** Is run in each process of the service before it starts. */
    const preload = (code: string) => {
      const file = join(newFolder(), 'preload.mjs');
      writeFileSync(file, code);
      return { DATABASE_URL: 'embedded:memory', NODE_OPTIONS: `--import ${file}` };
    };

    it.each([
      ['a rejection', "Promise.reject(new Error('out of the blue'))"],
      ['an exception', "(() => { throw new Error('out of the blue'); })()"],
    ])('tells %s on stderr, with exit code 1', async (_name, fault) => {
      const running: Running = start('main', [], {
        PORT: '0',
        ...preload(`setTimeout(() => { ${fault}; }, 100);`),
      });
      const { code, stderr } = await running.outcome;
      expect(code).toBe(1);
      expect(stderr).toContain('Error: out of the blue');
    });

    it('ends a worker alone, which is replaced', async () => {
      const [trigger, marker] = ['trigger', 'marker'].map((name) => join(newFolder(), name));
      // Threads are preloaded too, and end without their process.
      const onTrigger = `import { isMainThread } from 'node:worker_threads';
      if (isMainThread && process.env.DATABASE_URL.startsWith('postgres')) {
        const { existsSync, writeFileSync } = await import('node:fs');
        const timer = setInterval(() => {
          if (!existsSync('${trigger}')) return;
          clearInterval(timer);
          // The first to come is the only one.
          try { writeFileSync('${marker}', '', { flag: 'wx' }); } catch { return; }
          Promise.reject(new Error('out of the blue'));
        }, 20);
      }`;
      const service = await startMain({ WORKERS: '2', ...preload(onTrigger) });
      let stderr = '';
      service.child.stderr!.on('data', (text: string) => (stderr += text));
      writeFileSync(trigger, '');
      while (!stderr.includes('Another takes its place.')) await sleep(50);
      expect(stderr).toContain('Error: out of the blue');
      expect(stderr).toMatch(/Worker process \d+ ended by exit code 1\. Another takes its place\./);
      while (workersOf(service).length < 2) await sleep(50);
      service.child.kill('SIGTERM');
      expect((await service.outcome).code).toBe(0);
    });
  });
});
