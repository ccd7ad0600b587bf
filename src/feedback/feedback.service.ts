import { Injectable, UnprocessableEntityException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import type { Outcome } from '../database/outcome.js';
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

export interface Visit {
  readonly user_id: number;
  readonly movie_ids: readonly number[];
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

  /** Stores feedback; each has an outcome of its own, in the same order. */
  async createMany(requests: readonly CreateFeedbackDto[]): Promise<Outcome<FeedbackDto>[]> {
    const outcomes: Outcome<FeedbackDto>[] = [];
    for (const request of requests) {
      try {
        outcomes.push({ outcome: 'created', row: await this.create(request) });
      } catch (error) {
        if (!(error instanceof UnprocessableEntityException)) throw error;
        outcomes.push({ outcome: 'invalid', detail: error.message });
      }
    }
    return outcomes;
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

  /** The latest visits, the oldest of them first: who was shown what, and chose what. */
  async listLatestVisits(count: number): Promise<Visit[]> {
    const rows = await this.feedbacks.find({
      select: { userId: true, recommendedMovieIdList: true, selectedMovieId: true },
      order: { feedbackId: 'DESC' },
      take: count,
    });
    return rows.reverse().map((row) => ({
      user_id: row.userId,
      movie_ids: row.recommendedMovieIdList === '' ? [] : row.recommendedMovieIdList.split(',').map(Number),
      selected_movie_id: row.selectedMovieId,
    }));
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
