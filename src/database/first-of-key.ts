import type { Outcome } from './outcome.js';

/** How rows are stored of which there is one of a key. */
export interface KeyedTable<Request, Row> {
  readonly keyOf: (request: Request) => string | number;
  readonly keyOfRow: (row: Row) => string | number;
  /** Stores requests of different keys where their key is not there yet, and returns the rows made. */
  readonly insert: (requests: Request[]) => Promise<Row[]>;
  /** The rows of these keys. */
  readonly find: (requests: Request[]) => Promise<Row[]>;
  /** Says how a row differs from the request, or nothing when it is the same. */
  readonly differs: (request: Request, row: Row) => string | undefined;
}

/**
 * Stores requests of which some may have the same key: the first of a key is created if the database has none, all others
 * are identical to what is there or in conflict with it.
 */
export async function storeFirsts<Request, Row extends object>(
  requests: readonly Request[],
  { keyOf, keyOfRow, insert, find, differs }: KeyedTable<Request, Row>,
): Promise<(Outcome<Row> | Error)[]> {
  const firsts = new Map<string | number, Request>();
  for (const request of requests) {
    const key = keyOf(request);
    if (!firsts.has(key)) firsts.set(key, request);
  }
  const rows = new Map((await insert([...firsts.values()])).map((row) => [keyOfRow(row), row]));
  const created = new Set(rows.keys());
  const others = [...firsts].filter(([key]) => !created.has(key)).map(([, request]) => request);
  if (others.length > 0) for (const row of await find(others)) rows.set(keyOfRow(row), row);
  return requests.map((request) => {
    const key = keyOf(request);
    const row = rows.get(key);
    if (!row) return new Error(`The row of key ${key} was there, and was gone a moment later`);
    if (created.has(key) && firsts.get(key) === request) return { outcome: 'created', row };
    const detail = differs(request, row);
    return detail === undefined ? { outcome: 'identical', row } : { outcome: 'conflict', detail };
  });
}
