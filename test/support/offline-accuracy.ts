import type { Dataset } from '../../src/dataset/dataset.js';
import { EaseScorer } from '../../src/recommendation/ease-scorer.js';
import { trainEase } from '../../src/recommendation/ease-training.js';

/** FNV-1a, 32 bits, over the characters' codes (Fowler, Noll and Vo 1991). */
export function fnv1a32(text: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  }
  return hash >>> 0;
}

/** Films per user by film index, ascending; a user has the same place in both. */
export interface Split {
  readonly movieIds: Int32Array;
  readonly userIds: Int32Array;
  readonly train: readonly Int32Array[];
  readonly test: readonly Int32Array[];
}

/** Holds one rating in five back, chosen by a hash: which one depends on the user and the film alone. */
export function splitRatings({ movies, ratings }: Dataset): Split {
  const userIds = Int32Array.from(new Set(ratings.user)).sort();
  const placeOf = new Map(Array.from(userIds, (user, place) => [user, place]));
  const [train, test] = [0, 1].map(() => Array.from(userIds, (): number[] => []));
  ratings.movie.forEach((movie, row) => {
    const user = ratings.user[row];
    const held = fnv1a32(`${user}:${movies.id[movie]}:42`) % 5 === 0;
    (held ? test : train)[placeOf.get(user)!].push(movie);
  });
  const columns = (lists: number[][]): Int32Array[] => lists.map((list) => Int32Array.from(list).sort());
  return { movieIds: movies.id, userIds, train: columns(train), test: columns(test) };
}

/** Scores of every film for the user at a place of the split. */
export type Scorer = (user: number) => Float64Array;

/** Scores a film by its number of ratings in the train set. */
export function popularity({ movieIds, train }: Split): Scorer {
  const counts = new Float64Array(movieIds.length);
  for (const own of train) for (const movie of own) counts[movie]++;
  return () => counts;
}

/** EASE of the recommendation room, trained on the train set; users and films go by their place and index. */
export function ease({ movieIds, train }: Split, lambda: number): Scorer {
  const model = trainEase(
    {
      userId: Int32Array.from(train.flatMap((own, user) => Array.from(own, () => user))),
      movieId: Int32Array.from(train.flatMap((own) => Array.from(own))),
    },
    lambda,
  );
  const scorer = new EaseScorer(model);
  return (user) => {
    scorer.fold(user, train[user]);
    return Float64Array.from(movieIds, (_, movie) => scorer.score(movie));
  };
}

/** Film indexes of the ten best scores among films outside the user's train set; ties to the lower movie id. */
export function topTen({ movieIds, train }: Split, scorer: Scorer, user: number): number[] {
  const score = scorer(user).slice();
  for (const movie of train[user]) score[movie] = -Infinity;
  const better = (a: number, b: number): boolean =>
    score[a] > score[b] || (score[a] === score[b] && movieIds[a] < movieIds[b]);
  const top: number[] = [];
  for (let movie = 0; movie < score.length; movie++) {
    if (top.length === 10 && !better(movie, top[9])) continue;
    const place = top.findIndex((other) => better(movie, other));
    top.splice(place < 0 ? top.length : place, 0, movie);
    top.length = Math.min(top.length, 10);
  }
  return top;
}

/**
 * NDCG@10 over users with a held-back film: gain 1 / log₂(rank + 1), against the best order of min(10, held back)
 * films; the mean over users.
 */
export function ndcg10(split: Split, scorer: Scorer): number {
  const gain = (place: number): number => 1 / Math.log2(place + 2);
  const users = [...split.test.keys()].filter((user) => split.test[user].length > 0);
  const perUser = users.map((user) => {
    const held = new Set(split.test[user]);
    const top = topTen(split, scorer, user);
    const found = top.reduce((sum, movie, place) => sum + (held.has(movie) ? gain(place) : 0), 0);
    const ideal = Array.from({ length: Math.min(10, held.size) }, (_, place) => gain(place));
    return found / ideal.reduce((sum, value) => sum + value, 0);
  });
  return perUser.reduce((sum, value) => sum + value, 0) / users.length;
}
