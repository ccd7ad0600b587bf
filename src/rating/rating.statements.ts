import { KEY_NAMES, keepStored, keyParameters } from '../database/idempotency.statements.js';
import { selectRecent } from '../database/recent.js';
import type { Statement } from '../database/writer.service.js';

export const RATING_COLUMNS =
  'user_id AS "userId", movie_id AS "movieId", rating, created_at AS "createdAt", updated_at AS "updatedAt"';

/** By ascending key, so that batches of several processes wait for each other in one direction only. */
export const INSERT_RATINGS: Statement = {
  name: 'insert_ratings',
  text: `INSERT INTO ratings (user_id, movie_id, rating)
    SELECT * FROM unnest($1::integer[], $2::integer[], $3::float8[]) AS given (user_id, movie_id, rating)
    ORDER BY user_id, movie_id
    ON CONFLICT (user_id, movie_id) DO NOTHING RETURNING ${RATING_COLUMNS}`,
};

/** The same with the keys of their requests, where those have one. */
export const INSERT_KEYED_RATINGS: Statement = {
  name: 'insert_keyed_ratings',
  text: `WITH given AS MATERIALIZED (
      SELECT * FROM unnest($1::integer[], $2::integer[], $3::float8[], ${keyParameters(4)})
        AS given (user_id, movie_id, rating, ${KEY_NAMES})
    ),
    stored AS (
      INSERT INTO ratings (user_id, movie_id, rating)
      SELECT user_id, movie_id, rating FROM given ORDER BY user_id, movie_id
      ON CONFLICT (user_id, movie_id) DO NOTHING RETURNING *
    ),
    ${keepStored('user_id, movie_id')}
    SELECT ${RATING_COLUMNS} FROM stored`,
};

export const FIND_RATINGS: Statement = {
  name: 'find_ratings',
  text: `SELECT ${RATING_COLUMNS} FROM ratings
    JOIN unnest($1::integer[], $2::integer[]) AS given (user_id, movie_id) USING (user_id, movie_id)`,
};

/** xmax is 0 in a row that this statement inserted, and its own transaction in one that it updated. */
export const REPLACE_RATING = `INSERT INTO ratings (user_id, movie_id, rating) VALUES ($1, $2, $3)
    ON CONFLICT (user_id, movie_id) DO UPDATE SET rating = EXCLUDED.rating
    RETURNING ${RATING_COLUMNS}, xmax = 0 AS created`;

export const NEWEST_RATINGS: Statement = {
  name: 'newest_ratings',
  text: `SELECT ${RATING_COLUMNS} FROM ratings ORDER BY updated_at DESC LIMIT $1`,
};

export const RATINGS_OF_USER: Statement = {
  name: 'ratings_of_user',
  text: `SELECT ${RATING_COLUMNS} FROM ratings WHERE user_id = $1 ORDER BY created_at DESC, movie_id LIMIT $2`,
};

export const RATINGS_OF_FILMS: Statement = {
  name: 'ratings_of_films',
  text: `SELECT ${RATING_COLUMNS} FROM ratings WHERE user_id = $1 AND movie_id = ANY($2::integer[])`,
};

export const SUM_RATINGS: Statement = {
  name: 'sum_ratings',
  text: 'SELECT count(*) AS count, avg(rating) AS mean FROM ratings WHERE user_id = $1',
};

export const RECENT_RATINGS: Statement = {
  name: 'recent_ratings',
  text: selectRecent('ratings', 'updated_at'),
};
