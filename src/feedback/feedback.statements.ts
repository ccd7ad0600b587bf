import { claimKeys, KEY_NAMES, keyParameters, unlessTaken } from '../database/idempotency.statements.js';
import { recently } from '../database/recent.js';
import type { Statement } from '../database/writer.service.js';

export const FEEDBACK_COLUMNS = `feedback_id AS "feedbackId", user_id AS "userId",
  recommended_movie_id_list AS "recommendedMovieIdList", selected_movie_id AS "selectedMovieId", score,
  user_type AS "userType", action_cycle AS "actionCycle", created_at AS "createdAt", updated_at AS "updatedAt"`;

/** Draws ids in the order of the batch, so that an id tells its row. */
const given = (keys: { parameters: string; names: string }) => `given AS MATERIALIZED (
      SELECT nextval('feedbacks_feedback_id_seq') AS feedback_id, given.*
      FROM unnest($1::integer[], $2::text[], $3::integer[], $4::float8[], $5::text[], $6::integer[],
                  $7::bigint[]${keys.parameters})
        WITH ORDINALITY AS given (user_id, recommended_movie_id_list, selected_movie_id, score, user_type,
                                  action_cycle, recommendation_id${keys.names}, place)
    )`;
const GIVEN = given({ parameters: '', names: '' });
const GIVEN_WITH_KEYS = given({ parameters: `, ${keyParameters(8)}`, names: `, ${KEY_NAMES}` });

/**
 * Stores feedback, and marks the lists that it answers, in one statement: a list that somebody else has answered keeps its
 * feedback out.
 * @param more further columns, and their values
 */
const insertFrom = (rows: string, more = { names: '', values: '' }) => `
    stored AS (
      INSERT INTO feedbacks (feedback_id, user_id, recommended_movie_id_list, selected_movie_id, score, user_type,
                             action_cycle${more.names})
      OVERRIDING SYSTEM VALUE
      SELECT feedback_id, user_id, recommended_movie_id_list, selected_movie_id, score, user_type,
             action_cycle${more.values}
      FROM ${rows} ORDER BY feedback_id
      RETURNING feedback_id, created_at, updated_at
    )
    SELECT place::integer, feedback_id AS "feedbackId", created_at AS "createdAt", updated_at AS "updatedAt"
    FROM stored JOIN given USING (feedback_id)`;

/**
 * Only feedback that agrees with its list, as it stands in the table, is stored. Lists are locked by ascending id, so
 * that batches of several processes wait for each other in one direction only.
 */
const OPEN = `open AS MATERIALIZED (
      SELECT recommendation_id, user_id, user_type, action_cycle,
             array_to_string(movie_ids, ',') AS recommended_movie_id_list
      FROM served_lists
      WHERE recommendation_id = ANY($7::bigint[]) AND feedback_id IS NULL
      ORDER BY recommendation_id FOR UPDATE
    )`;
const AGREES = 'USING (recommendation_id, user_id, user_type, action_cycle, recommended_movie_id_list)';

const WITHOUT_LIST = 'SELECT * FROM given WHERE recommendation_id IS NULL';

/** A list's mark, and then its feedback's row. */
const answered = (rows: string) => `answered AS (
      UPDATE served_lists AS list SET feedback_id = given.feedback_id
      FROM ${rows} WHERE list.recommendation_id = given.recommendation_id RETURNING list.feedback_id
    )`;

export const INSERT_FEEDBACKS: Statement = {
  name: 'insert_feedbacks',
  text: `WITH ${GIVEN}, ${insertFrom('given')}`,
};

export const INSERT_ANSWERS: Statement = {
  name: 'insert_answers',
  text: `WITH ${GIVEN},
    ${OPEN},
    ${answered(`open JOIN given ${AGREES}`)}, ${insertFrom(`(
        ${WITHOUT_LIST}
        UNION ALL SELECT given.* FROM given JOIN answered USING (feedback_id)
      ) AS answers`)}`,
};

/** A row with a key has the time that is kept under the key. */
const TIMES = {
  names: ', created_at, updated_at',
  values: ', coalesce(claimed_at, clock_timestamp()), coalesce(claimed_at, clock_timestamp())',
};

/**
 * The same where requests have keys. First come the lists' locks, then the keys: whoever has taken a key waits for lists no
 * more.
 */
export const INSERT_KEYED_FEEDBACKS: Statement = {
  name: 'insert_keyed_feedbacks',
  text: `WITH ${GIVEN_WITH_KEYS},
    ${OPEN},
    allowed AS MATERIALIZED (
      ${WITHOUT_LIST}
      UNION ALL SELECT given.* FROM given JOIN open ${AGREES}
    ),
    ${claimKeys('allowed', 'feedback_id')},
    storable AS MATERIALIZED (SELECT given.*, claimed_at FROM ${unlessTaken('allowed', 'feedback_id')}),
    ${answered('storable AS given')}, ${insertFrom('storable', TIMES)}`,
};

const givenLists = (keys: { parameters: string; names: string }) => `given AS MATERIALIZED (
      SELECT nextval('served_lists_recommendation_id_seq') AS recommendation_id, given.*
      FROM unnest($1::integer[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::integer[], $7::boolean[],
                  $8::boolean[]${keys.parameters})
        WITH ORDINALITY AS given (user_id, movie_ids, user_type, action_cycle, recommender, model_version, fallback,
                                  cold_start${keys.names}, place)
    )`;

const insertLists = (rows: string) => `stored AS (
      INSERT INTO served_lists (recommendation_id, user_id, movie_ids, user_type, action_cycle, recommender,
                                model_version, fallback, cold_start)
      OVERRIDING SYSTEM VALUE
      SELECT recommendation_id, user_id, movie_ids::integer[], user_type, action_cycle, recommender, model_version,
             fallback, cold_start
      FROM ${rows} ORDER BY recommendation_id
    )
    SELECT recommendation_id, place::integer FROM ${rows} ORDER BY place`;

export const INSERT_SERVED_LISTS: Statement = {
  name: 'insert_served_lists',
  text: `WITH ${givenLists({ parameters: '', names: '' })},
    ${insertLists('given')}`,
};

/** The same where requests have keys. */
export const INSERT_KEYED_LISTS: Statement = {
  name: 'insert_keyed_lists',
  text: `WITH ${givenLists({ parameters: `, ${keyParameters(9)}`, names: `, ${KEY_NAMES}` })},
    ${claimKeys('given', 'recommendation_id')},
    storable AS MATERIALIZED (SELECT given.* FROM ${unlessTaken('given', 'recommendation_id')}),
    ${insertLists('storable')}`,
};

export const FIND_SERVED_LISTS: Statement = {
  name: 'find_served_lists',
  text: `SELECT recommendation_id AS "recommendationId", user_id AS "userId", movie_ids AS "movieIds",
      user_type AS "userType", action_cycle AS "actionCycle", feedback_id AS "feedbackId"
    FROM served_lists WHERE recommendation_id = ANY($1::bigint[])`,
};

export const NEWEST_FEEDBACK: Statement = {
  name: 'newest_feedback',
  text: `SELECT ${FEEDBACK_COLUMNS} FROM feedbacks ORDER BY feedback_id DESC LIMIT $1`,
};

export const FEEDBACK_OF_USER: Statement = {
  name: 'feedback_of_user',
  text: `SELECT ${FEEDBACK_COLUMNS} FROM feedbacks WHERE user_id = $1 ORDER BY feedback_id DESC LIMIT $2`,
};

export const SUM_FEEDBACK: Statement = {
  name: 'sum_feedback',
  text: 'SELECT count(*) AS count, avg(score) AS mean FROM feedbacks WHERE user_id = $1',
};

/**
 * No B-tree knows the times of feedback, but ids ascend with them: from the last id drawn back in steps that double,
 * until a row is older, and then from there on. So it costs what is recent, however much there is.
 */
export const RECENT_FEEDBACK: Statement = {
  name: 'recent_feedback',
  text: `WITH RECURSIVE clock AS MATERIALIZED (
      SELECT clock_timestamp() AS now, (SELECT last_value FROM feedbacks_feedback_id_seq) AS drawn
    ),
    back AS (
      SELECT drawn AS id, 64::bigint AS step FROM clock
      UNION ALL
      SELECT id - step, 2 * step FROM back
      WHERE (SELECT created_at FROM feedbacks WHERE feedback_id <= id ORDER BY feedback_id DESC LIMIT 1)
        > (SELECT ${recently('now')} FROM clock)
    )
    SELECT now, (
        SELECT count(*) FROM feedbacks
        WHERE feedback_id > (SELECT min(id) FROM back) AND created_at > ${recently('now')}
      ) AS recent, (
        SELECT max(created_at) FROM (SELECT created_at FROM feedbacks ORDER BY feedback_id DESC LIMIT 10) AS newest
      ) AS "lastAt"
    FROM clock`,
};
