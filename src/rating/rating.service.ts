import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Subject } from 'rxjs';
import { Repository } from 'typeorm';
import type { Batcher } from '../database/batcher.js';
import { storeFirsts } from '../database/first-of-key.js';
import { type Outcome, refusedByDatabase } from '../database/outcome.js';
import { type Statement, Writer } from '../database/writer.service.js';
import type { Page } from '../http/paging.js';
import { getStored } from '../http/stored-row.js';
import { TableList } from '../http/table-list.js';
import { type CreateRatingDto, type RatingDto, type RatingQuery, toRatingDto } from './rating.dto.js';
import { Rating } from './rating.entity.js';
import { FIND_RATINGS, INSERT_RATINGS, RATING_COLUMNS, REPLACE_RATING } from './rating.statements.js';

export type StoredRating = Pick<RatingDto, 'user_id' | 'movie_id' | 'rating'>;

@Injectable()
export class RatingService {
  /** Every rating that this process stores or replaces, once it is committed and before it is answered. */
  readonly stored = new Subject<StoredRating>();
  private readonly lane: Batcher<CreateRatingDto, Outcome<RatingDto>>;
  private readonly rows: TableList<Rating, RatingDto>;

  constructor(
    @InjectRepository(Rating) private readonly ratings: Repository<Rating>,
    private readonly writer: Writer,
  ) {
    this.lane = writer.openLane('ratings', (requests) => this.store(requests), {
      refused: refusedByDatabase,
    });
    this.rows = new TableList((text, values) => ratings.query(text, values), {
      table: 'ratings',
      columns: RATING_COLUMNS,
      key: ['user_id', 'movie_id'],
      toItem: toRatingDto,
    });
  }

  /**
   * Stores a rating. The primary key decides who was first, also when requests race.
   * @throws ConflictException when the user has rated the film with another value
   */
  async create(request: CreateRatingDto): Promise<{ rating: RatingDto; created: boolean }> {
    const { row, outcome } = getStored(await this.lane.submit(request));
    return { rating: row, created: outcome === 'created' };
  }

  /** Stores ratings; each has an outcome of its own, in the same order. */
  createMany(requests: readonly CreateRatingDto[]): Promise<(Outcome<RatingDto> | Error)[]> {
    return this.lane.submitMany(requests);
  }

  /** Stores a rating in the place of the one that the user gave the film before, if any. */
  async replace(request: CreateRatingDto): Promise<{ rating: RatingDto; created: boolean }> {
    const { user_id, movie_id, rating } = request;
    const [row] = await this.writer.query<Rating & { created: boolean }>(REPLACE_RATING, [
      user_id,
      movie_id,
      rating,
    ]);
    this.stored.next(request);
    return { rating: toRatingDto(row), created: row.created };
  }

  /** Ratings by ascending user, then film. */
  list(query: RatingQuery): Promise<Page<RatingDto>> {
    return this.rows.page(query);
  }

  readPages(query: RatingQuery): AsyncGenerator<RatingDto[]> {
    return this.rows.pages(query);
  }

  /** Every rating, by ascending user and film, in pages that keep memory bounded. */
  async *readAll(pageSize = 20_000): AsyncGenerator<StoredRating[]> {
    let [user, movie] = [0, 0];
    for (;;) {
      const page = await this.ratings.query<StoredRating[]>(
        `SELECT user_id, movie_id, rating FROM ratings
         WHERE (user_id, movie_id) > ($1::integer, $2::integer) ORDER BY user_id, movie_id LIMIT $3`,
        [user, movie, pageSize],
      );
      if (page.length > 0) yield page;
      if (page.length < pageSize) return;
      ({ user_id: user, movie_id: movie } = page[page.length - 1]);
    }
  }

  private async store(requests: CreateRatingDto[]): Promise<(Outcome<RatingDto> | Error)[]> {
    const query = async (statement: Statement, columns: number[][]) =>
      (await this.writer.query<Rating>(statement, columns)).map(toRatingDto);
    const usersOf = (rows: CreateRatingDto[]) => rows.map((row) => row.user_id);
    const moviesOf = (rows: CreateRatingDto[]) => rows.map((row) => row.movie_id);
    const outcomes = await storeFirsts<CreateRatingDto, RatingDto>(requests, {
      keyOf: (row) => `${row.user_id}/${row.movie_id}`,
      insert: (firsts) =>
        query(INSERT_RATINGS, [usersOf(firsts), moviesOf(firsts), firsts.map((row) => row.rating)]),
      find: (others) => query(FIND_RATINGS, [usersOf(others), moviesOf(others)]),
      differs: ({ rating }, row) =>
        row.rating === rating
          ? undefined
          : `User ${row.user_id} has rated movie ${row.movie_id} with ${row.rating} already; ` +
            'PUT /ratings replaces a rating',
    });
    for (const outcome of outcomes) {
      if ('outcome' in outcome && outcome.outcome === 'created') this.stored.next(outcome.row);
    }
    return outcomes;
  }
}
