import { Interactions } from './interactions.js';
import { RatingLoad } from './rating-load.js';

const range = (length: number) => Array.from({ length }, (_, at) => at);

/** Ratings of user and film ids that are not dense; half of the films are out. */
function known(): Interactions {
  const interactions = new Interactions();
  for (const film of range(20))
    interactions.addMovie(1000 + film, `Film ${film} (1990)`, 'Drama|War', film + 1);
  return interactions;
}
const ratings = range(3000).map((at) => ({
  user: 7 * (at % 83) + 1,
  movie: 1000 + (Math.floor(at / 83) % 40),
  value: 0.5 + (at % 10) / 2,
}));

/** Everything that a recommender can read, in plain values. */
const contents = (interactions: Interactions) => ({
  ratings: interactions.ratingCount,
  users: range(600).map((id) => {
    const user = interactions.userOf(id);
    return [user, interactions.films.viewOf(user).join(), interactions.values.viewOf(user).join()];
  }),
  films: range(50).map((film) => interactions.raters.viewOf(interactions.filmOf(1000 + film)).join()),
  genres: Array.from(interactions.releasedRatings.genre),
  sums: interactions.ratingTotals.sums,
  halves: interactions.ratingTotals.byHalf,
  total: interactions.releasedRatings.total,
  around: interactions.releasedRatings.around(140).toFixed(6),
});

describe('RatingLoad', () => {
  const one = known();
  for (const { user, movie, value } of ratings) one.addRating(user, movie, value);
  const loaded = known();
  const load = new RatingLoad(loaded);
  for (let at = 0; at < ratings.length; at += 700) {
    const page = ratings.slice(at, at + 700);
    load.add({
      user_id: Int32Array.from(page, ({ user }) => user),
      movie_id: Int32Array.from(page, ({ movie }) => movie),
      rating: Float64Array.from(page, ({ value }) => value),
    });
  }
  const steps = [...load.fill()].length;

  it('leaves what taking the ratings one by one leaves, a page at a time', () => {
    expect(one.ratingCount).toBe(3000);
    expect(contents(loaded)).toEqual(contents(one));
    expect(steps).toBe(13);
  });

  it('leaves lists that go on growing', () => {
    for (const [user, movie, value] of [
      [1, 1045, 4],
      [1, 1000, 2],
      [9999, 1001, 3],
      [8, 1039, 5],
    ]) {
      one.addRating(user, movie, value);
      loaded.addRating(user, movie, value);
    }
    loaded.addMovie(1030, 'Late (1991)', 'War', 21);
    one.addMovie(1030, 'Late (1991)', 'War', 21);
    expect(contents(loaded)).toEqual(contents(one));
  });
});
