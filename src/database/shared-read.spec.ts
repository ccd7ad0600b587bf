import { SharedRead } from './shared-read.js';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('SharedRead', () => {
  let stored: number;
  let reads: (() => void)[];
  let shared: SharedRead<number>;
  beforeEach(() => {
    [stored, reads] = [1, []];
    shared = new SharedRead(async () => {
      const seen = stored;
      await new Promise<void>((resolve) => reads.push(resolve));
      if (seen < 0) throw new Error('no answer');
      return seen;
    });
  });

  it('shares the next read among all who ask during one, so that each sees what was stored before he asked', async () => {
    const first = shared.ask();
    stored = 2;
    const others = [shared.ask(), shared.ask(), shared.ask()];
    reads[0]();
    expect(await first).toBe(1);
    await tick();
    stored = 3;
    const late = shared.ask();
    reads[1]();
    expect(await Promise.all(others)).toEqual([2, 2, 2]);
    await tick();
    reads[2]();
    expect(await late).toBe(3);
    expect(reads).toHaveLength(3);
  });

  it('reads at once when nothing is under way', async () => {
    const first = shared.ask();
    reads[0]();
    await first;
    stored = 5;
    const second = shared.ask();
    expect(reads).toHaveLength(2);
    reads[1]();
    expect(await second).toBe(5);
  });

  it('goes on after a read that failed', async () => {
    stored = -1;
    const failing = shared.ask();
    stored = 4;
    const next = shared.ask();
    reads[0]();
    await expect(failing).rejects.toThrow('no answer');
    await tick();
    reads[1]();
    expect(await next).toBe(4);
  });
});
