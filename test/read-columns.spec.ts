import pg from 'pg';
import { columnReader } from '../src/database/read-columns.js';
import { testVariables } from './support/service.js';

describe('reading columns', () => {
  let client: pg.Client;
  beforeAll(async () => {
    client = new pg.Client(testVariables().DATABASE_URL);
    await client.connect();
  });
  afterAll(() => client.end());

  const columns = columnReader({ id: 'float8', count: 'int4', score: 'float8' });
  type Row = Record<'id' | 'count' | 'score', string | null>;
  const query = async <T extends Row>(sql: string) => (await client.query<T>(sql)).rows;
  const values = (rows: string) => `(VALUES ${rows}) AS given (id, count, score, name)`;

  it('keeps every number to the last bit, in the order of the rows', async () => {
    const [row] = await query(
      `SELECT ${columns.select} FROM ${values(
        `(1::bigint, 7, 5.555555555555555::float8, 'a'), (9007199254740991, -2147483648, '-0', 'a'),
         (2, 2147483647, 'NaN', 'a'), (3, 0, '-Infinity', 'a'), (4, -1, 5e-324, 'a')`,
      )}`,
    );
    const { id, count, score } = columns.read(row);
    expect(Array.from(id)).toEqual([1, Number.MAX_SAFE_INTEGER, 2, 3, 4]);
    expect(Array.from(count)).toEqual([7, -(2 ** 31), 2 ** 31 - 1, 0, -1]);
    expect(Array.from(score)).toEqual([50 / 9, -0, NaN, -Infinity, Number.MIN_VALUE]);
  });

  it('gives the columns of each group', async () => {
    const rows = await query<Row & { name: string }>(
      `SELECT name, ${columns.select}
       FROM ${values(`(1, 10, 1, 'a'), (2, 20, 2, 'b'), (3, 30, 3, 'a')`)} GROUP BY name ORDER BY name`,
    );
    expect(rows.map((row) => [row.name, Array.from(columns.read(row).count)])).toEqual([
      ['a', [10, 30]],
      ['b', [20]],
    ]);
  });

  it('gives columns as long as a page, whose memory can be handed on', async () => {
    const [row] = await query(
      `SELECT ${columns.select} FROM (SELECT n AS id, n AS count, n / 8.0 AS score FROM generate_series(1, 50000) AS n) AS page`,
    );
    const { id, count, score } = columns.read(row);
    for (const column of [id, count, score]) {
      expect(column).toHaveLength(50_000);
      expect(column.byteOffset).toBe(0);
      expect(column.byteLength).toBe(column.buffer.byteLength);
    }
    expect([id[49_999], count[49_999], score[49_999]]).toEqual([50_000, 50_000, 6250]);
  });

  it('gives empty columns of no rows, and refuses one that holds NULL', async () => {
    const [none] = await query(`SELECT ${columns.select} FROM ${values(`(1, 1, 1, 'a')`)} WHERE false`);
    expect(columns.read(none)).toEqual({
      id: new Float64Array(0),
      count: new Int32Array(0),
      score: new Float64Array(0),
    });
    const [holed] = await query(
      `SELECT ${columns.select} FROM ${values(`(1, NULL::int, 1, 'a'), (2, 2, 2, 'a')`)}`,
    );
    expect(() => columns.read(holed)).toThrow('Columns differ in length: id, count, score');
  });
});
