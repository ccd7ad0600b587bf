import { ApiProperty } from '@nestjs/swagger';
import { FromText, IdField, NumberField } from '../http/fields.js';
import { PageOf, PageQuery } from '../http/paging.js';
import type { Rating } from './rating.entity.js';

const EXAMPLE_USER = 1_000_042;
const EXAMPLE_MOVIE = 1_000_001;

export class CreateRatingDto {
  @IdField({ description: 'Who rates', example: EXAMPLE_USER })
  user_id: number;

  @IdField({ description: 'The film; it need not be out yet', example: EXAMPLE_MOVIE })
  movie_id: number;

  @NumberField(0.5, 5, { description: 'Stars', example: 4.5 })
  rating: number;
}

export const RATING_EXAMPLES = [
  { user_id: EXAMPLE_USER, movie_id: EXAMPLE_MOVIE, rating: 4.5 },
  { user_id: EXAMPLE_USER + 1, movie_id: EXAMPLE_MOVIE, rating: 3 },
];

export class RatingQuery extends PageQuery {
  @FromText()
  @IdField({ description: 'Only this user’s', optional: true })
  user_id?: number;

  @FromText()
  @IdField({ description: 'Only of this film', optional: true })
  movie_id?: number;
}

export class RatingDto {
  @ApiProperty({ type: 'integer', example: EXAMPLE_USER })
  user_id: number;

  @ApiProperty({ type: 'integer', example: EXAMPLE_MOVIE })
  movie_id: number;

  @ApiProperty({ example: 4.5 })
  rating: number;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  updated_at: string;
}

/** The fields of a row, in the order of a CSV file. */
export const RATING_FIELDS = [
  'user_id',
  'movie_id',
  'rating',
  'created_at',
  'updated_at',
] as const satisfies (keyof RatingDto)[];

export class RatingPageDto extends PageOf(RatingDto) {}

export const toRatingDto = (rating: Rating): RatingDto => ({
  user_id: rating.userId,
  movie_id: rating.movieId,
  rating: rating.rating,
  created_at: rating.createdAt.toISOString(),
  updated_at: rating.updatedAt.toISOString(),
});
