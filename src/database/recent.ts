/** How far back events count as recent, in seconds: what happens in a second is counted over that long. */
export const RECENT_SECONDS = 5;

/** What was stored lately, by the database's clock. */
export interface RecentRows {
  readonly now: Date;
  /** Rows of the last `RECENT_SECONDS`. */
  readonly recent: number;
  /** When the newest row was stored. */
  readonly lastAt: Date | null;
}

/** The moment that recent rows are younger than, as SQL. */
export const recently = (now: string): string => `${now} - interval '${RECENT_SECONDS} seconds'`;

/** Selects `RecentRows` of a table with an index over the column of their time. */
export const selectRecent = (table: string, column: string): string =>
  `SELECT now, (SELECT count(*) FROM ${table} WHERE ${column} > ${recently('now')}) AS recent,
     (SELECT max(${column}) FROM ${table}) AS "lastAt"
   FROM (SELECT clock_timestamp() AS now OFFSET 0) AS clock`;
