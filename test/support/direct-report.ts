import type { DataSource } from 'typeorm';
import type {
  Aggregates,
  GroupKey,
  UserTotals,
  FilmTotals,
  ServedTotals,
} from '../../src/experiment/aggregates.js';
import { keyOf } from '../../src/experiment/aggregates.js';
import type { ExperimentDto } from '../../src/experiment/experiment.dto.js';
import { alternatingDesign } from '../../src/experiment/experiment-design.js';
import { reportOf } from '../../src/experiment/report.js';
import type { Report } from '../../src/experiment/report-shape.js';

const PAIRS = `
  pairs AS (
    SELECT action_cycle AS cycle, user_type AS group, user_id AS user, selected_movie_id AS film,
           count(*)::float8 AS n, sum(score) AS s, sum(score * score) AS q
    FROM feedbacks GROUP BY 1, 2, 3, 4
  )`;

/** What the tables add up to by SQL, in scans of all rows. */
async function directAggregates(dataSource: DataSource): Promise<Aggregates> {
  const query = <Row>(sql: string) => dataSource.query<(Row & GroupKey)[]>(sql);
  const users = await query<UserTotals>(
    `WITH ${PAIRS}
     SELECT cycle, "group", "user", sum(n) AS feedback, sum(s) AS sum, sum(q) AS squares,
            sum(s * s) AS "pairSquares", sum(s * n) AS "pairProducts", sum(n * n) AS "pairCounts"
     FROM pairs GROUP BY 1, 2, 3`,
  );
  const films = await query<FilmTotals>(
    `WITH ${PAIRS}, users AS (SELECT cycle, "group", "user", sum(n) AS total FROM pairs GROUP BY 1, 2, 3)
     SELECT cycle, "group", film, sum(n) AS feedback, sum(s) AS sum, sum(n / total) AS "userShare",
            sum(s / total) AS "userShareSum"
     FROM pairs JOIN users USING (cycle, "group", "user") GROUP BY 1, 2, 3`,
  );
  const served = await query<ServedTotals>(
    `SELECT action_cycle AS cycle, user_type AS group, count(DISTINCT user_id) AS users, count(*) AS lists,
            count(feedback_id) AS answered, count(*) FILTER (WHERE fallback) AS fallbacks,
            count(*) FILTER (WHERE cold_start) AS "coldStarts"
     FROM served_lists GROUP BY 1, 2`,
  );
  const listLengths = await query<{ length: number; feedback: number }>(
    `SELECT action_cycle AS cycle, user_type AS group, count(*) AS feedback,
            cardinality(string_to_array(recommended_movie_id_list, ',')) AS length
     FROM feedbacks GROUP BY 1, 2, 4`,
  );
  const groups = new Map(
    [...users, ...served].map(({ cycle, group }) => [keyOf({ cycle, group }), { cycle, group }]),
  );
  return Array.from(groups, ([key, { cycle, group }]) => {
    const own = <Row extends GroupKey>(rows: Row[]) => rows.filter((row) => keyOf(row) === key);
    return {
      ...{ cycle, group, users: own(users), films: own(films), listLengths: own(listLengths) },
      served: own(served).at(0) ?? null,
    };
  });
}

/** The report that the tables make by SQL. */
export async function directReport(dataSource: DataSource, design: ExperimentDto): Promise<Report> {
  const { groups, control, treatment } = design;
  return reportOf(await directAggregates(dataSource), alternatingDesign(groups, control, treatment));
}

/** A value with its numbers replaced by those of another that they are close to, so that both can be compared as they are. */
export function withNumbersOf(value: unknown, other: unknown): unknown {
  if (typeof value === 'number' && typeof other === 'number') {
    return Math.abs(value - other) <= 1e-9 * Math.max(1, Math.abs(other)) ? other : value;
  }
  if (typeof value !== 'object' || value === null || typeof other !== 'object' || other === null)
    return value;
  const parts = Object.entries(value).map(([key, part]) => [
    key,
    withNumbersOf(part, (other as Record<string, unknown>)[key]),
  ]);
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}
