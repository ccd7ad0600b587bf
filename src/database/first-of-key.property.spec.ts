import fc from 'fast-check';
import { RUNS } from '../../test/support/property-runs.js';
import { storeFirsts } from './first-of-key.js';

interface Row {
  readonly key: number;
  readonly value: number;
}

const row = fc.record({ key: fc.integer({ min: 0, max: 9 }), value: fc.integer({ min: 0, max: 2 }) });

/** What one row at a time would have come to. */
function oneByOne(rows: Map<number, Row>, requests: readonly Row[]): string[] {
  return requests.map((request) => {
    const there = rows.get(request.key);
    if (!there) rows.set(request.key, request);
    if (!there) return 'created';
    return there.value === request.value ? 'identical' : 'conflict';
  });
}

describe('storeFirsts, of any batches', () => {
  it('has the outcomes and leaves the rows of one request after another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(row, { maxLength: 20 }), { maxLength: 5 }), async (batches) => {
        const table = new Map<number, Row>();
        const expected = new Map<number, Row>();
        for (const batch of batches) {
          const outcomes = await storeFirsts<Row, Row>(batch, {
            keyOf: ({ key }) => key,
            keyOfRow: ({ key }) => key,
            insert: (firsts) => {
              expect(new Set(firsts.map(({ key }) => key)).size).toBe(firsts.length);
              const made = firsts.filter(({ key }) => !table.has(key));
              for (const one of made) table.set(one.key, one);
              return Promise.resolve(made.map((one) => ({ ...one })).reverse());
            },
            find: (others) => Promise.resolve(others.map(({ key }) => ({ ...table.get(key)! })).reverse()),
            differs: (request, there) => (request.value === there.value ? undefined : 'differs'),
          });
          const kinds = outcomes.map((one) => ('outcome' in one ? one.outcome : one));
          expect(kinds).toEqual(oneByOne(expected, batch));
        }
        expect(table).toEqual(expected);
      }),
      RUNS,
    );
  });
});
