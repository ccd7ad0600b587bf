import { Injectable } from '@nestjs/common';
import type { RecentRows } from '../database/recent.js';
import { Writer } from '../database/writer.service.js';
import type { Movie } from './movie.entity.js';
import { NEWEST_RELEASES, RECENT_RELEASES } from './movie.statements.js';

/** What was released lately. */
@Injectable()
export class MovieHistory {
  constructor(private readonly writer: Writer) {}

  /** The newest first. */
  listNewest(limit: number): Promise<Movie[]> {
    return this.writer.query(NEWEST_RELEASES, [limit]);
  }

  async countRecent(): Promise<RecentRows> {
    return (await this.writer.query<RecentRows>(RECENT_RELEASES, []))[0];
  }
}
