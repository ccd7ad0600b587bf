import { assignGroup } from '../../src/experiment/assignment.js';
import { ReplaceExperimentDto } from '../../src/experiment/experiment.dto.js';
import { query } from './postgres.js';

/** Cycles that the films came out in. */
const CYCLES = 4;
const LIST_LENGTH = 9;

/** The size of a service's tables: every visit is a served list, a feedback and a rating. */
export interface TableSize {
  readonly visits: number;
  readonly users: number;
  readonly films: number;
}

/** The visitors of a film are spread over all users; a prime that divides no number of users. */
const visitorOf = ({ users }: TableSize, film: number, visit: number): number =>
  ((film * 104_729 + visit * 7919) % users) + 1;

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
  const { visits, users, films } = size;
  const design = new ReplaceExperimentDto();
  const groups = Array.from({ length: users }, (_, index) =>
    assignGroup(design.groups, design.salt, index + 1),
  );
  const run = (sql: string, values?: unknown[]) => query(database, sql, values);
  await run(
    'CREATE UNLOGGED TABLE bench_users AS SELECT user_id, user_type FROM unnest($1::text[]) WITH ORDINALITY AS u (user_type, user_id)',
    [groups],
  );
  // Each film's list in its nine rotations: the film itself, the newest one, stands at the place `at`.
  await run(
    `CREATE UNLOGGED TABLE bench_lists AS
     SELECT film, at, array_agg((film - (place - at + ${LIST_LENGTH}) % ${LIST_LENGTH} + ${films}) % ${films} + 1 ORDER BY place) AS movie_ids
     FROM generate_series(0, ${films - 1}) AS film, generate_series(0, ${LIST_LENGTH - 1}) AS at,
          generate_series(0, ${LIST_LENGTH - 1}) AS place
     GROUP BY film, at`,
  );
  await run(
    `CREATE UNLOGGED TABLE bench_visits AS
     SELECT visit + 1 AS visit, user_id, film, at, movie_ids, user_type, film * ${CYCLES} / ${films} % 2 AS action_cycle
     FROM (SELECT visit, visit / ${visits / films} AS film,
                  (visit / ${visits / films} * 104729 + visit % ${visits / films} * 7919) % ${users} + 1 AS user_id
           FROM generate_series(0, ${visits - 1}::bigint) AS visit) AS drawn
     JOIN bench_users USING (user_id)
     JOIN bench_lists USING (film)
     WHERE at = (user_id * 7 + film * 5) % ${LIST_LENGTH}`,
  );
  await run(
    `INSERT INTO movies (movie_id, title, genres)
     SELECT film, 'The Silent Harbour ' || film || ' (2026)', 'Drama|Mystery' FROM generate_series(1, ${films}) AS film`,
  );
  await run(
    `INSERT INTO served_lists (recommendation_id, user_id, movie_ids, user_type, action_cycle, recommender, fallback,
                               cold_start, feedback_id) OVERRIDING SYSTEM VALUE
     SELECT visit, user_id, movie_ids, user_type, action_cycle, 'random', false, false, visit FROM bench_visits ORDER BY visit`,
  );
  await run(
    `INSERT INTO feedbacks (feedback_id, user_id, recommended_movie_id_list, selected_movie_id, score, user_type,
                            action_cycle) OVERRIDING SYSTEM VALUE
     SELECT visit, user_id, array_to_string(movie_ids, ','), film + 1, (${LIST_LENGTH} - at) / ${LIST_LENGTH}.0 * 10, user_type,
            action_cycle FROM bench_visits ORDER BY visit`,
  );
  await run(
    'INSERT INTO ratings (user_id, movie_id, rating) SELECT user_id, film + 1, 3.5 FROM bench_visits ORDER BY visit',
  );
  for (const [table, id] of [
    ['served_lists', 'recommendation_id'],
    ['feedbacks', 'feedback_id'],
  ]) {
    await run(`SELECT setval('${table}_${id}_seq', ${visits})`);
  }
  await run('DROP TABLE bench_users, bench_lists, bench_visits');
  await run('VACUUM ANALYZE');
  await run('CHECKPOINT');
}
