import type { TrainingEvents } from './choice-training.js';

interface Movie {
  readonly movie_id: number;
  readonly title: string;
  readonly genres: string;
}

interface Visit {
  readonly user_id: number;
  readonly movie_ids: readonly number[];
  readonly selected_movie_id: number;
}

interface Rating {
  readonly user_id: number;
  readonly movie_id: number;
  readonly rating: number;
}

/**
 * Puts what the tables hold in the order in which it must have happened, without looking at clocks, which tick too
 * coarsely: visit i is at time i + 1; a rating that a visit led to comes right after it, any other before all visits; a
 * film is out before the first visit that shows it, or shows one that came out later.
 * @param movies in the order of their release
 * @param visits in the order they were stored
 */
export function trainingEvents(
  movies: readonly Movie[],
  visits: readonly Visit[],
  ratings: readonly Rating[],
): TrainingEvents {
  const visitTime = new Map<string, number>();
  visits.forEach(({ user_id, selected_movie_id }, index) =>
    visitTime.set(`${user_id} ${selected_movie_id}`, index + 1),
  );
  const timeOf = ({ user_id, movie_id }: Rating) => (visitTime.get(`${user_id} ${movie_id}`) ?? -0.5) + 0.5;
  const timed = ratings.map((rating) => ({ rating, time: timeOf(rating) })).sort((a, b) => a.time - b.time);

  const shelfStart = new Int32Array(visits.length + 1);
  visits.forEach(({ movie_ids }, index) => (shelfStart[index + 1] = shelfStart[index] + movie_ids.length));
  return {
    releases: {
      time: releaseTimes(movies, visits),
      movieId: Int32Array.from(movies, ({ movie_id }) => movie_id),
      title: movies.map(({ title }) => title),
      genres: movies.map(({ genres }) => genres),
    },
    visits: {
      time: Float64Array.from(visits.keys(), (index) => index + 1),
      userId: Int32Array.from(visits, ({ user_id }) => user_id),
      chosenId: Int32Array.from(visits, ({ selected_movie_id }) => selected_movie_id),
      shelfIds: Int32Array.from(visits.flatMap(({ movie_ids }) => movie_ids)),
      shelfStart,
    },
    ratings: {
      time: Float64Array.from(timed, ({ time }) => time),
      userId: Int32Array.from(timed, ({ rating }) => rating.user_id),
      movieId: Int32Array.from(timed, ({ rating }) => rating.movie_id),
      value: Float32Array.from(timed, ({ rating }) => rating.rating),
    },
  };
}

function releaseTimes(movies: readonly Movie[], visits: readonly Visit[]): Float64Array {
  const placeOf = new Map(movies.map(({ movie_id }, place) => [movie_id, place]));
  const times = new Float64Array(movies.length).fill(visits.length + 1);
  let out = 0;
  visits.forEach(({ movie_ids }, index) => {
    const newest = movie_ids.reduce((latest, id) => Math.max(latest, placeOf.get(id) ?? -1), -1);
    while (out <= newest) times[out++] = index + 1;
  });
  return times;
}
