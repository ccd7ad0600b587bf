import { GenreYearCounts, MOST_GENRES, MOST_YEARS } from './genre-year-counts.js';
import { GrowingLists } from './growing-lists.js';
import { ReleaseOrder } from './release-order.js';
import { RatingTotals } from './rating-totals.js';
import { TitleSeries } from './title-series.js';
import { hasOtherTitle, yearOfTitle } from './movie-title.js';

/** The year that counts as 0; a film from before it, or `MOST_YEARS` later, has none. */
export const FIRST_YEAR = 1850;

const ints = (length: number) => new Int32Array(length);

/**
 * What recommenders know of the events so far: films in the order of their release, who rated them, and the counts that
 * features need. Users and films go by dense numbers from 1; 0 stands for one that nobody has named yet, and has no
 * history. A rating costs some 30 bytes, and there is no object per rating.
 */
export class Interactions {
  /** Users who rated a film, by film; films that a user rated and his ratings of them, by user. */
  readonly raters = new GrowingLists(ints);
  readonly films = new GrowingLists(ints);
  readonly values = new GrowingLists((length) => new Float32Array(length));
  /** Genre numbers of a film, by film, and their names. */
  readonly genres = new GrowingLists(ints);
  readonly genreNames: string[] = [];
  /** Year of a film less `FIRST_YEAR`, or -1. */
  readonly years: number[] = [];
  /** 1 for a film with a second title, by film. */
  readonly otherTitles: number[] = [];
  private readonly order = new ReleaseOrder();
  /** Film numbers in the order of release; place in that order by film, or -1 before its release. */
  readonly released: readonly number[] = this.order.films;
  readonly places: readonly number[] = this.order.places;
  /** Released films, and ratings of released films. */
  readonly releases = new GenreYearCounts();
  readonly releasedRatings = new GenreYearCounts();
  /** Film ids by film number; titles and genres, as they came, of those that are out. */
  readonly movieIds: number[] = [];
  readonly titles: string[] = [];
  readonly genreTexts: string[] = [];
  /** What ratings add up to; as they are kept, in single precision, which is exact for halves. */
  readonly ratingTotals = new RatingTotals();
  private userCount = 0;
  private ratings = 0;
  private changes = 0;
  private readonly filmNumbers = new Map<number, number>();
  private readonly userNumbers = new Map<number, number>();
  private readonly genreNumbers = new Map<string, number>();
  private readonly series = new TitleSeries();

  constructor() {
    this.addFilm(0);
    this.addUser();
  }

  /** The number of a film or a user, or 0 when no event named it. */
  filmOf(movieId: number): number {
    return this.filmNumbers.get(movieId) ?? 0;
  }

  userOf(userId: number): number {
    return this.userNumbers.get(userId) ?? 0;
  }

  /** The number of a film or a user, a new one if need be. */
  numberOfFilm(movieId: number): number {
    return this.filmNumbers.get(movieId) ?? this.nameFilm(movieId);
  }

  numberOfUser(userId: number): number {
    return this.userNumbers.get(userId) ?? this.nameUser(userId);
  }

  /** One more than the largest user number: the size of an array by user. */
  get userSpan(): number {
    return this.userCount;
  }

  /** One more than the largest film number. */
  get filmSpan(): number {
    return this.movieIds.length;
  }

  /** The largest release id known. */
  get newestReleaseId(): number {
    return this.order.newestId;
  }

  isReleased(movieId: number): boolean {
    return this.places[this.filmOf(movieId)] >= 0;
  }

  /** Ratings known, of whichever films. */
  get ratingCount(): number {
    return this.ratings;
  }

  /** Another number after a film came out or a rating came or changed. */
  get revision(): number {
    return this.changes;
  }

  historyLength(user: number): number {
    return this.films.lengthOf(user);
  }

  hasRated(user: number, film: number): boolean {
    return this.indexOfRating(user, film) >= 0;
  }

  /** Genre numbers of a film; a view that the next release may outdate. */
  genresOf(film: number): Int32Array {
    return this.genres.viewOf(film);
  }

  /**
   * Takes a release; a film that is out already is left as it is, but for its place.
   * @param releaseId grows in the order of release; a film without it is the last one, until it is known
   */
  addMovie(movieId: number, title: string, genres: string, releaseId?: number): void {
    const film = this.numberOfFilm(movieId);
    if (!this.order.release(film, releaseId)) return;
    this.changes++;
    this.titles[film] = title;
    this.genreTexts[film] = genres;
    this.otherTitles[film] = hasOtherTitle(title) ? 1 : 0;
    const year = yearOfTitle(title) - FIRST_YEAR;
    if (year >= 0 && year < MOST_YEARS) this.years[film] = year;
    for (const name of new Set(genres.split('|'))) this.addGenre(film, name);
    this.series.addTitle(film, title);
    this.releases.add(1, this.genresOf(film), this.years[film]);
    this.countReleased(film, this.raters.lengthOf(film));
  }

  /** Takes a rating, of a film that may come out later; of a repeated one the last value counts. */
  addRating(userId: number, movieId: number, value: number): void {
    const film = this.numberOfFilm(movieId);
    const user = this.numberOfUser(userId);
    const index = this.indexOfRating(user, film);
    if (index >= 0) {
      const values = this.values.items[user];
      this.ratingTotals.remove(film, values[index]);
      values[index] = value;
      this.ratingTotals.add(film, values[index]);
      this.changes++;
      return;
    }
    this.appendRating(user, film, value);
    this.countReleased(film, 1);
  }

  /** Takes a rating that is not known yet, by the numbers of user and film, without `countReleased`. */
  appendRating(user: number, film: number, value: number): void {
    this.ratings++;
    this.changes++;
    this.ratingTotals.add(film, Math.fround(value));
    this.films.push(user, film);
    this.values.push(user, value);
    this.raters.push(film, user);
  }

  /** Counts so many ratings of a film among those of released films, if it is one. */
  countReleased(film: number, ratings: number): void {
    if (this.places[film] >= 0) this.releasedRatings.add(ratings, this.genresOf(film), this.years[film]);
  }

  /** Released films that share a rare word of their titles with this one. */
  filmsOfSeries(film: number): Set<number> {
    return this.series.filmsWith(film);
  }

  /** Where the film stands among the user's, or -1; looks through the shorter of the two lists first. */
  private indexOfRating(user: number, film: number): number {
    if (user === 0 || film === 0) return -1;
    const isShorter = this.raters.lengthOf(film) < this.films.lengthOf(user);
    if (isShorter && !this.raters.items[film].includes(user)) return -1;
    return this.films.items[user].indexOf(film);
  }

  private nameFilm(movieId: number): number {
    this.filmNumbers.set(movieId, this.movieIds.length);
    return this.addFilm(movieId);
  }

  private addFilm(movieId: number): number {
    this.raters.add();
    this.genres.add();
    this.series.addFilm();
    this.years.push(-1);
    this.order.add();
    this.otherTitles.push(0);
    this.titles.push('');
    this.genreTexts.push('');
    this.ratingTotals.addFilm();
    return this.movieIds.push(movieId) - 1;
  }

  private nameUser(userId: number): number {
    this.userNumbers.set(userId, this.userCount);
    return this.addUser();
  }

  private addUser(): number {
    this.films.add();
    this.values.add();
    return this.userCount++;
  }

  private addGenre(film: number, name: string): void {
    let genre = this.genreNumbers.get(name);
    if (genre === undefined) {
      if (name === '' || this.genreNames.length === MOST_GENRES) return;
      genre = this.genreNames.push(name) - 1;
      this.genreNumbers.set(name, genre);
    }
    this.genres.push(film, genre);
  }
}
