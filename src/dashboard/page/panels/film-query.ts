import { Feed } from '../feed.js';
import { numberColumn } from '../parts/columns.js';
import type { Column } from '../parts/table.js';
import type { View } from '../view.js';
import type { Film, Films } from '../wire.js';

export type Sorting = 'title' | 'mean_score' | 'mean_rating' | 'ratings' | 'viewers';

/** Films on a page of the table. */
const PAGE = 25;
/** Keys that follow each other faster than this are one search. */
const TYPING_MS = 60;

/** Which films are asked for. */
export class FilmQuery {
  readonly feed: Feed<Films>;
  searched = '';
  sorting: Sorting = 'mean_score';
  order: 'asc' | 'desc' = 'desc';
  offset = 0;
  private typing: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onChange: () => void) {
    this.feed = new Feed(this.path, onChange);
  }

  get path(): string {
    return `${this.pathOfAll}&limit=${PAGE}&offset=${this.offset}`;
  }

  get pathOfAll(): string {
    const search = this.searched === '' ? '' : `search=${encodeURIComponent(this.searched)}&`;
    return `statistics/films?${search}sort=${this.sorting}&order=${this.order}`;
  }

  search(text: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => {
      this.searched = text.trim();
      this.offset = 0;
      this.ask();
    }, TYPING_MS);
  }

  /** Numbers begin with the largest, titles with A; the same column again turns round. */
  sortBy(sorting: Sorting, isNumber: boolean): void {
    const first = isNumber ? 'desc' : 'asc';
    const other = isNumber ? 'asc' : 'desc';
    this.order = this.sorting === sorting && this.order === first ? other : first;
    this.sorting = sorting;
    this.offset = 0;
    this.ask();
  }

  turn(step: 1 | -1): void {
    this.offset = Math.max(0, this.offset + step * PAGE);
    this.ask();
  }

  private ask(): void {
    void this.feed.ask(this.path);
    this.onChange();
  }
}

/** The table's columns, each with what it is sorted by. */
export function columnsOf(view: View): (Column<Film> & { readonly sorting: Sorting })[] {
  const { films } = view.texts;
  const { whole, mean, rating } = view.numbers;
  const sorted = (
    sorting: Sorting,
    heading: string,
    cell: (film: Film) => number | null,
    show: (value: number) => string,
  ) => ({
    ...numberColumn(view, sorting, heading, cell, show),
    sorting,
  });
  return [
    { key: 'title', heading: films.filmTitle, cell: ({ title }) => title, sorting: 'title' },
    sorted('mean_score', films.meanScore, (film) => film.mean_score, mean),
    sorted('mean_rating', films.meanRating, (film) => film.mean_rating, rating),
    sorted('ratings', films.ratings, ({ ratings }) => ratings, whole),
    sorted('viewers', films.viewers, ({ viewers }) => viewers, whole),
  ];
}
