import type { EventPages, VisitPage } from './event-pages.js';
import type { TrainingEvents } from './event-replay.js';

/**
 * Puts what the tables hold in the order in which it must have happened, without looking at clocks, which tick too
 * coarsely: visit i is at time i + 1; a rating that a visit led to comes right after it, any other before all visits; a
 * film is out before the first visit that shows it, or shows one that came out later.
 * @param pages films in the order of their release, visits in the order they were stored
 */
export function trainingEvents({ movies, visits, ratings }: EventPages): TrainingEvents {
  const movieId = joined(movies.map((page) => page.movieId));
  const shown = {
    userId: joined(visits.map((page) => page.userId)),
    chosenId: joined(visits.map((page) => page.chosenId)),
    ...shelvesOf(visits),
  };
  const rated = {
    userId: joined(ratings.map((page) => page.userId)),
    movieId: joined(ratings.map((page) => page.movieId)),
  };
  const value = joined(ratings.map((page) => page.value));
  const { rows, times } = inOrder(rated, shown);
  return {
    releases: {
      time: releaseTimes(movieId, shown),
      movieId,
      title: movies.flatMap((page) => page.title),
      genres: movies.flatMap((page) => page.genres),
    },
    visits: { time: Float64Array.from(shown.userId.keys(), (visit) => visit + 1), ...shown },
    ratings: {
      time: times,
      userId: rows.map((row) => rated.userId[row]),
      movieId: rows.map((row) => rated.movieId[row]),
      value: Float32Array.from(rows, (row) => value[row]),
    },
  };
}

function joined<T extends Int32Array | Float32Array>(parts: readonly T[]): T {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const kind = (parts[0]?.constructor ?? Int32Array) as new (length: number) => T;
  const all = new kind(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

type Shelves = Pick<TrainingEvents['visits'], 'shelfIds' | 'shelfStart'>;

function shelvesOf(pages: readonly VisitPage[]): Shelves {
  const ids: number[] = [];
  const start = [0];
  for (const { lists } of pages) {
    for (const list of lists.split('\n')) {
      if (list !== '') for (const id of list.split(',')) ids.push(Number(id));
      start.push(ids.length);
    }
  }
  return { shelfIds: Int32Array.from(ids), shelfStart: Int32Array.from(start) };
}

type Pairs = Pick<TrainingEvents['ratings'], 'userId' | 'movieId'>;
type Choices = Pick<TrainingEvents['visits'], 'userId' | 'chosenId'>;

/** The ratings' rows by ascending time: first those that no visit led to, then the others in the order of the visits. */
function inOrder(ratings: Pairs, visits: Choices): { rows: Int32Array; times: Float64Array } {
  const chosen = new Map(Array.from(new Set(visits.chosenId), (id, place) => [id, place]));
  const keyOf = (user: number, film: number) => user * chosen.size + film;
  const visitOf = new Map<number, number>();
  visits.userId.forEach((user, visit) =>
    visitOf.set(keyOf(user, chosen.get(visits.chosenId[visit])!), visit),
  );

  const ratingOf = new Int32Array(visits.userId.length).fill(-1);
  const rows: number[] = [];
  ratings.userId.forEach((user, row) => {
    const film = chosen.get(ratings.movieId[row]);
    const visit = film === undefined ? undefined : visitOf.get(keyOf(user, film));
    if (visit === undefined) rows.push(row);
    else ratingOf[visit] = row;
  });
  const times = new Float64Array(ratings.userId.length);
  ratingOf.forEach((row, visit) => {
    if (row >= 0) times[rows.push(row) - 1] = visit + 1.5;
  });
  return { rows: Int32Array.from(rows), times };
}

function releaseTimes(movieId: Int32Array, { shelfIds, shelfStart }: Shelves): Float64Array {
  const placeOf = new Map(Array.from(movieId, (id, place) => [id, place]));
  const visits = shelfStart.length - 1;
  const times = new Float64Array(movieId.length).fill(visits + 1);
  let out = 0;
  for (let visit = 0; visit < visits; visit++) {
    for (let at = shelfStart[visit]; at < shelfStart[visit + 1]; at++) {
      const place = placeOf.get(shelfIds[at]) ?? -1;
      while (out <= place) times[out++] = visit + 1;
    }
  }
  return times;
}
