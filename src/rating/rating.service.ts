import { HttpStatus, Injectable } from '@nestjs/common';
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
import { type Statement, Writer } from '../database/writer.service.js';
import type { Commit, KeptAnswer } from '../http/idempotency/kept-answers.service.js';
import type { Page } from '../http/paging.js';
import { getStored } from '../http/stored-row.js';
import { TableList } from '../http/table-list.js';
import { type CreateRatingDto, type RatingDto, type RatingQuery, toRatingDto } from './rating.dto.js';
import { Rating } from './rating.entity.js';
import {
  FIND_RATINGS,
  INSERT_KEYED_RATINGS,
  INSERT_RATINGS,
  RATING_COLUMNS,
  REPLACE_RATING,
} from './rating.statements.js';

export type StoredRating = Pick<RatingDto, 'user_id' | 'movie_id' | 'rating'>;

@Injectable()
export class RatingService {
  /** Every rating that this process stores or replaces, once it is committed and before it is answered. */
  readonly stored = new Subject<StoredRating>();
  private readonly lane: Batcher<Keyed<CreateRatingDto>, Outcome<RatingDto>>;
  private readonly rows: TableList<Rating, RatingDto>;

  constructor(
    @InjectRepository(Rating) private readonly ratings: Repository<Rating>,
    private readonly writer: Writer,
    keys: KeptKeys,
  ) {
    this.lane = keys.openLane(
      'ratings',
      { commit: (entries) => this.store(entries), restore: restoreRating },
      { refused: refusedByDatabase },
    );
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
  async create(request: CreateRatingDto, key?: RequestKey): Promise<{ rating: RatingDto; created: boolean }> {
    const { row, outcome } = getStored(await this.lane.submit({ item: request, key }));
    return { rating: row, created: outcome === 'created' };
  }

  /** Stores ratings; each has an outcome of its own, in the same order. */
  createMany(
    requests: readonly CreateRatingDto[],
    keys?: readonly RequestKey[],
  ): Promise<(Outcome<RatingDto> | Error)[]> {
    return this.lane.submitMany(withKeys(requests, keys));
  }

  /** Stores a rating in the place of the one that the user gave the film before, if any: 201 when there was none. */
  async replace(request: CreateRatingDto, commit: Commit<RatingDto>): Promise<KeptAnswer<RatingDto>> {
    const { user_id, movie_id, rating } = request;
    const answer = await commit(async (manager) => {
      const [row] = await manager.query<[Rating & { created: boolean }]>(REPLACE_RATING, [
        user_id,
        movie_id,
        rating,
      ]);
      return { status: row.created ? HttpStatus.CREATED : HttpStatus.OK, body: toRatingDto(row) };
    });
    this.stored.next(request);
    return answer;
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

  private async store(entries: Keyed<CreateRatingDto>[]): Promise<(Outcome<RatingDto> | Error)[]> {
    const query = async (statement: Statement, columns: unknown[][]) =>
      (await this.writer.query<Rating>(statement, columns)).map(toRatingDto);
    const idsOf = (some: Keyed<CreateRatingDto>[]) => [
      some.map(({ item }) => item.user_id),
      some.map(({ item }) => item.movie_id),
    ];
    const isKeyed = entries.some(({ key }) => key);
    const outcomes = await storeFirsts<Keyed<CreateRatingDto>, RatingDto>(entries, {
      keyOf: ({ item }) => ratingKey(item),
      keyOfRow: ratingKey,
      insert: (firsts) =>
        query(isKeyed ? INSERT_KEYED_RATINGS : INSERT_RATINGS, [
          ...idsOf(firsts),
          firsts.map(({ item }) => item.rating),
          ...(isKeyed ? keyColumns(firsts) : []),
        ]),
      find: (others) => query(FIND_RATINGS, idsOf(others)),
      differs: ({ item: { rating } }, row) =>
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

const ratingKey = ({ user_id, movie_id }: CreateRatingDto): string => `${user_id}/${movie_id}`;

/** The rating that a request has made, as it was then. */
const restoreRating = (
  { user_id, movie_id, rating }: CreateRatingDto,
  { rowCreatedAt, rowUpdatedAt }: KeptOutcome,
): RatingDto =>
  toRatingDto({
    userId: user_id,
    movieId: movie_id,
    rating,
    createdAt: rowCreatedAt!,
    updatedAt: rowUpdatedAt!,
  });
