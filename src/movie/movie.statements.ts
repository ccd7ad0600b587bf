import { timestampOf } from '../database/change-marks.js';
import { KEY_NAMES, keepStored, keyParameters } from '../database/idempotency.statements.js';
import { selectRecent } from '../database/recent.js';
import type { Statement } from '../database/writer.service.js';

export const MOVIE_COLUMNS =
  'movie_id AS "movieId", title, genres, created_at AS "createdAt", updated_at AS "updatedAt"';

/** Any number, the same in every process: the lock that films come out under. */
const RELEASE_LOCK = 4_715_002;

/**
 * Films come out in the order of the batch. Two batches that hold the same films in another order would wait for each
 * other, so the batches of several processes go one after another, each until its commit.
 */
export const INSERT_MOVIES: Statement = {
  name: 'insert_movies',
  text: `WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(${RELEASE_LOCK}))
    INSERT INTO movies (movie_id, title, genres)
    SELECT movie_id, title, genres
    FROM turn, unnest($1::integer[], $2::text[], $3::text[]) WITH ORDINALITY AS given (movie_id, title, genres, place)
    ORDER BY place
    ON CONFLICT (movie_id) DO NOTHING RETURNING ${MOVIE_COLUMNS}`,
};

/** The same with the keys of their requests, where those have one. */
export const INSERT_KEYED_MOVIES: Statement = {
  name: 'insert_keyed_movies',
  text: `WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(${RELEASE_LOCK})),
    given AS MATERIALIZED (
      SELECT given.* FROM turn, unnest($1::integer[], $2::text[], $3::text[], ${keyParameters(4)})
        WITH ORDINALITY AS given (movie_id, title, genres, ${KEY_NAMES}, place)
    ),
    stored AS (
      INSERT INTO movies (movie_id, title, genres)
      SELECT movie_id, title, genres FROM given ORDER BY place
      ON CONFLICT (movie_id) DO NOTHING RETURNING *
    ),
    ${keepStored('movie_id')}
    SELECT ${MOVIE_COLUMNS} FROM stored`,
};

export const FIND_MOVIES: Statement = {
  name: 'find_movies',
  text: `SELECT ${MOVIE_COLUMNS} FROM movies WHERE movie_id = ANY($1::integer[])`,
};

/** The films released last, and how many came out after a release; `known` when that release is still there. */
export const NEWEST_MOVIES: Statement = {
  name: 'newest_movies',
  text: `SELECT ARRAY(SELECT movie_id FROM releases ORDER BY release_id DESC LIMIT $1::integer) AS movie_ids,
      (SELECT count(*) FROM releases WHERE release_id > $2::bigint) AS later,
      $2 = 0 OR EXISTS (SELECT FROM releases WHERE release_id = $2 AND movie_id = $3::integer) AS known`,
};

/** The newest release, and a transaction that is younger than every one which may hold an older release. */
export const NEWEST_RELEASE: Statement = {
  name: 'newest_release',
  text: `SELECT release_id, movie_id, pg_current_xact_id()::text AS younger
    FROM releases ORDER BY release_id DESC LIMIT 1`,
};

/** How many releases are between two, and whether all transactions older than one are over. */
export const RELEASES_BETWEEN: Statement = {
  name: 'releases_between',
  text: `SELECT count(*), pg_snapshot_xmin(pg_current_snapshot()) >= $3::xid8 AS settled
    FROM releases WHERE release_id > $1 AND release_id <= $2`,
};

const RELEASES = 'SELECT release_id, movie_id, title, genres FROM releases JOIN movies USING (movie_id)';

export const RELEASES_AFTER: Statement = {
  name: 'releases_after',
  text: `${RELEASES} WHERE release_id > $1::bigint ORDER BY release_id LIMIT $2`,
};

export const RELEASES_SINCE: Statement = {
  name: 'releases_since',
  text: `${RELEASES} WHERE created_at >= ${timestampOf('$1')} ORDER BY release_id`,
};

/** How many films are out, and the newest release. */
export const COUNT_RELEASES: Statement = {
  name: 'count_releases',
  text: 'SELECT count(*) AS films, coalesce(max(release_id), 0) AS "lastRelease" FROM releases',
};

export const IDS_UNTIL: Statement = {
  name: 'ids_until',
  text: 'SELECT movie_id FROM releases WHERE release_id <= $1::bigint ORDER BY release_id',
};

export const NEWEST_RELEASES: Statement = {
  name: 'newest_releases',
  text: `SELECT ${MOVIE_COLUMNS} FROM releases JOIN movies USING (movie_id) ORDER BY release_id DESC LIMIT $1`,
};

export const RECENT_RELEASES: Statement = {
  name: 'recent_releases',
  text: selectRecent('movies', 'created_at'),
};
