export type Route = 'feedback' | 'ratings' | 'movies';

/** Bodies of posts, new every time: an index is used once over a whole benchmark. */
export const BODIES: Readonly<Record<Route, (index: number) => object>> = {
  feedback: (index) => ({
    user_id: (index % 610) + 1,
    recommended_movie_id_list: Array.from({ length: 9 }, (_, place) => ((index + place * 37) % 9742) + 1),
    selected_movie_id: ((index + 4 * 37) % 9742) + 1,
    user_type: index % 2 === 0 ? 'A' : 'B',
    action_cycle: 1,
  }),
  ratings: (index) => ({ user_id: (index % 610) + 1, movie_id: Math.floor(index / 610) + 1, rating: 3.5 }),
  movies: (index) => ({
    movie_id: index + 1,
    title: `The Silent Harbour ${index} (2026)`,
    genres: 'Drama|Mystery',
  }),
};
