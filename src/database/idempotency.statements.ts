import type { KeptOutcome } from './keyed-commit.js';
import type { RequestKey } from './request-key.js';
import type { Statement } from './writer.service.js';

/** The key of an outcome that is kept. */
export type FoundKey = RequestKey & KeptOutcome;

/** The constraint that two requests of one key meet at. */
export const KEY_CONSTRAINT = 'idempotency_keys_pkey';

const COLUMNS =
  'key, part, route, fingerprint, status, answer, row_id AS "rowId", row_created_at AS "rowCreatedAt", ' +
  'row_updated_at AS "rowUpdatedAt"';

export const FIND_KEYS: Statement = {
  name: 'find_idempotency_keys',
  text: `SELECT ${COLUMNS} FROM idempotency_keys
    JOIN unnest($1::text[], $2::integer[]) AS given (key, part) USING (key, part)`,
};

/** Keeps outcomes for which no row was stored; keys that are kept already are left out of what it returns. */
export const KEEP_OUTCOMES: Statement = {
  name: 'keep_outcomes',
  text: `INSERT INTO idempotency_keys (key, part, route, fingerprint, status, answer)
    SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::bytea[], $5::smallint[], $6::json[])
      AS given (key, part, route, fingerprint, status, answer)
    ORDER BY key, part
    ON CONFLICT (key, part) DO NOTHING RETURNING key, part`,
};

/** Takes a key for the transaction that it runs in: no row when somebody has it already, once his transaction is over. */
export const TAKE_KEY =
  'INSERT INTO idempotency_keys (key, part, route, fingerprint) VALUES ($1, $2, $3, $4) ' +
  'ON CONFLICT (key, part) DO NOTHING RETURNING key';

export const SET_ANSWER = 'UPDATE idempotency_keys SET status = $3, answer = $4 WHERE key = $1 AND part = $2';

/** The columns that a statement gets of its rows' keys, as arrays: of its parameters from this one on. */
export const keyParameters = (from: number): string =>
  ['text', 'integer', 'text', 'bytea', 'json'].map((type, at) => `$${from + at}::${type}[]`).join(', ');
/** Their names in the statement. */
export const KEY_NAMES = 'key, part, route, fingerprint, answer';

/** The values of `keyParameters`; an answer is what a lane needs to tell the outcome again. */
export const keyColumns = (
  keyed: readonly { readonly key?: RequestKey; readonly answer?: unknown }[],
): unknown[][] => [
  keyed.map(({ key }) => key?.key ?? null),
  keyed.map(({ key }) => key?.part ?? null),
  keyed.map(({ key }) => key?.route ?? null),
  keyed.map(({ key }) => key?.fingerprint ?? null),
  keyed.map(({ answer }) => (answer === undefined ? null : JSON.stringify(answer))),
];

/** `claimed`: the keys of rows about to be made, and the one time of each such row; keys that are taken are left out. */
export const claimKeys = (rows: string, id: string): string => `claimed AS (
      INSERT INTO idempotency_keys (key, part, route, fingerprint, status, answer, row_id, row_created_at, row_updated_at)
      SELECT key, part, route, fingerprint, 201, answer, ${id}, now, now
      FROM (SELECT *, clock_timestamp() AS now FROM ${rows} AS claiming WHERE key IS NOT NULL) AS timed
      ORDER BY key, part
      ON CONFLICT (key, part) DO NOTHING RETURNING row_id AS ${id}, row_created_at AS claimed_at
    )`;

/** Rows without a key, and those that have got theirs. */
export const unlessTaken = (rows: string, id: string): string =>
  `${rows} AS given LEFT JOIN claimed USING (${id}) WHERE key IS NULL OR claimed_at IS NOT NULL`;

/** `kept`: the keys of rows that `stored` returns; one that is taken undoes the statement. */
export const keepStored = (join: string): string => `kept AS (
      INSERT INTO idempotency_keys (key, part, route, fingerprint, status, row_created_at, row_updated_at)
      SELECT key, part, route, fingerprint, 201, stored.created_at, stored.updated_at
      FROM stored JOIN given USING (${join}) WHERE key IS NOT NULL ORDER BY key, part
    )`;

/** Any number, the same in every process: the lock that old keys are forgotten under. */
const EXPIRY_LOCK = 4_715_004;

/** Forgets the oldest keys, of one instance at a time: the others find nothing to do. */
export const FORGET_KEYS: Statement = {
  name: 'forget_keys',
  text: `WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${EXPIRY_LOCK}) AS is_mine),
    old AS MATERIALIZED (
      SELECT key, part FROM idempotency_keys
      WHERE (SELECT is_mine FROM turn) AND created_at < clock_timestamp() - $1::float8 * interval '1 hour'
      ORDER BY created_at LIMIT $2
    )
    DELETE FROM idempotency_keys USING old
    WHERE idempotency_keys.key = old.key AND idempotency_keys.part = old.part
    RETURNING 1`,
};
