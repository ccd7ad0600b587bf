import { assignGroup } from '../../src/experiment/assignment.js';
import { ReplaceExperimentDto } from '../../src/experiment/experiment.dto.js';
import { query } from './postgres.js';

/** Cycles that the films came out in. */
const CYCLES = 4;
/** Films on a list. */
const LENGTH = 9;

/** The size of a service's tables: every visit is a served list, a feedback and a rating. */
export interface TableSize {
  readonly visits: number;
  readonly users: number;
  readonly films: number;
}

/** Primes that divide no number of users: they spread the visitors of a film over all of them. */
const [FILM_STEP, VISIT_STEP] = [104_729, 7919];

const visitorOf = ({ users }: TableSize, film: number, visit: number): number =>
  ((film * FILM_STEP + visit * VISIT_STEP) % users) + 1;

/** Films that users still come for. */
const NEWEST = 500;

/** A user and one of the newest films, which he has not rated: another pair for each of some 50 indices per visit. */
export function nextVisit(size: TableSize, index: number): { user_id: number; movie_id: number } {
  const newest = Math.min(NEWEST, size.films);
  const film = size.films - 1 - (index % newest);
  const visit = size.visits / size.films + Math.floor(index / newest);
  return { user_id: visitorOf(size, film, visit), movie_id: film + 1 };
}

/**
 * Fills the empty tables of a database as the client loop would have left them: films come out one after another, users
 * come for each, are served the nine films released last, choose the new one, and rate it.
 */
export async function fillTables(database: string, size: TableSize): Promise<void> {
  const { visits, users } = size;
  const design = new ReplaceExperimentDto();
  const groups = Array.from({ length: users }, (_, index) =>
    assignGroup(design.groups, design.salt, index + 1),
  );
  await query(
    database,
    `CREATE UNLOGGED TABLE bench_users AS
     SELECT user_id, user_type FROM unnest($1::text[]) WITH ORDINALITY AS given (user_type, user_id)`,
    [groups],
  );
  for (const sql of [...visitsOf(size), ...FILL, ...countFrom(visits)]) await query(database, sql);
}

/** Each film's list in all its rotations, the film itself, the newest one, at the place `at`; and who was shown which. */
const visitsOf = ({ visits, users, films }: TableSize): string[] => [
  `CREATE UNLOGGED TABLE bench_lists AS
   SELECT film, at, array_agg((film - (place - at + ${LENGTH}) % ${LENGTH} + ${films}) % ${films} + 1 ORDER BY place) AS list
   FROM generate_series(0, ${films - 1}) AS film,
        generate_series(0, ${LENGTH - 1}) AS at, generate_series(0, ${LENGTH - 1}) AS place
   GROUP BY film, at`,
  `CREATE UNLOGGED TABLE bench_visits AS
   WITH arrivals AS (
     SELECT n AS visit, (n - 1) / ${visits / films} AS film, (n - 1) % ${visits / films} AS place
     FROM generate_series(1::bigint, ${visits}) AS n
   ), visitors AS (
     SELECT visit, film, (film * ${FILM_STEP} + place * ${VISIT_STEP}) % ${users} + 1 AS user_id FROM arrivals
   )
   SELECT visit, user_id, user_type, film + 1 AS movie_id, list, at, film * ${CYCLES} / ${films} % 2 AS action_cycle
   FROM visitors JOIN bench_users USING (user_id) JOIN bench_lists USING (film)
   WHERE at = (user_id * 7 + film * 5) % ${LENGTH}`,
];

const FILL: readonly string[] = [
  `INSERT INTO movies (movie_id, title, genres)
   SELECT movie_id, 'The Silent Harbour ' || movie_id || ' (2026)', 'Drama|Mystery'
   FROM (SELECT DISTINCT movie_id FROM bench_visits) AS films ORDER BY movie_id`,
  `INSERT INTO served_lists (recommendation_id, user_id, movie_ids, user_type, action_cycle, recommender, fallback,
                             cold_start, feedback_id) OVERRIDING SYSTEM VALUE
   SELECT visit, user_id, list, user_type, action_cycle, 'random', false, false, visit
   FROM bench_visits ORDER BY visit`,
  `INSERT INTO feedbacks (feedback_id, user_id, recommended_movie_id_list, selected_movie_id, score, user_type,
                          action_cycle) OVERRIDING SYSTEM VALUE
   SELECT visit, user_id, array_to_string(list, ','), movie_id, (${LENGTH} - at) * 10.0 / ${LENGTH}, user_type, action_cycle
   FROM bench_visits ORDER BY visit`,
  `INSERT INTO ratings (user_id, movie_id, rating)
   SELECT user_id, movie_id, 3.5 FROM bench_visits ORDER BY visit`,
  // A list that comes with its answer is counted by a row of its own; of those that the service marks, few rows are left.
  `WITH counts AS (DELETE FROM answer_counts RETURNING action_cycle, user_type, answered)
   INSERT INTO answer_counts (action_cycle, user_type, answered)
   SELECT action_cycle, user_type, sum(answered) FROM counts GROUP BY action_cycle, user_type`,
  'DROP TABLE bench_users, bench_lists, bench_visits',
  // As autovacuum would have done meanwhile.
  'VACUUM ANALYZE',
];

const countFrom = (visits: number): string[] => [
  `SELECT setval('served_lists_recommendation_id_seq', ${visits})`,
  `SELECT setval('feedbacks_feedback_id_seq', ${visits})`,
];
