import { GenreYearCounts, MOST_GENRES, MOST_YEARS } from './genre-year-counts.js';
import { GrowingLists } from './growing-lists.js';
import { hasOtherTitle, wordsOfTitle, yearOfTitle } from './movie-title.js';

/** The year that counts as 0; a film from before it, or `MOST_YEARS` later, has none. */
export const FIRST_YEAR = 1850;
/** A title word that more films share than this says nothing about a series. */
export const MOST_SHARING = 12;

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
  /** Year of a film less `FIRST_YEAR`, or -1; place in the order of release, or -1 before it. */
  readonly years: number[] = [];
  readonly places: number[] = [];
  /** 1 for a film with a second title, by film. */
  readonly otherTitles: number[] = [];
  /** Film numbers in the order of release. */
  readonly released: number[] = [];
  /** Released films, and ratings of released films. */
  readonly releases = new GenreYearCounts();
  readonly releasedRatings = new GenreYearCounts();
  /** Film ids by film number. */
  readonly movieIds: number[] = [];
  private userCount = 0;
  private ratings = 0;
  private readonly filmNumbers = new Map<number, number>();
  private readonly userNumbers = new Map<number, number>();
  private readonly genreNumbers = new Map<string, number>();
  private readonly wordNumbers = new Map<string, number>();
  private readonly words = new GrowingLists(ints);
  private readonly sharing = new GrowingLists(ints);

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

  /** One more than the largest user number: the size of an array by user. */
  get userSpan(): number {
    return this.userCount;
  }

  /** Ratings known, of whichever films. */
  get ratingCount(): number {
    return this.ratings;
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

  /** Takes a release; a film that is out already is left as it is. */
  addMovie(movieId: number, title: string, genres: string): void {
    const film = this.filmNumbers.get(movieId) ?? this.nameFilm(movieId);
    if (this.places[film] >= 0) return;
    this.places[film] = this.released.length;
    this.released.push(film);
    this.otherTitles[film] = hasOtherTitle(title) ? 1 : 0;
    const year = yearOfTitle(title) - FIRST_YEAR;
    if (year >= 0 && year < MOST_YEARS) this.years[film] = year;
    for (const name of new Set(genres.split('|'))) this.addGenre(film, name);
    for (const word of wordsOfTitle(title)) this.addWord(film, word);
    this.releases.add(1, this.genresOf(film), this.years[film]);
    this.releasedRatings.add(this.raters.lengthOf(film), this.genresOf(film), this.years[film]);
  }

  /** Takes a rating, of a film that may come out later; of a repeated one the last value counts. */
  addRating(userId: number, movieId: number, value: number): void {
    const film = this.filmNumbers.get(movieId) ?? this.nameFilm(movieId);
    const user = this.userNumbers.get(userId) ?? this.nameUser(userId);
    const index = this.indexOfRating(user, film);
    if (index >= 0) {
      this.values.items[user][index] = value;
      return;
    }
    this.ratings++;
    this.films.push(user, film);
    this.values.push(user, value);
    this.raters.push(film, user);
    if (this.places[film] >= 0) this.releasedRatings.add(1, this.genresOf(film), this.years[film]);
  }

  /** Released films that share a word with this one, the film itself left out; a word of at most `MOST_SHARING` films. */
  filmsOfSeries(film: number): Set<number> {
    const series = new Set<number>();
    for (let index = 0; index < this.words.lengthOf(film); index++) {
      const word = this.words.items[film][index];
      const count = this.sharing.lengthOf(word);
      if (count > MOST_SHARING) continue;
      for (let other = 0; other < count; other++) series.add(this.sharing.items[word][other]);
    }
    series.delete(film);
    return series;
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
    this.words.add();
    this.years.push(-1);
    this.places.push(-1);
    this.otherTitles.push(0);
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

  private addWord(film: number, text: string): void {
    let word = this.wordNumbers.get(text);
    if (word === undefined) {
      word = this.wordNumbers.size;
      this.wordNumbers.set(text, word);
      this.sharing.add();
    }
    if (this.sharing.lengthOf(word) > MOST_SHARING) return;
    this.sharing.push(word, film);
    this.words.push(film, word);
  }
}
