import { ApiProperty } from '@nestjs/swagger';
import { FromText, IdField } from '../http/fields.js';

const EXAMPLE_USER = 1_000_042;
const EXAMPLE_TIME = '2026-01-31T12:00:00.000Z';

export class UserIdDto {
  @FromText()
  @IdField({ description: 'The user', example: EXAMPLE_USER })
  user_id: number;
}

export class NamedFilmDto {
  @ApiProperty({ type: 'integer', example: 1_000_001 })
  movie_id: number;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Null when it is not out',
    example: 'The Silent Harbour (2026)',
  })
  title: string | null;
}

export class VisitDto {
  @ApiProperty({ type: 'integer', example: 28_510 })
  feedback_id: number;

  @ApiProperty({ format: 'date-time', example: EXAMPLE_TIME })
  created_at: string;

  @ApiProperty({ type: 'integer', example: 0 })
  action_cycle: number;

  @ApiProperty({ example: 'B' })
  user_type: string;

  @ApiProperty({ description: 'Satisfaction, 0 to 10', example: 10 })
  score: number;

  @ApiProperty({ type: [NamedFilmDto], description: 'The list, in its order' })
  recommended: NamedFilmDto[];

  @ApiProperty({ type: NamedFilmDto })
  chosen: NamedFilmDto;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Of the chosen film, by this user',
    example: 4,
  })
  rating: number | null;
}

export class RatedFilmDto extends NamedFilmDto {
  @ApiProperty({ example: 4 })
  rating: number;

  @ApiProperty({ format: 'date-time', example: EXAMPLE_TIME })
  created_at: string;
}

export class UserStoryDto {
  @ApiProperty({ type: 'integer', example: EXAMPLE_USER })
  user_id: number;

  @ApiProperty({
    description: 'Of the newest feedback; without any, the one that the design in force assigns',
    example: 'B',
  })
  group: string;

  @ApiProperty({ type: 'integer', example: 120 })
  ratings: number;

  @ApiProperty({ type: 'integer', example: 118 })
  feedback: number;

  @ApiProperty({ type: 'number', nullable: true, example: 3.6 })
  mean_rating: number | null;

  @ApiProperty({ type: 'number', nullable: true, example: 5.4 })
  mean_score: number | null;

  @ApiProperty({ type: [VisitDto], description: 'At most 50, the newest first' })
  visits: VisitDto[];

  @ApiProperty({ type: [RatedFilmDto], description: 'At most 50, the newest first' })
  rated: RatedFilmDto[];
}
