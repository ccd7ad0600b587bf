import { FIRST_YEAR, Interactions } from './interactions.js';

/** Everything that a recommender can read, in plain values. */
const contents = (known: Interactions) =>
  JSON.stringify([
    known.released,
    known.places,
    known.years,
    known.genreNames,
    known.releases,
    known.releasedRatings,
  ]);

describe('Interactions', () => {
  it('knows nothing of users and films that nobody named', () => {
    const known = new Interactions();
    expect([known.filmOf(7), known.userOf(7), known.historyLength(0)]).toEqual([0, 0, 0]);
    expect(known.hasRated(0, 0)).toBe(false);
    expect(Array.from(known.genresOf(0))).toEqual([]);
  });

  it('keeps films in the order of release with their genres and years', () => {
    const known = new Interactions();
    known.addMovie(9, 'Second to None (1999)', 'Drama|War');
    known.addMovie(4, 'No Year', 'War');
    const [film, other] = [9, 4].map((id) => known.filmOf(id));
    expect(known.released.map((number) => known.movieIds[number])).toEqual([9, 4]);
    expect([known.years[film], known.years[other]]).toEqual([1999 - FIRST_YEAR, -1]);
    expect(Array.from(known.genresOf(film), (genre) => known.genreNames[genre])).toEqual(['Drama', 'War']);
    expect(Array.from(known.releases.genre.subarray(0, 2))).toEqual([1, 2]);
  });

  it('counts a rating that came before its film once the film is out', () => {
    const early = new Interactions();
    early.addRating(1, 9, 4);
    expect(early.releasedRatings.total).toBe(0);
    early.addMovie(9, 'Late (1999)', 'Drama');
    const late = new Interactions();
    late.addMovie(9, 'Late (1999)', 'Drama');
    late.addRating(1, 9, 4);
    expect(early.releasedRatings.total).toBe(1);
    expect(contents(early)).toBe(contents(late));
  });

  it('changes nothing on a repeat, and keeps the last value of a rating', () => {
    const known = new Interactions();
    for (let round = 0; round < 3; round++) {
      known.addMovie(9, 'Again (1999)', 'Drama');
      known.addRating(1, 9, round + 1);
      known.addRating(2, 9, 5);
    }
    const [user, film] = [known.userOf(1), known.filmOf(9)];
    expect([known.released.length, known.releasedRatings.total, known.historyLength(user)]).toEqual([
      1, 2, 1,
    ]);
    expect(known.ratingCount).toBe(2);
    expect(Array.from(known.raters.viewOf(film))).toEqual([user, known.userOf(2)]);
    expect(Array.from(known.values.viewOf(user))).toEqual([3]);
    expect(known.ratingTotals.sums[film]).toBe(8);
    expect(known.ratingTotals.byHalf).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('counts a rating with the nearest half', () => {
    const known = new Interactions();
    for (const [user, value] of [0.5, 0.74, 0.75, 2.3, 4.9, 5].entries()) known.addRating(1 + user, 1, value);
    expect(known.ratingTotals.byHalf).toEqual([2, 1, 0, 0, 1, 0, 0, 0, 0, 2]);
  });

  it('has another revision after every change, and titles and genres as they came', () => {
    const known = new Interactions();
    const changes = [
      () => {
        known.addMovie(9, 'Alone (1999)', 'Drama|War');
      },
      () => {
        known.addRating(1, 9, 4);
      },
      () => {
        known.addRating(1, 9, 4.5);
      },
      () => {
        known.addRating(1, 10, 4.5);
      },
    ];
    const revisions = changes.map((change) => {
      change();
      return known.revision;
    });
    expect(new Set(revisions).size).toBe(4);
    const [film, unknown] = [known.filmOf(9), known.filmOf(10)];
    expect([known.titles[film], known.genreTexts[film]]).toEqual(['Alone (1999)', 'Drama|War']);
    expect(known.titles[unknown]).toBe('');
  });

  it('holds as many ratings as there are', () => {
    const known = new Interactions();
    for (let user = 1; user <= 100; user++) {
      for (let film = 1; film <= user; film++) known.addRating(user, film, 3);
    }
    expect(known.historyLength(known.userOf(100))).toBe(100);
    expect(Array.from(known.raters.viewOf(known.filmOf(60)), (user) => user)).toHaveLength(41);
    expect(known.hasRated(known.userOf(60), known.filmOf(60))).toBe(true);
    expect(known.hasRated(known.userOf(60), known.filmOf(61))).toBe(false);
  });

  it('finds the films of a series by the rare words of their titles', () => {
    const known = new Interactions();
    const titles = [
      'Alien (1979)',
      'Aliens (1986)',
      'Alien 3 (1992)',
      'The Alien Factor (1978)',
      'The Thing (1982)',
    ];
    titles.forEach((title, index) => {
      known.addMovie(index + 1, title, '');
    });
    const seriesOf = (id: number) =>
      [...known.filmsOfSeries(known.filmOf(id))].map((film) => known.movieIds[film]);
    expect(seriesOf(1)).toEqual([3, 4]);
    expect(seriesOf(2)).toEqual([]);
    for (let id = 10; id < 25; id++) known.addMovie(id, `The Film of ${id} (2000)`, '');
    // "the" is no rare word any more, "alien" is.
    expect(seriesOf(4)).toEqual([1, 3]);
  });

  it('leaves out genres after the 64th', () => {
    const known = new Interactions();
    known.addMovie(1, 'Much', Array.from({ length: 70 }, (_, index) => `g${index}`).join('|'));
    expect(known.genresOf(known.filmOf(1))).toHaveLength(64);
  });
});
