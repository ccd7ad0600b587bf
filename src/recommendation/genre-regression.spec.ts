import { randomStream } from '../random/seeded-random.js';
import { GenreRegressionRecommender } from './genre-regression-recommender.js';
import { GenreRegression } from './genre-regression.js';
import { Interactions } from './interactions.js';

/** One user: drama 4, comedy 2, both 5, war not met. */
function known(): Interactions {
  const events = new Interactions();
  events.addMovie(1, 'a', 'Drama');
  events.addMovie(2, 'b', 'Comedy');
  events.addMovie(3, 'c', 'Comedy|Drama');
  events.addMovie(4, 'd', 'War');
  events.addMovie(5, 'e', 'War');
  events.addMovie(6, 'f', 'Drama');
  for (const [film, value] of [
    [1, 4],
    [2, 2],
    [3, 5],
  ])
    events.addRating(1, film, value);
  events.addRating(2, 1, 3);
  return events;
}
const random = () => randomStream('genres');

describe('genre regression', () => {
  it('fits a user’s ratings by genre', () => {
    const events = known();
    const regression = new GenreRegression(events);
    regression.fit(events.userOf(1));
    // Three ratings, three unknowns: b + d = 4, b + c = 2, b + c + d = 5 gives b = 1, d = 3, c = 1.
    const predictions = [1, 2, 3, 4].map((id) => regression.predict(events.filmOf(id)));
    [4, 2, 5, 1].forEach((stars, index) => {
      expect(predictions[index]).toBeCloseTo(stars, 1);
    });
  });

  it('predicts the one rating of a user for every film', () => {
    const events = known();
    const regression = new GenreRegression(events);
    regression.fit(events.userOf(2));
    for (const id of [1, 2, 4]) expect(regression.predict(events.filmOf(id))).toBeCloseTo(3, 4);
  });

  it('ranks by prediction and breaks ties as it is told', () => {
    const events = known();
    const newest = new GenreRegressionRecommender(events, 'newest');
    expect(newest.rank(1, [5, 4, 2, 1, 6, 3], random())).toEqual([3, 6, 1, 2, 5, 4]);
    expect(newest.rank(2, [4, 1, 6, 5], random())).toEqual([6, 5, 4, 1]);
    const honest = new GenreRegressionRecommender(events, 'random');
    const stream = random();
    const lists = new Set(Array.from({ length: 50 }, () => String(honest.rank(1, [5, 4, 2], stream))));
    expect([...lists].sort()).toEqual(['2,4,5', '2,5,4']);
  });

  it('cannot serve a user without history', () => {
    expect(new GenreRegressionRecommender(known(), 'random').rank(9, [1], random())).toBeUndefined();
  });
});
