import fc from 'fast-check';
import { RUNS } from '../../test/support/property-runs.js';
import { SettledIds } from './settled-ids.js';

const writer = fc.nat({ max: 5 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('draw' as const), writer }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), writer }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('look' as const), writer }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('empty' as const), writer }) },
);

/** The transactions that write a table, each with the ids it has drawn; emptying it waits for all of them. */
class Table {
  drawn = 0;
  epoch = 1;
  readonly open = new Map<number, { readonly name: string; readonly ids: number[] }>();
  private names = 0;

  draw(of: number): void {
    const transaction = this.open.get(of) ?? { name: `${of}/${this.names++}`, ids: [] };
    transaction.ids.push(++this.drawn);
    this.open.set(of, transaction);
  }

  empty(): void {
    this.open.clear();
    this.drawn = 0;
    this.epoch++;
  }

  look() {
    const open = new Set([...this.open.values()].map(({ name }) => name));
    return { drawn: this.drawn, open, epoch: this.epoch };
  }

  /** The smallest id that may yet appear. */
  get next(): number {
    return Math.min(this.drawn + 1, ...[...this.open.values()].flatMap(({ ids }) => ids));
  }
}

describe('SettledIds, of any order of commits', () => {
  it('settles no id that may yet appear, and all that are drawn once nobody writes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const table = new Table();
        const ids = new SettledIds();
        for (const one of steps) {
          if (one.do === 'draw') table.draw(one.writer);
          else if (one.do === 'end') table.open.delete(one.writer);
          else if (one.do === 'empty') table.empty();
          else expect(ids.take(table.look())).toBeLessThan(table.next);
        }
        table.open.clear();
        expect(ids.take(table.look())).toBe(table.drawn);
      }),
      RUNS,
    );
  });

  it('is kept by one that stays open from its own ids on only, while others come and go', () => {
    const ids = new SettledIds();
    const look = (drawn: number, ...open: string[]) => ids.take({ drawn, open: new Set(open), epoch: 1 });
    expect(look(10, 'a')).toBe(0);
    expect(look(20, 'b', 'long')).toBe(10);
    expect(look(30, 'c', 'long')).toBe(10);
    for (let drawn = 31; drawn < 1000; drawn++) look(drawn, `d${drawn}`, 'long');
    expect(look(1000, 'e')).toBe(999);
    expect(look(1001)).toBe(1001);
  });

  it('takes one that was prepared for a two-phase commit for any of those before', () => {
    const ids = new SettledIds();
    const look = (drawn: number, ...open: string[]) => ids.take({ drawn, open: new Set(open), epoch: 1 });
    expect(look(10, '3/7')).toBe(0);
    expect(look(10, '-1/712')).toBe(0);
    expect(look(10)).toBe(10);
  });
});
