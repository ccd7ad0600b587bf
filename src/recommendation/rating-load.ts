import type { Interactions } from './interactions.js';

/** Ratings, a value of each column for every one. */
export interface RatingColumns {
  readonly user_id: Int32Array;
  readonly movie_id: Int32Array;
  readonly rating: Float64Array;
}

interface NumberedPage {
  readonly users: Int32Array;
  readonly films: Int32Array;
  readonly values: Float32Array;
}

/**
 * Takes very many ratings, none of them known yet and each once. Pages are kept until all are there; then every list gets
 * its memory once, and nobody looks whether a rating was there before: a tenth of the time of taking them one by one.
 */
export class RatingLoad {
  private readonly pages: NumberedPage[] = [];

  constructor(private readonly interactions: Interactions) {}

  add({ user_id, movie_id, rating }: RatingColumns): void {
    const { interactions } = this;
    this.pages.push({
      users: user_id.map((id) => interactions.numberOfUser(id)),
      films: movie_id.map((id) => interactions.numberOfFilm(id)),
      values: Float32Array.from(rating),
    });
  }

  /** Takes what was added, a page at a time and its memory in parts, so that others can have their turn in between. */
  *fill(): Generator<void> {
    const { interactions, pages } = this;
    const perUser = new Int32Array(interactions.userSpan);
    const perFilm = new Int32Array(interactions.filmSpan);
    for (const { users, films } of pages) {
      for (const user of users) perUser[user]++;
      for (const film of films) perFilm[film]++;
      yield;
    }
    yield* interactions.films.reserve(perUser);
    yield* interactions.values.reserve(perUser);
    yield* interactions.raters.reserve(perFilm);
    for (let page = pages.shift(); page; page = pages.shift()) {
      const { users, films, values } = page;
      for (let row = 0; row < users.length; row++) {
        interactions.appendRating(users[row], films[row], values[row]);
      }
      yield;
    }
    perFilm.forEach((count, film) => {
      if (count > 0) interactions.countReleased(film, count);
    });
  }
}
