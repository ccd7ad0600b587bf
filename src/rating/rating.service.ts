import { ConflictException, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Subject } from 'rxjs';
import { Repository } from 'typeorm';
import type { Outcome } from '../database/outcome.js';
import { decodeCursor, type Page, toPage } from '../http/paging.js';
import { type CreateRatingDto, type RatingDto, type RatingQuery, toRatingDto } from './rating.dto.js';
import { Rating } from './rating.entity.js';

export type StoredRating = Pick<RatingDto, 'user_id' | 'movie_id' | 'rating'>;

interface Times {
  created_at: Date;
  updated_at: Date;
}

const toRating = (request: CreateRatingDto, times: Times): Rating => ({
  userId: request.user_id,
  movieId: request.movie_id,
  rating: request.rating,
  createdAt: times.created_at,
  updatedAt: times.updated_at,
});

@Injectable()
export class RatingService {
  /** Every rating that this process stores or replaces, once it is committed and before it is answered. */
  readonly stored = new Subject<StoredRating>();

  constructor(@InjectRepository(Rating) private readonly ratings: Repository<Rating>) {}

  /**
   * Stores a rating. The primary key decides who was first, also when requests race.
   * @throws ConflictException when the user has rated the film with another value
   */
  async create(request: CreateRatingDto): Promise<{ rating: RatingDto; created: boolean }> {
    const { user_id: userId, movie_id: movieId, rating: value } = request;
    const [times] = await this.ratings.query<[Times?]>(
      `INSERT INTO ratings (user_id, movie_id, rating) VALUES ($1, $2, $3)
       ON CONFLICT (user_id, movie_id) DO NOTHING RETURNING created_at, updated_at`,
      [userId, movieId, value],
    );
    if (times) {
      this.stored.next(request);
      return { rating: toRatingDto(toRating(request, times)), created: true };
    }
    const rating = await this.ratings.findOneByOrFail({ userId, movieId });
    if (rating.rating !== value) {
      throw new ConflictException(
        `User ${userId} has rated movie ${movieId} with ${rating.rating} already; PUT /ratings replaces a rating`,
      );
    }
    return { rating: toRatingDto(rating), created: false };
  }

  /** Stores ratings; each has an outcome of its own, in the same order. */
  async createMany(requests: readonly CreateRatingDto[]): Promise<Outcome<RatingDto>[]> {
    const outcomes: Outcome<RatingDto>[] = [];
    for (const request of requests) {
      try {
        const { rating, created } = await this.create(request);
        outcomes.push({ outcome: created ? 'created' : 'identical', row: rating });
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error;
        outcomes.push({ outcome: 'conflict', detail: error.message });
      }
    }
    return outcomes;
  }

  /** Stores a rating in the place of the one that the user gave the film before, if any. */
  async replace(request: CreateRatingDto): Promise<{ rating: RatingDto; created: boolean }> {
    // xmax is 0 in a row that this statement inserted, and its own transaction in one that it updated.
    const [row] = await this.ratings.query<(Times & { created: boolean })[]>(
      `INSERT INTO ratings (user_id, movie_id, rating) VALUES ($1, $2, $3)
       ON CONFLICT (user_id, movie_id) DO UPDATE SET rating = EXCLUDED.rating
       RETURNING created_at, updated_at, xmax = 0 AS created`,
      [request.user_id, request.movie_id, request.rating],
    );
    this.stored.next(request);
    return { rating: toRatingDto(toRating(request, row)), created: row.created };
  }

  /** Ratings by ascending user, then film. */
  async list({ user_id, movie_id, limit, cursor }: RatingQuery): Promise<Page<RatingDto>> {
    const after = decodeCursor(cursor, 2);
    const query = this.ratings
      .createQueryBuilder('rating')
      .orderBy({ 'rating.userId': 'ASC', 'rating.movieId': 'ASC' })
      .limit(limit + 1);
    if (user_id !== undefined) query.andWhere('rating.userId = :user_id', { user_id });
    if (movie_id !== undefined) query.andWhere('rating.movieId = :movie_id', { movie_id });
    if (after) {
      query.andWhere('(rating.userId, rating.movieId) > (:user, :movie)', {
        user: after[0],
        movie: after[1],
      });
    }
    return toPage(await query.getMany(), limit, toRatingDto, (row) => [row.userId, row.movieId]);
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

  /** Ratings stored or replaced from this time on, by whomever. */
  listSince(mark: string): Promise<StoredRating[]> {
    return this.ratings.query<StoredRating[]>(
      'SELECT user_id, movie_id, rating FROM ratings WHERE updated_at >= $1::timestamptz ORDER BY updated_at',
      [mark],
    );
  }
}
