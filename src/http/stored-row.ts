import { ConflictException, UnprocessableEntityException } from '@nestjs/common';
import type { Outcome, Stored } from '../database/outcome.js';

/**
 * The outcome of a single call, when it is a row.
 * @throws ConflictException, UnprocessableEntityException
 */
export function getStored<Row>(outcome: Outcome<Row>): Stored<Row> {
  if (!('detail' in outcome)) return outcome;
  throw outcome.outcome === 'conflict'
    ? new ConflictException(outcome.detail)
    : new UnprocessableEntityException(outcome.detail);
}
