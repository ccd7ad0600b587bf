import { ApiProperty } from '@nestjs/swagger';
import { FromText, IntegerField } from '../http/fields.js';

const EXAMPLE_MOVIE = 1_000_001;
const EXAMPLE_TITLE = 'The Silent Harbour (2026)';
const EXAMPLE_TIME = '2026-01-31T12:00:00.000Z';

export class NewestFilmDto {
  @ApiProperty({ type: 'integer', example: EXAMPLE_MOVIE })
  movie_id: number;

  @ApiProperty({ example: EXAMPLE_TITLE })
  title: string;

  @ApiProperty({ type: 'integer', example: 12 })
  ratings: number;

  @ApiProperty({ type: 'number', nullable: true, example: 3.5 })
  mean_rating: number | null;
}

export class ActivityDto {
  @ApiProperty({ type: 'integer', description: 'Films that are out', example: 300 })
  films: number;

  @ApiProperty({ type: 'integer', description: 'Users who gave feedback, each counted once', example: 561 })
  users: number;

  @ApiProperty({ type: 'integer', example: 28_510 })
  feedback: number;

  @ApiProperty({ type: 'integer', example: 28_510 })
  ratings: number;

  @ApiProperty({
    description: 'Feedbacks, ratings and releases of the last 5 seconds, per second',
    example: 1210.4,
  })
  events_per_second: number;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: EXAMPLE_TIME })
  last_event_at: string | null;

  @ApiProperty({ format: 'date-time', description: 'The database’s clock', example: EXAMPLE_TIME })
  now: string;

  @ApiProperty({
    type: NewestFilmDto,
    nullable: true,
    description: 'The film released last, and its ratings so far',
  })
  newest_film: NewestFilmDto | null;
}

export class EventsQuery {
  @FromText()
  @IntegerField(1, 100, { description: 'The most events to return', default: 20 })
  limit: number = 20;
}

export const EVENT_KINDS = ['release', 'feedback', 'rating'] as const;

export class EventDto {
  @ApiProperty({ enum: EVENT_KINDS, example: 'feedback' })
  kind: (typeof EVENT_KINDS)[number];

  @ApiProperty({ format: 'date-time', example: EXAMPLE_TIME })
  at: string;

  @ApiProperty({
    type: 'integer',
    description: 'The film that came out, was chosen or was rated',
    example: EXAMPLE_MOVIE,
  })
  movie_id: number;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Null when it is not out',
    example: EXAMPLE_TITLE,
  })
  title: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 1_000_042 })
  user_id: number | null;

  @ApiProperty({ type: 'number', nullable: true, description: 'Score or rating', example: 8.9 })
  value: number | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'The group of a feedback', example: 'A' })
  user_type: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The cycle of a feedback', example: 0 })
  action_cycle: number | null;
}

export class EventsDto {
  @ApiProperty({ type: [EventDto], description: 'The newest first' })
  items: EventDto[];
}

/** The `data` of a live `activity` event. */
export class LiveActivityDto {
  @ApiProperty({ type: ActivityDto })
  activity: ActivityDto;

  @ApiProperty({ type: [EventDto], description: 'The newest 20, the newest first' })
  events: EventDto[];
}
