import { Injectable } from '@nestjs/common';
import type { RecentRows } from '../database/recent.js';
import { Writer } from '../database/writer.service.js';
import type { Rating } from './rating.entity.js';
import {
  NEWEST_RATINGS,
  RATINGS_OF_FILMS,
  RATINGS_OF_USER,
  RECENT_RATINGS,
  SUM_RATINGS,
} from './rating.statements.js';

/** What was rated lately, and by one user. */
@Injectable()
export class RatingHistory {
  constructor(private readonly writer: Writer) {}

  /** Those stored or replaced last, the newest first. */
  listNewest(limit: number): Promise<Rating[]> {
    return this.writer.query(NEWEST_RATINGS, [limit]);
  }

  /** One user's, the newest first. */
  listOf(userId: number, limit: number): Promise<Rating[]> {
    return this.writer.query(RATINGS_OF_USER, [userId, limit]);
  }

  /** One user's of these films. */
  listOfFilms(userId: number, movieIds: readonly number[]): Promise<Rating[]> {
    return this.writer.query(RATINGS_OF_FILMS, [userId, movieIds]);
  }

  async sumOf(userId: number): Promise<{ count: number; mean: number | null }> {
    return (await this.writer.query<{ count: number; mean: number | null }>(SUM_RATINGS, [userId]))[0];
  }

  /** One that was replaced counts like a new one. */
  async countRecent(): Promise<RecentRows> {
    return (await this.writer.query<RecentRows>(RECENT_RATINGS, []))[0];
  }
}
