/** A table that grows at its end, with an identity column; what happens to its older rows is noted in `rewrites`. */
export interface FollowedTable<Row, Page> {
  readonly table: string;
  readonly id: string;
  /** SELECT lists: of the rows of a page, of what is read from them, and what that is grouped by. */
  readonly rows: string;
  readonly select: string;
  readonly by: string;
  /** Whether `select` has the ids already, under their name and as a column of `float8`. */
  readonly selectsIds?: boolean;
  readonly toPage: (row: Row) => Page;
}

type Names = Omit<FollowedTable<never, never>, 'toPage' | 'selectsIds'>;

/**
 * The groups of rows whose id is beyond $1 and at the most $2. No LIMIT: without statistics, which an embedded database
 * never has, every page of a sorted reading would go through the whole table.
 */
export const selectPage = (names: Names, ...more: string[]): string =>
  selectGroups(
    names,
    more,
    ({ table, id, rows }) => `SELECT ${rows} FROM ${table} WHERE ${id} > $1::bigint AND ${id} <= $2::bigint`,
  );

/** The first and the last id beyond $1, or NULL. */
export const selectBounds = ({ table, id }: Names): string =>
  `SELECT (SELECT min(${id}) FROM ${table} WHERE ${id} > $1::bigint) AS first,
     (SELECT max(${id}) FROM ${table} WHERE ${id} > $1::bigint) AS last`;

/** The groups of rows in ranges of ids, from $1 to $2; an index scan each, where a join might go through all rows. */
export const selectRanges = (names: Names, ...more: string[]): string =>
  selectGroups(
    names,
    more,
    ({ table, id, rows }) =>
      `SELECT found.* FROM unnest($1::bigint[], $2::bigint[]) AS ranges (first_id, last_id),
         LATERAL (SELECT ${rows} FROM ${table} WHERE ${id} BETWEEN first_id AND last_id OFFSET 0) AS found`,
  );

const selectGroups = (names: Names, more: readonly string[], rowsOf: (names: Names) => string): string =>
  `SELECT ${[names.select, ...more].join(', ')} FROM (${rowsOf(names)}) AS page GROUP BY ${names.by}`;

/** How a table stands. */
export interface TableState {
  /** The last id drawn. */
  readonly drawn: number;
  /** The transactions that may store rows, at a moment after that. */
  readonly open: readonly string[];
  /** How often older rows were rewritten. */
  readonly rewrites: number;
}

/**
 * The state of a table. A transaction that inserts holds the table's RowExclusiveLock from before its statement draws an
 * id until its end. The locks are read for the row of the sequence, so after it.
 */
export const selectState = ({ table, id }: Pick<Names, 'table' | 'id'>): string => `
  SELECT drawn, ARRAY(
      SELECT virtualtransaction FROM pg_locks
      WHERE drawn IS NOT NULL AND locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
        AND relation = '${table}'::regclass
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ) AS open,
    (SELECT count(*) FROM rewrites WHERE table_name = '${table}') AS rewrites
  FROM (SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS drawn FROM ${table}_${id}_seq OFFSET 0) AS sequence`;
