import { Batcher, BusyError } from './batcher.js';

const sqlError = (code: string) => Object.assign(new Error(`SQLSTATE ${code}`), { code });
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A commit that ends when it is told to, and remembers its batches. */
class Gate {
  readonly batches: number[][] = [];
  private readonly waiting: (() => void)[] = [];
  isOpen = false;

  readonly commit = async (items: number[]): Promise<number[]> => {
    this.batches.push(items);
    if (!this.isOpen) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return items.map((item) => item * 10);
  };

  async pass(): Promise<void> {
    this.waiting.shift()?.();
    await tick();
  }
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('Batcher', () => {
  it('commits at once when idle, without waiting for a timer or a turn of the event loop', async () => {
    const gate = new Gate();
    const batcher = new Batcher(gate.commit);
    void batcher.submit(1);
    await Promise.resolve();
    await Promise.resolve();
    expect(gate.batches).toEqual([[1]]);
    await gate.pass();
    void batcher.submit(2);
    await Promise.resolve();
    await Promise.resolve();
    expect(gate.batches).toEqual([[1], [2]]);
  });

  it('gathers what arrives during a batch, in its order, and answers each after its own commit', async () => {
    const gate = new Gate();
    const batcher = new Batcher(gate.commit);
    const answered: number[] = [];
    for (const item of range(1, 3)) void batcher.submit(item).then((result) => answered.push(result));
    await tick();
    for (const item of range(4, 6)) void batcher.submit(item).then((result) => answered.push(result));
    await tick();
    expect({ batches: gate.batches, answered }).toEqual({ batches: [[1, 2, 3]], answered: [] });
    await gate.pass();
    expect(gate.batches).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(answered).toEqual([10, 20, 30]);
    await gate.pass();
    expect(answered).toEqual([10, 20, 30, 40, 50, 60]);
  });

  it('keeps nothing waiting that arrives while the last batch is being answered', async () => {
    const gate = new Gate();
    gate.isOpen = true;
    const batcher = new Batcher(gate.commit);
    let count = 0;
    const chain = async (depth: number): Promise<void> => {
      await batcher.submit(depth);
      for (let microtask = 0; microtask < depth % 7; microtask++) await Promise.resolve();
      count++;
      if (depth < 100) await chain(depth + 1);
    };
    await chain(1);
    expect(count).toBe(100);
  });

  it('commits at most so many at a time', async () => {
    const gate = new Gate();
    gate.isOpen = true;
    const batcher = new Batcher(gate.commit, { mostInBatch: 4 });
    await Promise.all(range(1, 10).map((item) => batcher.submit(item)));
    expect(gate.batches.map((batch) => batch.length)).toEqual([4, 4, 2]);
  });

  it('refuses what is past the bound, and takes more once there is room', async () => {
    const gate = new Gate();
    const batcher = new Batcher(gate.commit, { mostInBatch: 2, mostWaiting: 4 });
    const first = batcher.submit(0);
    await tick();
    const waiting = range(1, 4).map((item) => batcher.submit(item));
    await expect(batcher.submit(5)).rejects.toThrow(BusyError);
    gate.isOpen = true;
    await gate.pass();
    expect(await Promise.all([first, ...waiting])).toEqual([0, 10, 20, 30, 40]);
    expect(await batcher.submit(6)).toBe(60);
  });

  it('turns away what waits behind a batch that the database took too long for, and goes on', async () => {
    let fail: (error: Error) => void = () => undefined;
    const slow = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
    let isSlow = true;
    const batcher = new Batcher<number, number>((items) =>
      isSlow
        ? new Promise((_resolve, reject) => (fail = reject))
        : Promise.resolve(items.map((item) => item * 10)),
    );
    const first = batcher.submit(1);
    await tick();
    const [single, many] = [batcher.submit(2), batcher.submitMany([3, 4])];
    await tick();
    fail(slow);
    await expect(first).rejects.toBe(slow);
    await expect(single).rejects.toThrow(BusyError);
    expect(await many).toEqual([expect.any(BusyError), expect.any(BusyError)]);
    isSlow = false;
    expect(await batcher.submit(5)).toBe(50);
  });

  it('lets many wait for room, leaves room for single ones, and lets these go first', async () => {
    const gate = new Gate();
    const batcher = new Batcher(gate.commit, { mostInBatch: 4, mostWaiting: 20 });
    const many = batcher.submitMany(range(1, 10));
    await tick();
    // Four are under way and six wait: there is room for four more of many, and for fourteen single ones.
    const later = batcher.submitMany(range(11, 15));
    const single = Promise.all(range(101, 106).map((item) => batcher.submit(item)));
    await tick();
    gate.isOpen = true;
    await gate.pass();
    expect(await many).toEqual(range(1, 10).map((item) => item * 10));
    expect(await later).toEqual(range(11, 15).map((item) => item * 10));
    await single;
    expect(gate.batches).toEqual([
      [1, 2, 3, 4],
      [101, 102, 5, 6],
      [103, 104, 7, 8],
      [105, 106, 9, 10],
      [11, 12, 13, 14],
      [15],
    ]);
    expect(await batcher.submitMany([])).toEqual([]);
    await expect(batcher.submitMany(range(1, 11))).rejects.toThrow(RangeError);
  });

  it('takes the many that wait for room in their turn', async () => {
    const gate = new Gate();
    gate.isOpen = true;
    const batcher = new Batcher(gate.commit, { mostInBatch: 3, mostWaiting: 8 });
    const bulks = [range(1, 4), range(5, 8), range(9, 12)];
    expect(await Promise.all(bulks.map((items) => batcher.submitMany(items)))).toEqual(
      bulks.map((items) => items.map((item) => item * 10)),
    );
    expect(gate.batches.flat()).toEqual(range(1, 12));
  });

  it('refuses many that wait for room when it drains', async () => {
    const gate = new Gate();
    const batcher = new Batcher(gate.commit, { mostInBatch: 1, mostWaiting: 4 });
    const taken = batcher.submitMany([1, 2]);
    await tick();
    const waiting = batcher.submitMany([3, 4]);
    await tick();
    const drained = batcher.drain();
    await expect(waiting).rejects.toThrow(BusyError);
    gate.isOpen = true;
    await gate.pass();
    await drained;
    expect(await taken).toEqual([10, 20]);
  });

  it('lets a row that the database refuses fail alone', async () => {
    const commit = (items: number[]) =>
      items.some((item) => item % 50 === 7) ? Promise.reject(sqlError('22003')) : Promise.resolve(items);
    const batcher = new Batcher(commit);
    const settled = await Promise.allSettled(range(1, 200).map((item) => batcher.submit(item)));
    settled.forEach((result, at) => {
      const isBad = (at + 1) % 50 === 7;
      expect(result).toMatchObject(
        isBad ? { status: 'rejected', reason: { code: '22003' } } : { status: 'fulfilled', value: at + 1 },
      );
    });
  });

  it('gives a refused row a result where it is told one', async () => {
    const batcher = new Batcher<number, string>(() => Promise.reject(sqlError('23514')), {
      refused: (error) => `refused: ${error.message}`,
    });
    expect(await batcher.submitMany([1, 2])).toEqual(Array(2).fill('refused: SQLSTATE 23514'));
  });

  it('gives an item its own error', async () => {
    const batcher = new Batcher<number, number>((items) =>
      Promise.resolve(items.map((item) => (item === 2 ? new Error('not two') : item))),
    );
    const [one, two] = await Promise.allSettled([batcher.submit(1), batcher.submit(2)]);
    expect(one).toMatchObject({ value: 1 });
    expect(two).toMatchObject({ reason: { message: 'not two' } });
    expect(await batcher.submitMany([1, 2, 3])).toEqual([1, new Error('not two'), 3]);
  });

  it('tries a batch again that lost to another transaction, a few times', async () => {
    for (const [losses, isStored] of [
      [4, true],
      [5, false],
    ] as const) {
      let left: number = losses;
      const batcher = new Batcher((items: number[]) =>
        left-- > 0 ? Promise.reject(sqlError(left % 2 ? '40001' : '40P01')) : Promise.resolve(items),
      );
      const [result] = await Promise.allSettled([batcher.submit(1)]);
      expect(result.status === 'fulfilled').toBe(isStored);
    }
  });

  it('fails a whole batch when the connection is lost, without trying its rows again, and goes on', async () => {
    let calls = 0;
    const batcher = new Batcher((items: number[]) =>
      ++calls === 1 ? Promise.reject(sqlError('ECONNRESET')) : Promise.resolve(items),
    );
    const settled = await Promise.allSettled([batcher.submit(1), batcher.submit(2)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(calls).toBe(1);
    expect(await batcher.submit(3)).toBe(3);
  });

  it('fails a batch that gets too few results', async () => {
    const batcher = new Batcher<number, number>(() => Promise.resolve([]));
    await expect(batcher.submit(1)).rejects.toThrow('0 results of 1 items');
  });

  it('drains: what was taken is finished, what comes later is refused', async () => {
    const gate = new Gate();
    const batcher = new Batcher(gate.commit, { mostInBatch: 2 });
    const taken = Promise.all(range(1, 5).map((item) => batcher.submit(item)));
    let isDrained = false;
    const drained = batcher.drain().then(() => (isDrained = true));
    await expect(batcher.submit(6)).rejects.toThrow(BusyError);
    await expect(batcher.submitMany([7])).rejects.toThrow(BusyError);
    await tick();
    expect(isDrained).toBe(false);
    gate.isOpen = true;
    await gate.pass();
    expect(await taken).toEqual([10, 20, 30, 40, 50]);
    await drained;
    expect(gate.batches.flat()).toEqual([1, 2, 3, 4, 5]);
    await batcher.drain();
  });
});
