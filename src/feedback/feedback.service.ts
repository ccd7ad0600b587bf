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
import { ServedListService } from './served-list.service.js';

/** Who was shown what, and chose what. */
export interface StoredVisit {
  readonly user_id: number;
  /** As stored: ids joined by commas. */
  readonly movie_ids: string;
  readonly selected_movie_id: number;
}

type Made = Pick<Feedback, 'feedbackId' | 'createdAt' | 'updatedAt'>;
type NewFeedback = Omit<Feedback, keyof Made>;

@Injectable()
export class FeedbackService {
  constructor(
    @InjectRepository(Feedback) private readonly feedbacks: Repository<Feedback>,
    private readonly servedLists: ServedListService,
  ) {}

  /**
   * Stores a feedback with the score of its list. One that carries a recommendation id is in the group and cycle that
   * the list was served in.
   * @throws UnprocessableEntityException when it differs from what was served, or the id was used
   */
  async create(request: CreateFeedbackDto): Promise<FeedbackDto> {
    const { recommendation_id: recommendationId, recommended_movie_id_list: list } = request;
    const served =
      recommendationId === undefined ? undefined : await this.servedLists.getFor(recommendationId, request);
    const row: NewFeedback = {
      userId: request.user_id,
      recommendedMovieIdList: list.join(','),
      selectedMovieId: request.selected_movie_id,
      score: satisfactionScore(list, request.selected_movie_id, request.score),
      userType: request.user_type ?? served?.userType ?? 'A',
      actionCycle: request.action_cycle ?? served?.actionCycle ?? 0,
    };
    if (recommendationId === undefined) return toFeedbackDto({ ...row, ...(await this.insert(row)) });
    const made = await this.insertAnswer(recommendationId, row);
    // Another feedback was faster: the list has its answer, and says so.
    if (!made) await this.servedLists.getFor(recommendationId, request);
    return toFeedbackDto({ ...row, ...made! });
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

  /** The latest `count` visits and those of meanwhile, the oldest first, in pages that keep memory bounded. */
  async *readLatestVisits(count: number, pageSize: number): AsyncGenerator<StoredVisit[]> {
    const [last] = await this.feedbacks.query<[{ feedback_id: number }?]>(
      'SELECT feedback_id FROM feedbacks ORDER BY feedback_id DESC OFFSET $1 LIMIT 1',
      [count],
    );
    let after = last?.feedback_id ?? 0;
    for (;;) {
      const page = await this.feedbacks.query<(StoredVisit & { feedback_id: number })[]>(
        `SELECT feedback_id, user_id, recommended_movie_id_list AS movie_ids, selected_movie_id FROM feedbacks
         WHERE feedback_id > $1 ORDER BY feedback_id LIMIT $2`,
        [after, pageSize],
      );
      if (page.length > 0) yield page;
      if (page.length < pageSize) return;
      after = page[page.length - 1].feedback_id;
    }
  }

  private async insert(row: NewFeedback): Promise<Made> {
    const inserted = await this.feedbacks
      .createQueryBuilder()
      .insert()
      .values(row)
      .returning(['feedbackId', 'createdAt', 'updatedAt'])
      .execute();
    return (inserted.generatedMaps as Made[])[0];
  }

  /** Marks the list as answered and stores the answer in one statement; undefined when it was answered before. */
  private async insertAnswer(recommendationId: number, row: NewFeedback): Promise<Made | undefined> {
    const [made] = await this.feedbacks.query<[{ feedback_id: number; created_at: Date; updated_at: Date }?]>(
      `WITH answered AS (
         UPDATE served_lists SET feedback_id = nextval(pg_get_serial_sequence('feedbacks', 'feedback_id'))
         WHERE recommendation_id = $1 AND feedback_id IS NULL RETURNING feedback_id
       )
       INSERT INTO feedbacks (feedback_id, user_id, recommended_movie_id_list, selected_movie_id, score, user_type,
                              action_cycle)
       OVERRIDING SYSTEM VALUE SELECT feedback_id, $2, $3, $4, $5, $6, $7 FROM answered
       RETURNING feedback_id, created_at, updated_at`,
      [
        recommendationId,
        row.userId,
        row.recommendedMovieIdList,
        row.selectedMovieId,
        row.score,
        row.userType,
        row.actionCycle,
      ],
    );
    return made && { feedbackId: made.feedback_id, createdAt: made.created_at, updatedAt: made.updated_at };
  }
}
