import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestService, testVariables } from './support/service.js';

type Line = Record<string, unknown>;

/** A program of docs/how-to/readers, and the lines of JSON that it has printed. */
class Program {
  readonly lines: Line[] = [];
  private said = '';

  private constructor(private readonly child: ChildProcess) {
    createInterface(child.stdout!).on('line', (line) => this.lines.push(JSON.parse(line) as Line));
    child.stderr!.on('data', (text: Buffer) => (this.said += text.toString()));
  }

  static start(name: string, ...args: string[]): Program {
    const { DATABASE_URL } = testVariables();
    return new Program(
      spawn(process.execPath, [`docs/how-to/readers/${name}`, ...args], {
        env: { PATH: process.env.PATH, DATABASE_URL },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** Waits for as many lines, or for words on stderr. @throws Error with what it said when it ends before */
  async waitFor(what: number | string): Promise<void> {
    const isThere = () => (typeof what === 'number' ? this.lines.length >= what : this.said.includes(what));
    while (!isThere()) {
      if (this.child.exitCode !== null) throw new Error(`It ended with ${this.child.exitCode}: ${this.said}`);
      await sleep(20);
    }
  }

  async stop(): Promise<number | null> {
    const closed = once(this.child, 'close');
    this.child.kill('SIGTERM');
    await closed;
    return this.child.exitCode;
  }
}

describe("the documentation's readers", () => {
  let service: TestService;
  let folder: string;
  beforeAll(async () => {
    service = await TestService.start();
    folder = mkdtempSync(join(tmpdir(), 'movieflix-readers-'));
  });
  beforeEach(() => service.empty());
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await service.stop();
  });

  const give = (user: number) =>
    service.post('/feedback', { user_id: user, recommended_movie_id_list: [1], selected_movie_id: 1 });
  const rate = (user: number, rating: number) =>
    service.send('PUT', '/ratings', { user_id: user, movie_id: 1, rating });
  const usersOf = (lines: readonly Line[], table?: string) =>
    lines
      .filter((line) => line.table === table)
      .map((line) => (line.row as Line | undefined)?.user_id ?? line.user_id);

  it('poll.mjs prints feedback and ratings once, goes on where it was, and prints a replaced rating again', async () => {
    const position = join(folder, 'position.json');
    for (const user of [1, 2]) await give(user);
    await rate(1, 3);
    const first = Program.start('poll.mjs', position);
    await first.waitFor(3);
    expect(await first.stop()).toBe(0);
    await give(3);
    await rate(2, 3);
    await rate(1, 4);
    const second = Program.start('poll.mjs', position);
    await second.waitFor(3);
    expect(await second.stop()).toBe(0);
    expect(usersOf(first.lines, 'feedbacks')).toEqual([1, 2]);
    expect(usersOf(second.lines, 'feedbacks')).toEqual([3]);
    const ratings = [...first.lines, ...second.lines].filter(({ table }) => table === 'ratings');
    expect(ratings.map(({ user_id, rating }) => [user_id, rating])).toEqual([
      [1, 3],
      [2, 3],
      [1, 4],
    ]);
  });

  it('follow.mjs prints feedback once, goes on where it was, and says what the service refuses', async () => {
    const cursor = join(folder, 'cursor.txt');
    for (const user of [1, 2]) await give(user);
    const first = Program.start('follow.mjs', service.url, cursor);
    await first.waitFor(2);
    expect(await first.stop()).toBe(0);
    await give(3);
    const second = Program.start('follow.mjs', service.url, cursor);
    await second.waitFor(1);
    expect(await second.stop()).toBe(0);
    expect([usersOf(first.lines), usersOf(second.lines)]).toEqual([[1, 2], [3]]);
    await service.empty();
    const third = Program.start('follow.mjs', service.url, cursor);
    await expect(third.waitFor(1)).rejects.toThrow('410');
  });

  it('replicate.mjs prints every change once in the order of the commits, and goes on where it was', async () => {
    const [{ wal_level }] = await service.dataSource.query<[{ wal_level: string }]>('SHOW wal_level');
    if (wal_level !== 'logical') {
      console.warn(`Not tried: the database has wal_level = ${wal_level}`);
      return;
    }
    const slot = `movieflix_spec_${process.pid}`;
    const lsn = join(folder, 'lsn.txt');
    const first = Program.start('replicate.mjs', slot, lsn);
    await first.waitFor('Following');
    await give(1);
    await rate(1, 3);
    await first.waitFor(2);
    expect(await first.stop()).toBe(0);
    await rate(1, 4);
    await service.dataSource.query('DELETE FROM ratings');
    await service.dataSource.query('TRUNCATE feedbacks');
    const second = Program.start('replicate.mjs', slot, lsn);
    await second.waitFor(3);
    expect(await second.stop()).toBe(0);
    expect(first.lines.map(({ change, table }) => [change, table])).toEqual([
      ['insert', 'feedbacks'],
      ['insert', 'ratings'],
    ]);
    expect(first.lines[1].row).toMatchObject({ user_id: '1', movie_id: '1', rating: '3' });
    expect(second.lines.map(({ change, table }) => [change, table])).toEqual([
      ['update', 'ratings'],
      ['delete', 'ratings'],
      ['truncate', 'feedbacks'],
    ]);
    await service.dataSource.query('SELECT pg_drop_replication_slot($1)', [slot]);
  });
});
