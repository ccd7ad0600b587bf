import { Injectable } from '@nestjs/common';
import { LedgerService } from '../experiment/ledger.service.js';
import { DEFAULT_LIMIT } from '../http/paging.js';
import { NewestMovieService } from '../movie/newest-movie.service.js';
import { InteractionFeed } from '../recommendation/interaction-feed.service.js';
import type { FilmsStatisticsDto, FilmStatisticsQuery } from './film-statistics.dto.js';
import { type FilmRow, FilmTable } from './film-table.js';

/** Rows of one chunk of an export: few, so that others are answered in between. */
const EXPORT_PAGE = 1000;

type Interactions = InteractionFeed['interactions'];
type FilmFeedback = Awaited<ReturnType<LedgerService['films']>>;

/** A table, and what it was made from. */
interface KnownTable {
  readonly table: FilmTable;
  readonly interactions: Interactions;
  readonly revision: number;
  readonly feedback: FilmFeedback;
}

/** What ratings and feedback say of each film that is out. */
@Injectable()
export class FilmStatistics {
  private known?: KnownTable;

  constructor(
    private readonly newest: NewestMovieService,
    private readonly feed: InteractionFeed,
    private readonly ledger: LedgerService,
  ) {}

  async list(query: FilmStatisticsQuery): Promise<FilmsStatisticsDto> {
    const rows = (await this.getTable()).select(query);
    const { offset, limit = DEFAULT_LIMIT } = query;
    return { total: rows.length, items: rows.slice(offset, offset + limit) };
  }

  /** All rows behind the offset, at most `limit` where that is given. */
  async *readPages(query: FilmStatisticsQuery): AsyncGenerator<FilmRow[]> {
    const { offset, limit = Infinity } = query;
    const rows = (await this.getTable()).select(query).slice(offset, offset + limit);
    for (let at = 0; at < rows.length; at += EXPORT_PAGE) yield rows.slice(at, at + EXPORT_PAGE);
  }

  private async getTable(): Promise<FilmTable> {
    const [feedback, { movie_ids }] = await Promise.all([this.ledger.films(), this.newest.list(1)]);
    await this.feed.meet(movie_ids);
    const { interactions } = this.feed;
    const { revision } = interactions;
    const { known } = this;
    if (known?.interactions === interactions && known.revision === revision && known.feedback === feedback) {
      return known.table;
    }
    const table = new FilmTable(joinRows(interactions, feedback));
    this.known = { table, interactions, revision, feedback };
    return table;
  }
}

function joinRows(interactions: Interactions, { film, feedback, sum, viewers }: FilmFeedback): FilmRow[] {
  const rowOf = new Map<number, number>();
  film.forEach((movieId, row) => rowOf.set(movieId, row));
  const { movieIds, titles, genreTexts, raters, ratingTotals } = interactions;
  return interactions.released.map((number): FilmRow => {
    const row = rowOf.get(movieIds[number]);
    const ratings = raters.lengthOf(number);
    return {
      movie_id: movieIds[number],
      title: titles[number],
      genres: genreTexts[number],
      ratings,
      mean_rating: ratings > 0 ? ratingTotals.sums[number] / ratings : null,
      feedback: row === undefined ? 0 : feedback[row],
      mean_score: row === undefined ? null : sum[row] / feedback[row],
      viewers: row === undefined ? 0 : viewers[row],
    };
  });
}
