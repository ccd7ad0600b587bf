import { randomStream } from '../random/seeded-random.js';
import { SeenIds } from './seen-ids.js';

const ids = (...values: number[]) => Float64Array.from(values);
const writers = (drawn: number, ...open: string[]) => ({ drawn, open: new Set(open) });
const missingOf = (seen: SeenIds) => seen.missing.map(({ first, last }) => [first, last]);

describe('SeenIds', () => {
  it('misses nothing where ids come one after another, in whichever order', () => {
    const seen = new SeenIds();
    seen.take(ids(3, 1, 2));
    seen.take(ids(5, 4));
    expect([seen.last, missingOf(seen)]).toEqual([5, []]);
  });

  it('looks for missing ids until all are over who were open after they were noticed, and once more', () => {
    const seen = new SeenIds();
    seen.take(ids(1, 2, 6, 9));
    expect(missingOf(seen)).toEqual([
      [3, 5],
      [7, 8],
    ]);
    seen.settle(writers(12, '3/1', '4/1'));
    seen.take(ids(4, 10));
    seen.settle(writers(12, '4/1', '5/1'));
    expect(missingOf(seen)).toEqual([
      [3, 3],
      [5, 5],
      [7, 8],
    ]);
    seen.take(ids(8));
    seen.settle(writers(12, '5/1'));
    expect(missingOf(seen)).toEqual([
      [3, 3],
      [5, 5],
      [7, 7],
    ]);
    // What the last one committed at its end is seen in this round.
    seen.take(ids(3));
    seen.settle(writers(12, '5/1'));
    expect(missingOf(seen)).toEqual([]);
    expect(seen.last).toBe(10);
  });

  it('looks once more where nobody is open, for one who was over between reading and looking', () => {
    const seen = new SeenIds();
    seen.take(ids(2));
    seen.settle(writers(2));
    expect(missingOf(seen)).toEqual([[1, 1]]);
    seen.settle(writers(2));
    expect(missingOf(seen)).toEqual([]);
  });

  it('keeps looking for ids that are not drawn yet, below one that somebody chose', () => {
    const seen = new SeenIds();
    seen.take(ids(1, 100));
    seen.settle(writers(3));
    seen.settle(writers(3));
    expect(missingOf(seen)).toEqual([[4, 99]]);
    seen.take(ids(4, 101));
    seen.settle(writers(5));
    seen.settle(writers(5));
    expect(missingOf(seen)).toEqual([[6, 99]]);
  });

  it('takes a prepared transaction for any that was open', () => {
    const seen = new SeenIds();
    seen.take(ids(2));
    seen.settle(writers(2, '3/7'));
    seen.settle(writers(2, '-1/755'));
    seen.settle(writers(2, '-1/755'));
    expect(missingOf(seen)).toEqual([[1, 1]]);
    seen.settle(writers(2));
    seen.settle(writers(2));
    expect(missingOf(seen)).toEqual([]);
  });

  it('does not look for ids that will not appear any more', () => {
    const seen = new SeenIds(6);
    seen.take(ids(7, 9));
    expect(missingOf(seen)).toEqual([[8, 8]]);
  });

  it('sees every row once and no row too few, however transactions overlap', () => {
    for (let run = 0; run < 60; run++) {
      const random = randomStream('overlap', run);
      const committed = new Set<number>();
      const running = new Map<string, number[]>();
      const seen = new SeenIds();
      const read: number[] = [];
      let [drawn, opened] = [0, 0];
      const act = () => {
        const [name, own] = [...running].at(Math.floor(random() * running.size)) ?? [];
        const draw = random();
        if (name === undefined || draw < 0.3) running.set(`1/${++opened}`, []);
        else if (draw < 0.6) own!.push(++drawn);
        else if (draw < 0.9) {
          for (const id of own!) committed.add(id);
          running.delete(name);
        } else running.delete(name);
      };
      const round = (acts: number) => {
        const isMissing = (id: number) => seen.missing.some(({ first, last }) => first <= id && id <= last);
        const page = ids(...committed).filter((id) => id > seen.last || isMissing(id));
        read.push(...page);
        seen.take(page);
        for (let more = 0; more < acts; more++) act();
        seen.settle(writers(drawn, ...running.keys()));
      };
      for (let step = 0; step < 300; step++) {
        act();
        if (random() < 0.3) {
          const before = [...committed];
          round(Math.floor(random() * 3));
          expect(before.filter((id) => !read.includes(id))).toEqual([]);
        }
      }
      expect(new Set(read).size).toBe(read.length);
      running.clear();
      for (let last = 0; last < 3; last++) round(0);
      expect(missingOf(seen)).toEqual([]);
      expect(read.toSorted((a, b) => a - b)).toEqual([...committed].sort((a, b) => a - b));
    }
  });
});
