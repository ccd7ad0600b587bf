import { FromText, IdField, IntegerField } from '../http/fields.js';

export class RecommendationQuery {
  @FromText()
  @IdField({ description: 'Whom the list is for', example: 1_000_042 })
  user_id: number;

  @FromText()
  @IntegerField(0, 2 ** 32 - 1, {
    description:
      'Makes the list repeatable: while no film is released, the same seed and user get the same list',
    optional: true,
  })
  seed?: number;
}
