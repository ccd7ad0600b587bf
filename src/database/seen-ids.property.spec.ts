import fc from 'fast-check';
import { RUNS } from '../../test/support/property-runs.js';
import { SeenIds } from './seen-ids.js';

/** A transaction draws an id, stores its row or not, and ends; a reader looks in between. */
type Step =
  | { readonly do: 'draw'; readonly writer: number }
  | { readonly do: 'end'; readonly writer: number; readonly commits: boolean }
  | { readonly do: 'read' };

const writer = fc.nat({ max: 5 });
const step = fc.oneof(
  fc.record({ do: fc.constant('draw' as const), writer }),
  fc.record({ do: fc.constant('end' as const), writer, commits: fc.boolean() }),
  fc.record({ do: fc.constant('read' as const) }),
);

/** A table whose ids are drawn before they can be seen. */
class Table {
  drawn = 0;
  readonly visible = new Set<number>();
  readonly open = new Map<number, { name: string; ids: number[] }>();
  private names = 0;

  draw(writer: number): void {
    const transaction = this.open.get(writer) ?? { name: `${writer}/${this.names++}`, ids: [] };
    transaction.ids.push(++this.drawn);
    this.open.set(writer, transaction);
  }

  end(writer: number, commits: boolean): void {
    if (commits) for (const id of this.open.get(writer)?.ids ?? []) this.visible.add(id);
    this.open.delete(writer);
  }
}

describe('SeenIds, of any order of commits', () => {
  it('finds every row once, and waits for nobody who is over', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps: readonly Step[]) => {
        const table = new Table();
        const seen = new SeenIds();
        const found: number[] = [];
        const read = () => {
          const { last, missing } = seen;
          const late = [...table.visible].filter((id) =>
            missing.some((gap) => id >= gap.first && id <= gap.last),
          );
          const fresh = [...table.visible].filter((id) => id > last);
          for (const ids of [late, fresh]) {
            found.push(...ids);
            seen.take(Float64Array.from(ids));
          }
          seen.settle({
            drawn: table.drawn,
            open: new Set([...table.open.values()].map(({ name }) => name)),
          });
        };
        for (const one of steps) {
          if (one.do === 'draw') table.draw(one.writer);
          else if (one.do === 'end') table.end(one.writer, one.commits);
          else read();
        }
        for (const open of [...table.open.keys()]) table.end(open, true);
        for (let round = 0; round < 3; round++) read();
        expect(found.toSorted((a, b) => a - b)).toEqual([...table.visible].toSorted((a, b) => a - b));
        expect(seen.missing).toEqual([]);
      }),
      RUNS,
    );
  });
});
