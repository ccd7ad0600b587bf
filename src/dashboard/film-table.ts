/** A film that is out, with what was said of it. */
export interface FilmRow {
  readonly movie_id: number;
  readonly title: string;
  readonly genres: string;
  readonly ratings: number;
  readonly mean_rating: number | null;
  readonly feedback: number;
  readonly mean_score: number | null;
  /** Users who chose it, each counted once. */
  readonly viewers: number;
}

/** The columns of a row, in the order of a CSV file. */
export const FILM_FIELDS = [
  'movie_id',
  'title',
  'genres',
  'ratings',
  'mean_rating',
  'feedback',
  'mean_score',
  'viewers',
] as const satisfies (keyof FilmRow)[];

export const FILM_SORTS = [
  'movie_id',
  'title',
  'mean_rating',
  'ratings',
  'mean_score',
  'feedback',
  'viewers',
] as const satisfies (keyof FilmRow)[];
export type FilmSort = (typeof FILM_SORTS)[number];

export const SORT_ORDERS = ['asc', 'desc'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** Which films to show, and in which order. */
export interface FilmSelection {
  readonly search?: string;
  readonly sort: FilmSort;
  readonly order: SortOrder;
}

/**
 * Films as they stand at one moment. What they were sorted by is kept, so that searching goes through them once and no
 * more.
 */
export class FilmTable {
  private readonly sorted = new Map<string, readonly FilmRow[]>();
  private lowerTitles?: ReadonlyMap<FilmRow, string>;

  constructor(private readonly rows: readonly FilmRow[]) {}

  /** Films whose title has the text in it, capitals or not; what is not known comes last, equal films by ascending id. */
  select({ search, sort, order }: FilmSelection): readonly FilmRow[] {
    const rows = this.inOrder(sort, order);
    if (!search) return rows;
    const [text, { titles }] = [search.toLowerCase(), this];
    return rows.filter((row) => titles.get(row)!.includes(text));
  }

  private get titles(): ReadonlyMap<FilmRow, string> {
    return (this.lowerTitles ??= new Map(this.rows.map((row) => [row, row.title.toLowerCase()])));
  }

  private inOrder(sort: FilmSort, order: SortOrder): readonly FilmRow[] {
    const key = `${sort} ${order}`;
    let rows = this.sorted.get(key);
    if (!rows) {
      const sign = order === 'asc' ? 1 : -1;
      const titles = sort === 'title' ? this.titles : undefined;
      const valueOf = (row: FilmRow): Value => titles?.get(row) ?? row[sort];
      rows = this.rows.toSorted(
        (one, other) => compare(valueOf(one), valueOf(other), sign) || one.movie_id - other.movie_id,
      );
      this.sorted.set(key, rows);
    }
    return rows;
  }
}

type Value = number | string | null;

function compare(one: Value, other: Value, sign: number): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -sign : sign;
}
