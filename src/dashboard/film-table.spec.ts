import { FILM_SORTS, type FilmRow, type FilmSelection, FilmTable } from './film-table.js';

const film = (movie_id: number, title: string, more: Partial<FilmRow> = {}): FilmRow => ({
  ...{ movie_id, title, genres: 'Drama', ratings: 0, mean_rating: null, feedback: 0, mean_score: null },
  ...{ viewers: 0, ...more },
});
const FILMS = [
  film(3, 'The Silent Harbour (2026)', { mean_score: 5, feedback: 2, viewers: 1 }),
  film(1, 'Amélie (2001)', { mean_score: 7.5, feedback: 1, viewers: 1, ratings: 4, mean_rating: 3.5 }),
  film(4, 'harbour lights (1999)'),
  film(2, '기생충 (2019)', { mean_score: 5, feedback: 4, viewers: 3, ratings: 1, mean_rating: 5 }),
];

describe('FilmTable', () => {
  const idsOf = (selection: Partial<FilmSelection>) =>
    new FilmTable(FILMS)
      .select({ sort: 'mean_score', order: 'desc', ...selection })
      .map(({ movie_id }) => movie_id);

  it('sorts by what is asked for, equal films by ascending id, and what is not known last both ways', () => {
    expect(idsOf({})).toEqual([1, 2, 3, 4]);
    expect(idsOf({ order: 'asc' })).toEqual([2, 3, 1, 4]);
    expect(idsOf({ sort: 'mean_rating' })).toEqual([2, 1, 3, 4]);
    expect(idsOf({ sort: 'mean_rating', order: 'asc' })).toEqual([1, 2, 3, 4]);
    expect(idsOf({ sort: 'viewers' })).toEqual([2, 1, 3, 4]);
    expect(idsOf({ sort: 'movie_id' })).toEqual([4, 3, 2, 1]);
  });

  it('sorts titles whether they begin with capitals or not', () => {
    expect(idsOf({ sort: 'title', order: 'asc' })).toEqual([1, 4, 3, 2]);
    expect(idsOf({ sort: 'title' })).toEqual([2, 3, 4, 1]);
  });

  it.each(FILM_SORTS)('finds the same films by %s as without order', (sort) => {
    expect(idsOf({ sort, search: 'HARBOUR' }).sort()).toEqual([3, 4]);
    expect(idsOf({ sort, search: 'amÉl' })).toEqual([1]);
    expect(idsOf({ sort, search: '기생' })).toEqual([2]);
    expect(idsOf({ sort, search: 'nothing like that' })).toEqual([]);
    expect(idsOf({ sort, search: '' })).toHaveLength(4);
  });
});
