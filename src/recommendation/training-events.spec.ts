import { EventPages, moviePage, ratingPage, visitPage } from './event-pages.js';
import { trainingEvents } from './training-events.js';

const movie = (movie_id: number) => ({ movie_id, title: `Film ${movie_id}`, genres: 'Drama' });
const visit = (user_id: number, movie_ids: string, selected_movie_id: number) => ({
  user_id,
  movie_ids,
  selected_movie_id,
});
const rating = (user_id: number, movie_id: number, stars: number) => ({ user_id, movie_id, rating: stars });

describe('trainingEvents', () => {
  it('orders films, visits and ratings of all pages without clocks', () => {
    const pages = new EventPages();
    pages.add(ratingPage([rating(1, 30, 2), rating(1, 50, 3)]));
    pages.add(ratingPage([rating(2, 10, 4.5), rating(2, 77, 0.5)]));
    pages.add(visitPage([visit(2, '20,10', 10), visit(1, '', 99)]));
    pages.add(visitPage([visit(1, '30,40,10', 30)]));
    pages.add(moviePage([movie(10), movie(20), movie(30)]));
    pages.add(moviePage([movie(40), movie(50)]));
    const { releases, visits, ratings } = trainingEvents(pages);

    expect(Array.from(releases.movieId)).toEqual([10, 20, 30, 40, 50]);
    expect(Array.from(releases.time)).toEqual([1, 1, 3, 3, 4]);
    expect(releases.title[4]).toBe('Film 50');

    expect(Array.from(visits.time)).toEqual([1, 2, 3]);
    expect(Array.from(visits.userId)).toEqual([2, 1, 1]);
    expect(Array.from(visits.chosenId)).toEqual([10, 99, 30]);
    expect(Array.from(visits.shelfIds)).toEqual([20, 10, 30, 40, 10]);
    expect(Array.from(visits.shelfStart)).toEqual([0, 2, 2, 5]);

    // Two ratings come from no visit; the others right after theirs, in the order of the visits.
    expect(Array.from(ratings.time)).toEqual([0, 0, 1.5, 3.5]);
    expect(Array.from(ratings.userId)).toEqual([1, 2, 2, 1]);
    expect(Array.from(ratings.movieId)).toEqual([50, 77, 10, 30]);
    expect(Array.from(ratings.value)).toEqual([3, 0.5, 4.5, 2]);
  });

  it('makes no events of no pages', () => {
    const { releases, visits, ratings } = trainingEvents(new EventPages());
    expect([releases.time.length, visits.time.length, ratings.time.length]).toEqual([0, 0, 0]);
    expect(Array.from(visits.shelfStart)).toEqual([0]);
  });
});
