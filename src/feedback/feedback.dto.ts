import { ApiProperty } from '@nestjs/swagger';
import {
  FlagQueryField,
  FromText,
  IdField,
  IdListField,
  IntegerField,
  MAX_ID,
  NumberField,
  TextField,
} from '../http/fields.js';
import { PageOf, PageQuery } from '../http/paging.js';
import type { Feedback } from './feedback.entity.js';

const EXAMPLE_USER = 1_000_042;
const EXAMPLE_MOVIE = 1_000_001;

export class CreateFeedbackDto {
  @IdField({ description: 'Who gives the feedback', example: EXAMPLE_USER })
  user_id: number;

  @IdListField(1000, {
    description: 'The list that was recommended, in its order',
    example: [3, EXAMPLE_MOVIE, 2],
  })
  recommended_movie_id_list: number[];

  @IdField({ description: 'The film that was chosen', example: EXAMPLE_MOVIE })
  selected_movie_id: number;

  @TextField(1, 64, {
    description: 'The user’s group; that of the served list, or else A, unless given',
    optional: true,
    example: 'A',
  })
  user_type?: string;

  @IntegerField(0, MAX_ID, {
    description: 'The cycle of the experiment; that of the served list, or else 0, unless given',
    optional: true,
    example: 0,
  })
  action_cycle?: number;

  @NumberField(0, 10, {
    description: 'The score when the chosen film is not in the list',
    default: 0,
    example: 0,
  })
  score: number = 0;

  @IntegerField(1, Number.MAX_SAFE_INTEGER, {
    description:
      'The list that this answers, from `GET /recommend`; user, list, group and cycle must be as served',
    optional: true,
  })
  recommendation_id?: number;
}

/** One that is no answer to a served list, so that it can be sent as it stands. */
export const FEEDBACK_EXAMPLE = {
  user_id: EXAMPLE_USER,
  recommended_movie_id_list: [3, EXAMPLE_MOVIE, 2],
  selected_movie_id: EXAMPLE_MOVIE,
  user_type: 'A',
  action_cycle: 0,
};

export class FeedbackQuery extends PageQuery {
  @FromText()
  @IdField({ description: 'Only this user’s', optional: true })
  user_id?: number;

  @FromText()
  @IdField({ description: 'Only where this film was chosen', optional: true })
  selected_movie_id?: number;

  @TextField(1, 64, { description: 'Only this group’s', optional: true })
  user_type?: string;

  @FromText()
  @IntegerField(0, MAX_ID, { description: 'Only of this cycle', optional: true })
  action_cycle?: number;

  @FlagQueryField({
    description:
      'Only up to where no row can appear any more, with a `next_cursor` also on the last page: who follows the cursors ' +
      'misses nothing and sees nothing twice, while others write. Fewer rows than `limit`: come back later',
    optional: true,
  })
  settled?: boolean;
}

export class FeedbackDto {
  @ApiProperty({ type: 'integer', example: 1 })
  feedback_id: number;

  @ApiProperty({ type: 'integer', example: EXAMPLE_USER })
  user_id: number;

  @ApiProperty({ description: 'As stored, comma-joined', example: `3,${EXAMPLE_MOVIE},2` })
  recommended_movie_id_list: string;

  @ApiProperty({ type: 'integer', example: EXAMPLE_MOVIE })
  selected_movie_id: number;

  @ApiProperty({ description: 'Satisfaction, 0 to 10', example: (2 / 3) * 10 })
  score: number;

  @ApiProperty({ example: 'A' })
  user_type: string;

  @ApiProperty({ type: 'integer', example: 0 })
  action_cycle: number;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  updated_at: string;
}

/** The fields of a row, in the order of a CSV file. */
export const FEEDBACK_FIELDS = [
  'feedback_id',
  'user_id',
  'recommended_movie_id_list',
  'selected_movie_id',
  'score',
  'user_type',
  'action_cycle',
  'created_at',
  'updated_at',
] as const satisfies (keyof FeedbackDto)[];

export class FeedbackPageDto extends PageOf(FeedbackDto) {}

export const toFeedbackDto = (feedback: Feedback): FeedbackDto => ({
  feedback_id: feedback.feedbackId,
  user_id: feedback.userId,
  recommended_movie_id_list: feedback.recommendedMovieIdList,
  selected_movie_id: feedback.selectedMovieId,
  score: feedback.score,
  user_type: feedback.userType,
  action_cycle: feedback.actionCycle,
  created_at: feedback.createdAt.toISOString(),
  updated_at: feedback.updatedAt.toISOString(),
});
