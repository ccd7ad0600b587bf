/** Where the last row that was seen stands: the values of its key, column by column. */
export type Position = readonly number[];

export interface KeysetQuery {
  readonly table: string;
  /** What is selected, as SQL. */
  readonly columns: string;
  /** The columns of the unique key that orders the rows. */
  readonly key: readonly string[];
  /** Columns that must have a value; undefined is no condition. */
  readonly where: Readonly<Record<string, string | number | undefined>>;
  readonly after?: Position;
  readonly limit: number;
}

/**
 * A page of a table, in the order of its key, at the same cost wherever it starts. A column of the key that a condition
 * fixes orders nothing: left out, it does not keep an index that begins with it from being used to its end.
 */
export function keysetQuery({ table, columns, key, where, after, limit }: KeysetQuery): {
  text: string;
  values: (string | number)[];
} {
  const values: (string | number)[] = [];
  const place = (value: string | number) => `$${values.push(value)}`;
  const conditions: string[] = [];
  for (const [column, value] of Object.entries(where)) {
    if (value !== undefined) conditions.push(`${column} = ${place(value)}`);
  }
  const free = key.filter((column) => where[column] === undefined);
  if (after && free.length > 0) {
    const from = free.map((column) => place(after[key.indexOf(column)]));
    conditions.push(`(${free.join(', ')}) > (${from.join(', ')})`);
  }
  // A key that is fixed whole has one row, which was seen when there is a position.
  if (after && free.length === 0) conditions.push('false');
  const condition = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  const order = free.length > 0 ? ` ORDER BY ${free.join(', ')}` : '';
  return { text: `SELECT ${columns} FROM ${table}${condition}${order} LIMIT ${place(limit)}`, values };
}
