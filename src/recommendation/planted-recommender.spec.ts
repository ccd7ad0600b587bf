import { randomStream } from '../random/seeded-random.js';
import { Interactions } from './interactions.js';
import { PlantedRecommender } from './planted-recommender.js';

const known = new Interactions();
for (let id = 1; id <= 9; id++) known.addMovie(id, `Film ${id}`, 'Drama');
const nine = [5, 9, 1, 2, 8, 3, 7, 4, 6];

/** Mean satisfaction score of the chosen film and its standard error. */
function play(lift: number, candidates: readonly number[], chosen: number, target?: number) {
  const planted = new PlantedRecommender(known, lift);
  const random = randomStream('planted', lift, candidates.length);
  const count = 40_000;
  let [sum, squares] = [0, 0];
  for (let list = 0; list < count; list++) {
    const ranked = planted.rank(1, candidates, random, target);
    const score = (10 * (ranked.length - ranked.indexOf(chosen))) / ranked.length;
    sum += score;
    squares += score ** 2;
  }
  const mean = sum / count;
  return { mean, error: Math.sqrt((squares / count - mean ** 2) / count) };
}

describe('planted', () => {
  it.each([0, 0.5, -0.3, 2, 4.4])('raises the score of the newest film by %p', (lift) => {
    const { mean, error } = play(lift, nine, 9);
    expect(Math.abs(mean - (50 / 9 + lift))).toBeLessThan(4 * error);
  });

  it('plants the same lift in a shorter list, as far as there is room', () => {
    const { mean, error } = play(0.5, [3, 2, 1], 3);
    expect(Math.abs(mean - (20 / 3 + 0.5))).toBeLessThan(4 * error);
    expect(play(4, [2, 1], 2).mean).toBe(10);
    expect(play(4, [1], 1).mean).toBe(10);
  });

  it('lifts a named target instead, and nothing when the target is no candidate', () => {
    const { mean, error } = play(0.5, nine, 4, 4);
    expect(Math.abs(mean - (50 / 9 + 0.5))).toBeLessThan(4 * error);
    const none = play(4, nine, 4, 77);
    expect(Math.abs(none.mean - 50 / 9)).toBeLessThan(4 * none.error);
  });
});
