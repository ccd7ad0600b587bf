import { Injectable } from '@nestjs/common';
import type { RecentRows } from '../database/recent.js';
import { Writer } from '../database/writer.service.js';
import type { Feedback } from './feedback.entity.js';
import { FEEDBACK_OF_USER, NEWEST_FEEDBACK, RECENT_FEEDBACK, SUM_FEEDBACK } from './feedback.statements.js';

/** A feedback as it is shown to people. */
export type PastFeedback = Omit<Feedback, 'updatedAt'>;

/** What was answered lately, and by one user. */
@Injectable()
export class FeedbackHistory {
  constructor(private readonly writer: Writer) {}

  /** The newest first. */
  listNewest(limit: number): Promise<PastFeedback[]> {
    return this.writer.query(NEWEST_FEEDBACK, [limit]);
  }

  /** One user's, the newest first. */
  listOf(userId: number, limit: number): Promise<PastFeedback[]> {
    return this.writer.query(FEEDBACK_OF_USER, [userId, limit]);
  }

  async sumOf(userId: number): Promise<{ count: number; mean: number | null }> {
    return (await this.writer.query<{ count: number; mean: number | null }>(SUM_FEEDBACK, [userId]))[0];
  }

  async countRecent(): Promise<RecentRows> {
    return (await this.writer.query<RecentRows>(RECENT_FEEDBACK, []))[0];
  }
}
