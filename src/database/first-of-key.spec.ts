import { storeFirsts } from './first-of-key.js';

interface Row {
  key: string;
  value: number;
}

/** A table in memory, and the keys it was read for. */
function table(...there: Row[]) {
  const rows = new Map(there.map((row) => [row.key, row]));
  const asked: string[] = [];
  return {
    asked,
    store: (requests: Row[]) =>
      storeFirsts<Row, Row>(requests, {
        keyOf: ({ key }) => key,
        keyOfRow: ({ key }) => key,
        insert: (firsts) => {
          const made = firsts.filter(({ key }) => !rows.has(key)).map((row) => ({ ...row }));
          for (const row of made) rows.set(row.key, row);
          return Promise.resolve(made.reverse());
        },
        find: (others) => {
          asked.push(...others.map(({ key }) => key));
          return Promise.resolve(others.flatMap(({ key }) => (key === 'gone' ? [] : rows.get(key)!)));
        },
        differs: (request, row) => (request.value === row.value ? undefined : `${row.key} is ${row.value}`),
      }),
  };
}

describe('storeFirsts', () => {
  it('creates the first of a key, and holds the later ones against it, without reading', async () => {
    const { store, asked } = table();
    const [a1, b, a1Again, a2] = await store([
      { key: 'a', value: 1 },
      { key: 'b', value: 5 },
      { key: 'a', value: 1 },
      { key: 'a', value: 2 },
    ]);
    expect(a1).toEqual({ outcome: 'created', row: { key: 'a', value: 1 } });
    expect(b).toEqual({ outcome: 'created', row: { key: 'b', value: 5 } });
    expect(a1Again).toEqual({ outcome: 'identical', row: { key: 'a', value: 1 } });
    expect(a2).toEqual({ outcome: 'conflict', detail: 'a is 1' });
    expect(asked).toEqual([]);
  });

  it('holds all against what was there', async () => {
    const { store, asked } = table({ key: 'a', value: 2 });
    const outcomes = await store([
      { key: 'a', value: 1 },
      { key: 'a', value: 2 },
      { key: 'b', value: 3 },
    ]);
    expect(outcomes.map((one) => 'outcome' in one && one.outcome)).toEqual([
      'conflict',
      'identical',
      'created',
    ]);
    expect(asked).toEqual(['a']);
  });

  it('says so when a row is gone in between', async () => {
    const { store } = table({ key: 'gone', value: 2 });
    expect(await store([{ key: 'gone', value: 2 }])).toEqual([expect.any(Error)]);
  });
});
