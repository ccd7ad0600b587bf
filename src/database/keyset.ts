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
  /** Columns that sort the rows into few groups; an index begins with them, and goes on with the key. */
  readonly groups?: readonly string[];
  readonly after?: Position;
  /** The last value of a key of one column that is read. */
  readonly through?: number;
  readonly limit: number;
}

interface Query {
  readonly text: string;
  readonly values: (string | number)[];
}

/**
 * A page of a table, in the order of its key, at the same cost wherever it starts. A column of the key that a condition
 * fixes orders nothing: left out, it does not keep an index that begins with it from being used to its end.
 */
export function keysetQuery(query: KeysetQuery): Query {
  const { table, columns, key, where, groups = [], after, through, limit } = query;
  const fixed = Object.keys(where).filter((column) => where[column] !== undefined);
  if (fixed.length > 0 && fixed.every((column) => groups.includes(column))) return groupQuery(query, groups);
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
  if (through !== undefined) conditions.push(`${key[0]} <= ${place(through)}`);
  // A key that is fixed whole has one row, which was seen when there is a position.
  if (after && free.length === 0) conditions.push('false');
  const condition = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  const order = free.length > 0 ? ` ORDER BY ${free.join(', ')}` : '';
  return { text: `SELECT ${columns} FROM ${table}${condition}${order} LIMIT ${place(limit)}`, values };
}

/**
 * The same where all conditions are about the groups. Read in the order of the key, a group might begin, or end, behind
 * millions of rows of others; so the groups are walked through, two steps in an index for each, and the first rows of
 * those that are meant are put in order. Whole rows are compared, not each column by itself, so that no index but that
 * of the groups has the order.
 */
function groupQuery(
  { table, columns, key, where, after, through, limit }: KeysetQuery,
  groups: readonly string[],
): Query {
  const values: (string | number)[] = [];
  const place = (value: string | number) => `$${values.push(value)}`;
  const list = (names: readonly string[]) => names.join(', ');
  const of = list(groups);
  const walked = list(groups.map((_, at) => `group_${at + 1}`));
  const start = after
    ? `(${list([of, ...key])}) > (${list([walked, ...after.map(place)])})`
    : `(${of}) >= (${walked})`;
  const meant = groups.flatMap((column, at) => {
    const value = where[column];
    return value === undefined ? [] : [`group_${at + 1} = ${place(value)}`];
  });
  if (through !== undefined) meant.push(`${key[0]} <= ${place(through)}`);
  const most = place(limit);
  const first = (condition: string) => `SELECT ${of} FROM ${table}${condition} ORDER BY ${of} LIMIT 1`;
  const text = `WITH RECURSIVE walk (${walked}) AS (
      (${first('')})
      UNION ALL SELECT next.* FROM walk, LATERAL (${first(` WHERE (${of}) > (${walked})`)}) AS next
    )
    SELECT ${columns} FROM walk, LATERAL (
      SELECT * FROM ${table} WHERE ${start} ORDER BY ${list([of, ...key])} LIMIT ${most}
    ) AS found
    WHERE ${meant.join(' AND ')} AND (${of}) = (${walked}) ORDER BY ${list(key)} LIMIT ${most}`;
  return { text, values };
}
