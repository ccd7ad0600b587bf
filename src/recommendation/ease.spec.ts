import { randomStream } from '../random/seeded-random.js';
import { EaseRecommender } from './ease-recommender.js';
import { EaseScorer } from './ease-scorer.js';
import { type EaseModel, trainEase } from './ease-training.js';
import { Interactions } from './interactions.js';

/** Users 1 to 3: films {10, 20}, {20, 30}, {10, 20, 30, 40}. */
const pairs = {
  userId: Int32Array.of(1, 1, 2, 2, 3, 3, 3, 3),
  movieId: Int32Array.of(10, 20, 20, 30, 10, 20, 30, 40),
};
const films = [10, 20, 30, 40];

/** Scores by the textbook: B = I − P / diag P with P = (XᵀX + λI)⁻¹, scores = x B; by Gauss and Jordan. */
function textbook(history: readonly number[], lambda: number): number[] {
  const rows = [1, 2, 3].map((user) =>
    films.map((film) => Number(pairs.userId.some((id, at) => id === user && pairs.movieId[at] === film))),
  );
  const inverse = films.map((_, i) => [
    ...films.map((_, j) => rows.reduce((sum, row) => sum + row[i] * row[j], i === j ? lambda : 0)),
    ...films.map((_, j) => Number(i === j)),
  ]);
  for (let pivot = 0; pivot < 4; pivot++) {
    const scale = inverse[pivot][pivot];
    inverse[pivot] = inverse[pivot].map((value) => value / scale);
    for (let row = 0; row < 4; row++) {
      const factor = inverse[row][pivot];
      if (row !== pivot) inverse[row] = inverse[row].map((value, at) => value - factor * inverse[pivot][at]);
    }
  }
  const x = films.map((film) => Number(history.includes(film)));
  return films.map((_, j) =>
    x.reduce((sum, own, i) => sum + own * ((i === j ? 1 : 0) - inverse[i][4 + j] / inverse[j][4 + j]), 0),
  );
}

function scores(model: EaseModel, userId: number, history: readonly number[]): number[] {
  const scorer = new EaseScorer(model);
  scorer.fold(99, films);
  scorer.fold(userId, history);
  return films.map((id) => scorer.score(id));
}

describe('EASE', () => {
  const model = trainEase(pairs, 2);

  it.each([
    ['a trained user', 1, [10, 20]],
    ['a trained user with a fresh rating', 1, [10, 20, 30]],
    ['a trained user with a rating withdrawn', 3, [10, 30]],
    ['a user never trained', 9, [40, 10]],
    ['a user without any film', 9, []],
  ])('scores %s as the textbook does', (_, user, history) => {
    const expected = textbook(history, 2);
    scores(model, user, history).forEach((score, index) => {
      expect(score).toBeCloseTo(expected[index], 10);
    });
  });

  it('gives 0 to a film that nobody had rated, and passes it over in a history', () => {
    const scorer = new EaseScorer(model);
    scorer.fold(1, [10, 20, 555]);
    expect(scorer.score(555)).toBe(0);
    expect(scorer.score(30)).toBeCloseTo(textbook([10, 20], 2)[2], 10);
  });

  it('trains on the most active users where there are too many', () => {
    expect(Array.from(trainEase(pairs, 2, 1).userIds)).toEqual([3]);
    expect(Array.from(trainEase(pairs, 2, 2).userIds)).toEqual([3, 1]);
  });

  it('trains on nothing', () => {
    const empty = trainEase({ userId: new Int32Array(0), movieId: new Int32Array(0) });
    expect(scores(empty, 1, [10])).toEqual([0, 0, 0, 0]);
  });

  it('ranks candidates with films rated last, once it is trained and for users with history', () => {
    const known = new Interactions();
    const ease = new EaseRecommender(known);
    const random = randomStream('ease');
    known.addRating(7, 40, 3);
    expect(ease.rank(7, films, random)).toBeUndefined();
    ease.use(model);
    expect(ease.rank(8, films, random)).toBeUndefined();
    const expected = textbook([40], 2);
    const order = [0, 1, 2].sort((a, b) => expected[b] - expected[a]).map((at) => films[at]);
    const ranked = ease.rank(7, films, random)!;
    expect(ranked.at(-1)).toBe(40);
    expect(new Set(ranked)).toEqual(new Set(films));
    expect(expected[films.indexOf(ranked[0])]).toBeCloseTo(expected[films.indexOf(order[0])], 10);
  });

  it('recommends the best of all films that are out and the user has not rated', () => {
    const known = new Interactions();
    const ease = new EaseRecommender(known);
    const random = randomStream('ease');
    for (const id of [77, 40, 10, 30]) known.addMovie(id, `Film ${id}`, 'Drama');
    for (const id of [40, 555]) known.addRating(7, id, 3);
    expect(ease.recommend(7, 9, random)).toBeUndefined();
    ease.use(model);
    expect(ease.recommend(8, 9, random)).toBeUndefined();
    const expected = textbook([40], 2);
    const order = [10, 30].sort((a, b) => expected[films.indexOf(b)] - expected[films.indexOf(a)]);
    // Film 20 is not out, film 40 rated; nobody has rated film 77, whose score is 0.
    expect(ease.recommend(7, 9, random)).toEqual([...order, 77]);
    expect(ease.recommend(7, 1, random)).toEqual(order.slice(0, 1));
    // A rating since is folded in and off the list.
    known.addRating(7, order[0], 3);
    expect(ease.recommend(7, 9, random)).toEqual([order[1], 77]);
  });
});
