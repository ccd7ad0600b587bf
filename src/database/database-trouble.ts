/** What the database says, or the network for it, when it cannot serve now and may a moment later. */
export interface DatabaseTrouble {
  /** `away`: not reached, or taking nobody in; `slow`: it took longer than a statement may. */
  readonly kind: 'away' | 'slow' | 'crowded' | 'full';
  /** Whether nothing of the statement is stored; else nobody knows: the connection broke before the answer came. */
  readonly isUndone: boolean;
}

const trouble = (kind: DatabaseTrouble['kind'], isUndone = true): DatabaseTrouble => ({ kind, isUndone });

/** By SQLSTATE (PostgreSQL's appendix A) and by the system's error codes. */
const BY_CODE: readonly (readonly [RegExp, DatabaseTrouble])[] = [
  // No session was begun; 25006 is a server that may only be read, as after a failover.
  [/^(57P03|28\w{3}|3D000|25006)$/, trouble('away')],
  [/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/, trouble('away')],
  [/^(08\w{3}|57P\w{2}|58030|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT)$/, trouble('away', false)],
  [/^(57014|55P03)$/, trouble('slow')],
  // Lost to other transactions again and again.
  [/^(53300|53200|53400|53000|40001|40P01|EMFILE|ENFILE)$/, trouble('crowded')],
  [/^53100$/, trouble('full')],
];

/** What pg, its pool and TypeORM say without a code. */
const BY_MESSAGE: readonly (readonly [RegExp, DatabaseTrouble])[] = [
  [/timeout exceeded when trying to connect|due to connection timeout/, trouble('away')],
  [/is not queryable|Cannot use a pool after calling end|already released/, trouble('away')],
  [/^Query read timeout/, trouble('slow', false)],
  [/Connection terminated/, trouble('away', false)],
];

/** What passes by itself: the statement can be tried again later. Undefined for every other error. */
export function databaseTrouble(error: unknown): DatabaseTrouble | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const found =
    BY_CODE.find(([pattern]) => pattern.test(String(code))) ??
    BY_MESSAGE.find(([pattern]) => pattern.test(String(message)));
  return found?.[1];
}
