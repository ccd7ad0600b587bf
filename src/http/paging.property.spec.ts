import fc from 'fast-check';
import { RUNS } from '../../test/support/property-runs.js';
import { MAX_ID } from './fields.js';
import { decodeCursor, encodeCursor } from './paging.js';
import { ProblemException } from './problem.js';

const LARGEST = [MAX_ID, Number.MAX_SAFE_INTEGER];
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.base64String().map((one) => one.replace(/=+$/, '')),
  // Nearly a cursor: numbers of any size and spelling.
  fc
    .array(
      fc.oneof(
        fc.maxSafeNat().map(String),
        fc.bigInt().map(String),
        fc.constantFrom('', '-1', '1e3', '01', '0x1'),
      ),
    )
    .map((parts) => Buffer.from(parts.join()).toString('base64url')),
);

describe('cursors', () => {
  it('come back as the position that they were made of', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LARGEST),
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 3 }),
        (largest, stream, columns) => {
          const position = [...stream.take(columns)].map((value) => Math.min(value, largest));
          expect(decodeCursor(encodeCursor(position), columns, largest)).toEqual(position);
        },
      ),
      RUNS,
    );
  });

  it('are refused with a 400, or else are exactly what a list gives out', () => {
    fc.assert(
      fc.property(
        text,
        fc.constantFrom(...LARGEST),
        fc.integer({ min: 1, max: 3 }),
        (cursor, largest, columns) => {
          try {
            const position = decodeCursor(cursor, columns, largest)!;
            expect(position).toHaveLength(columns);
            expect(position.every((value) => Number.isInteger(value) && value >= 0 && value <= largest)).toBe(
              true,
            );
            expect(encodeCursor(position)).toBe(cursor);
          } catch (error) {
            if (!(error instanceof ProblemException)) throw error;
            expect(error.getStatus()).toBe(400);
          }
        },
      ),
      { ...RUNS, numRuns: 1000 },
    );
  });
});
