import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { decodeCursor, type Page, toPage } from '../http/paging.js';
import {
  type CreateFeedbackDto,
  type FeedbackDto,
  type FeedbackQuery,
  toFeedbackDto,
} from './feedback.dto.js';
import { Feedback } from './feedback.entity.js';
import { satisfactionScore } from './satisfaction-score.js';

@Injectable()
export class FeedbackService {
  constructor(@InjectRepository(Feedback) private readonly feedbacks: Repository<Feedback>) {}

  /** Stores a feedback with the score of its list. */
  async create(request: CreateFeedbackDto): Promise<FeedbackDto> {
    const list = request.recommended_movie_id_list;
    const row = {
      userId: request.user_id,
      recommendedMovieIdList: list.join(','),
      selectedMovieId: request.selected_movie_id,
      score: satisfactionScore(list, request.selected_movie_id, request.score),
      userType: request.user_type,
      actionCycle: request.action_cycle,
    };
    const inserted = await this.feedbacks
      .createQueryBuilder()
      .insert()
      .values(row)
      .returning(['feedbackId', 'createdAt', 'updatedAt'])
      .execute();
    const [made] = inserted.generatedMaps as Pick<Feedback, 'feedbackId' | 'createdAt' | 'updatedAt'>[];
    return toFeedbackDto({ ...row, ...made });
  }

  /** Feedback in the order it was stored. */
  async list(query: FeedbackQuery): Promise<Page<FeedbackDto>> {
    const [after = 0] = decodeCursor(query.cursor, 1) ?? [];
    const rows = await this.feedbacks.find({
      where: {
        feedbackId: MoreThan(after),
        ...(query.user_id !== undefined && { userId: query.user_id }),
        ...(query.selected_movie_id !== undefined && { selectedMovieId: query.selected_movie_id }),
        ...(query.user_type !== undefined && { userType: query.user_type }),
        ...(query.action_cycle !== undefined && { actionCycle: query.action_cycle }),
      },
      order: { feedbackId: 'ASC' },
      take: query.limit + 1,
    });
    return toPage(rows, query.limit, toFeedbackDto, (row) => [row.feedbackId]);
  }
}
