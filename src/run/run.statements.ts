/** A player that has not said for so long that it goes on has lost its hold. */
export const HOLD_SECONDS = 10;

export const RUN_COLUMNS = `run_id AS "runId", seed, dataset, checksum, options, version, films_before AS "filmsBefore",
  last_release_before AS "lastReleaseBefore", position, counts, status, player, held_until AS "heldUntil",
  advanced_at AS "advancedAt", created_at AS "createdAt", updated_at AS "updatedAt"`;

const HELD = `clock_timestamp() + interval '${HOLD_SECONDS} s'`;

export const INSERT_RUN = `INSERT INTO runs
    (seed, dataset, checksum, options, version, player, films_before, last_release_before, held_until)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, ${HELD}) RETURNING ${RUN_COLUMNS}`;

export const FIND_RUN = `SELECT ${RUN_COLUMNS} FROM runs WHERE run_id = $1`;

/**
 * A client becomes the player, where nobody holds the run. Of two at once the second waits for the first one's row, and
 * finds it held.
 */
export const TAKE_RUN = `UPDATE runs SET player = $2, status = 'running', held_until = ${HELD}
  WHERE run_id = $1 AND status <> 'finished'
    AND ($3 OR player = $2 OR held_until IS NULL OR held_until < clock_timestamp())
  RETURNING ${RUN_COLUMNS}`;

/** What comes late, or twice, takes nothing back: neither the position nor the end. */
export const NOTE_PROGRESS = `UPDATE runs SET
    position = greatest(position, $3),
    advanced_at = CASE WHEN $3 > position THEN clock_timestamp() ELSE advanced_at END,
    counts = CASE WHEN $3 >= position THEN $4::jsonb ELSE counts END,
    status = CASE WHEN status = 'finished' THEN status ELSE $5 END,
    held_until = CASE WHEN status <> 'finished' AND $5 = 'running' THEN ${HELD} END
  WHERE run_id = $1 AND player = $2 RETURNING ${RUN_COLUMNS}`;
