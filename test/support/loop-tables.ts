/** The tables that a run leaves: films in the order in which they came out, and rows without times and generated ids. */
const TABLES = {
  films: 'SELECT movie_id, title, genres FROM releases JOIN movies USING (movie_id) ORDER BY release_id',
  ratings: 'SELECT user_id, movie_id, rating FROM ratings ORDER BY 1, 2',
  feedback: `SELECT user_id, selected_movie_id, recommended_movie_id_list, score, user_type, action_cycle
    FROM feedbacks ORDER BY 1, 2, feedback_id`,
  lists: `SELECT s.user_id, selected_movie_id, array_to_string(movie_ids, ',') AS movie_ids, recommender, fallback,
      s.user_type, s.action_cycle
    FROM served_lists s LEFT JOIN feedbacks f USING (feedback_id)
    ORDER BY s.user_id, selected_movie_id, recommendation_id`,
};

export type LoopTables = Record<keyof typeof TABLES, object[]>;

/**
 * What a run has left: all but generated ids and times.
 * @param query runs a statement
 */
export async function readLoopTables(query: (sql: string) => Promise<object[]>): Promise<LoopTables> {
  const entries: [string, object[]][] = [];
  for (const [name, sql] of Object.entries(TABLES)) entries.push([name, await query(sql)]);
  return Object.fromEntries(entries) as LoopTables;
}
