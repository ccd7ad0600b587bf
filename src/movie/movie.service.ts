import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Subject } from 'rxjs';
import { Repository } from 'typeorm';
import type { Batcher } from '../database/batcher.js';
import { storeFirsts } from '../database/first-of-key.js';
import { keyColumns } from '../database/idempotency.statements.js';
import { KeptKeys } from '../database/kept-keys.service.js';
import type { KeptOutcome } from '../database/keyed-commit.js';
import { type Outcome, refusedByDatabase } from '../database/outcome.js';
import { type Keyed, type RequestKey, withKeys } from '../database/request-key.js';
import { Writer } from '../database/writer.service.js';
import type { Page, PageQuery } from '../http/paging.js';
import { getStored } from '../http/stored-row.js';
import { TableList } from '../http/table-list.js';
import { type CreateMovieDto, type MovieDto, toMovieDto } from './movie.dto.js';
import { Movie } from './movie.entity.js';
import {
  COUNT_RELEASES,
  FIND_MOVIES,
  IDS_UNTIL,
  INSERT_KEYED_MOVIES,
  INSERT_MOVIES,
  MOVIE_COLUMNS,
  RELEASES_AFTER,
  RELEASES_SINCE,
} from './movie.statements.js';

export type ReleasedMovie = Pick<MovieDto, 'movie_id' | 'title' | 'genres'>;

/** A film with its place among all: films came out in the order of these ids, which have gaps. */
export interface Release extends ReleasedMovie {
  readonly release_id: number;
}

@Injectable()
export class MovieService {
  /** Every film that this process releases, once it is committed and before it is answered. */
  readonly released = new Subject<ReleasedMovie>();
  private readonly lane: Batcher<Keyed<CreateMovieDto>, Outcome<MovieDto>>;
  private readonly rows: TableList<Movie, MovieDto>;

  constructor(
    @InjectRepository(Movie) private readonly movies: Repository<Movie>,
    private readonly writer: Writer,
    keys: KeptKeys,
  ) {
    this.lane = keys.openLane(
      'movies',
      { commit: (entries) => this.store(entries), restore: restoreMovie },
      { refused: refusedByDatabase },
    );
    this.rows = new TableList((text, values) => movies.query(text, values), {
      table: 'movies',
      columns: MOVIE_COLUMNS,
      key: ['movie_id'],
      toItem: toMovieDto,
    });
  }

  /**
   * Releases a film. The primary key decides who was first, also when requests race.
   * @throws ConflictException when the film is out with another title or other genres
   */
  async create(request: CreateMovieDto, key?: RequestKey): Promise<{ movie: MovieDto; created: boolean }> {
    const { row, outcome } = getStored(await this.lane.submit({ item: request, key }));
    return { movie: row, created: outcome === 'created' };
  }

  /** Releases films in their order; each has an outcome of its own, in the same order. */
  createMany(
    requests: readonly CreateMovieDto[],
    keys?: readonly RequestKey[],
  ): Promise<(Outcome<MovieDto> | Error)[]> {
    return this.lane.submitMany(withKeys(requests, keys));
  }

  /** @throws NotFoundException */
  async get(movieId: number): Promise<MovieDto> {
    const movie = await this.movies.findOneBy({ movieId });
    if (!movie) throw new NotFoundException(`There is no movie ${movieId}`);
    return toMovieDto(movie);
  }

  /** Films by ascending id. */
  list(query: PageQuery): Promise<Page<MovieDto>> {
    return this.rows.page(query);
  }

  readPages(query: PageQuery): AsyncGenerator<MovieDto[]> {
    return this.rows.pages(query);
  }

  /** Every released id, ascending. */
  async listIds(): Promise<number[]> {
    const rows = await this.movies.find({ select: { movieId: true }, order: { movieId: 'ASC' } });
    return rows.map((row) => row.movieId);
  }

  /** Every film in the order of release, in pages that keep memory bounded. */
  async *readReleases(pageSize = 20_000): AsyncGenerator<Release[]> {
    let after = 0;
    for (;;) {
      const page = await this.listReleasesAfter(after, pageSize);
      if (page.length > 0) yield page;
      if (page.length < pageSize) return;
      after = page[page.length - 1].release_id;
    }
  }

  /** Films that came out after this one, in the order of release. */
  listReleasesAfter(releaseId: number, limit: number): Promise<Release[]> {
    return this.writer.query<Release>(RELEASES_AFTER, [releaseId, limit]);
  }

  /**
   * Films released from this time on, by whomever, in the order of release.
   * @param time microseconds since 1970
   */
  listReleasesSince(time: number): Promise<Release[]> {
    return this.writer.query<Release>(RELEASES_SINCE, [time]);
  }

  /** How many films are out, and the id of the newest release; 0 before the first. */
  async countReleases(): Promise<{ films: number; lastRelease: number }> {
    const [counts] = await this.writer.query<{ films: number; lastRelease: number }>(COUNT_RELEASES, []);
    return counts;
  }

  /** The films that were out after a release, in the order of release. */
  async listIdsUntil(releaseId: number): Promise<number[]> {
    const rows = await this.writer.query<{ movie_id: number }>(IDS_UNTIL, [releaseId]);
    return rows.map((row) => row.movie_id);
  }

  isOut(movieId: number): Promise<boolean> {
    return this.movies.existsBy({ movieId });
  }

  private async store(entries: Keyed<CreateMovieDto>[]): Promise<(Outcome<MovieDto> | Error)[]> {
    const isKeyed = entries.some(({ key }) => key);
    const outcomes = await storeFirsts<Keyed<CreateMovieDto>, MovieDto>(entries, {
      keyOf: ({ item }) => item.movie_id,
      keyOfRow: (row) => row.movie_id,
      insert: async (firsts) => {
        const rows = await this.writer.query<Movie>(isKeyed ? INSERT_KEYED_MOVIES : INSERT_MOVIES, [
          firsts.map(({ item }) => item.movie_id),
          firsts.map(({ item }) => item.title),
          firsts.map(({ item }) => item.genres),
          ...(isKeyed ? keyColumns(firsts) : []),
        ]);
        return rows.map(toMovieDto);
      },
      find: async (others) => {
        const rows = await this.writer.query<Movie>(FIND_MOVIES, [others.map(({ item }) => item.movie_id)]);
        return rows.map(toMovieDto);
      },
      differs: ({ item: { title, genres } }, row) =>
        row.title === title && row.genres === genres
          ? undefined
          : `Movie ${row.movie_id} is out already as "${row.title}" (${row.genres})`,
    });
    for (const outcome of outcomes) {
      if ('outcome' in outcome && outcome.outcome === 'created') this.released.next(outcome.row);
    }
    return outcomes;
  }
}

/** The film that a request has released, as it was then. */
const restoreMovie = (
  { movie_id, title, genres }: CreateMovieDto,
  { rowCreatedAt, rowUpdatedAt }: KeptOutcome,
): MovieDto =>
  toMovieDto({ movieId: movie_id, title, genres, createdAt: rowCreatedAt!, updatedAt: rowUpdatedAt! });
