import { ApiProperty } from '@nestjs/swagger';
import { FromText, IdField, IdListQueryField, IntegerField } from '../http/fields.js';

export class RecommendationQuery {
  @FromText()
  @IdField({ description: 'Whom the list is for', example: 1_000_042 })
  user_id: number;

  @IdListQueryField(1000, {
    description:
      'Rank these films, ids joined by commas, instead of the nine released last, or of all films where `ease` serves',
    optional: true,
  })
  candidates?: number[];

  @FromText()
  @IntegerField(0, 2 ** 32 - 1, {
    description: 'Makes the list repeatable: while nothing changes, the same seed and user get the same list',
    optional: true,
  })
  seed?: number;
}

/** A list, recorded under its id, and how it came to be. */
export class RecommendationDto {
  @ApiProperty({ type: 'integer', description: 'For the feedback that answers the list', example: 7 })
  recommendation_id: number;

  @ApiProperty({ description: 'The group that the user is assigned to', example: 'A' })
  user_type: string;

  @ApiProperty({ type: 'integer', description: 'The cycle of the experiment', example: 0 })
  action_cycle: number;

  @ApiProperty({ description: 'The recommender of the group in this cycle', example: 'random' })
  recommender: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The version of the model that ranked the list, if it has versions',
    example: null,
  })
  model_version: number | null;

  @ApiProperty({
    description: 'The recommender could not serve this user, and a list in random order stands in',
    example: false,
  })
  fallback: boolean;

  @ApiProperty({
    type: 'array',
    items: { type: 'integer' },
    description: 'The best first',
    example: [1_000_001],
  })
  movie_ids: number[];
}

export class TrainingDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'integer' },
    description: 'The versions made; empty when nothing in the design can be trained',
    example: [1],
  })
  model_versions: number[];
}
