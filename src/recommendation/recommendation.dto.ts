import { ApiProperty } from '@nestjs/swagger';
import type { RecordedList } from '../feedback/served-list.service.js';
import { FromText, IdField, IdListField, IdListQueryField, IntegerField } from '../http/fields.js';

const EXAMPLE_USER = 1_000_042;
const USER = { description: 'Whom the list is for', example: EXAMPLE_USER };
const SEED = {
  description: 'Makes the list repeatable: while nothing changes, the same seed and user get the same list',
  optional: true,
};
const MAX_SEED = 2 ** 32 - 1;
const MAX_CANDIDATES = 1000;

/** What a list is asked for. */
export class RecommendationQuery {
  @FromText()
  @IdField(USER)
  user_id: number;

  @IdListQueryField(MAX_CANDIDATES, {
    description:
      'Rank these films, ids joined by commas, instead of the nine released last, or of all films where `ease` serves',
    optional: true,
  })
  candidates?: number[];

  @FromText()
  @IntegerField(0, MAX_SEED, SEED)
  seed?: number;
}

/** The same as a row of a bulk call. */
export class CreateRecommendationDto {
  @IdField(USER)
  user_id: number;

  @IdListField(MAX_CANDIDATES, {
    description: 'Rank these films instead of the nine released last, or of all films where `ease` serves',
    optional: true,
  })
  candidates?: number[];

  @IntegerField(0, MAX_SEED, SEED)
  seed?: number;
}

export const RECOMMENDATION_EXAMPLES = [
  { user_id: EXAMPLE_USER, seed: 7 },
  { user_id: EXAMPLE_USER + 1, candidates: [1, 2, 3] },
];

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

export const toRecommendationDto = (list: RecordedList): RecommendationDto => ({
  recommendation_id: list.recommendationId,
  user_type: list.userType,
  action_cycle: list.actionCycle,
  recommender: list.recommender,
  model_version: list.modelVersion,
  fallback: list.fallback,
  movie_ids: list.movieIds,
});

export class TrainingDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'integer' },
    description: 'The versions made; empty when nothing in the design can be trained',
    example: [1],
  })
  model_versions: number[];
}
