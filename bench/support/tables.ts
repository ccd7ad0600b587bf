import { query } from './postgres.js';

/** A digest of the three tables without times and generated ids: the same for the same rows in whatever order. */
export async function digestOf(database: string): Promise<string> {
  const parts: string[] = [];
  for (const [table, columns] of [
    ['movies', 'movie_id, title, genres'],
    ['ratings', 'user_id, movie_id, rating'],
    ['feedbacks', 'user_id, selected_movie_id, recommended_movie_id_list, score, user_type, action_cycle'],
  ]) {
    const [{ digest }] = await query<{ digest: string }>(
      database,
      `SELECT md5(coalesce(string_agg(ROW (${columns})::text, ';' ORDER BY ${columns}), '')) AS digest FROM ${table}`,
    );
    parts.push(digest);
  }
  return parts.join(' ');
}

export async function countOf(database: string, table: string): Promise<number> {
  const [{ count }] = await query<{ count: string }>(database, `SELECT count(*) FROM ${table}`);
  return Number(count);
}
