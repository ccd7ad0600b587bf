import { expectClose, vectors } from '../../test/support/statistics-vectors.js';
import { sampleRatioMismatch } from './sample-ratio-mismatch.js';

describe('sample ratio mismatch', () => {
  it.each(vectors.sample_ratio_mismatch)('$source', ({ observed, designed_ratio, expected }) => {
    const { chiSquare, pValue, alarm } = sampleRatioMismatch(observed, designed_ratio);
    expectClose(chiSquare, expected.chi_square);
    expectClose(pValue, expected.p_value);
    expect(alarm).toBe(expected.p_value < 0.001);
  });

  it('has nothing to say without users or with a single open group', () => {
    const silent = { chiSquare: null, pValue: null, alarm: false };
    expect(sampleRatioMismatch([0, 0], [1, 1])).toEqual(silent);
    expect(sampleRatioMismatch([7, 0], [1, 0])).toEqual(silent);
  });

  it('alarms about anyone in a group that lets nobody in', () => {
    expect(sampleRatioMismatch([500, 500, 1], [1, 1, 0]).alarm).toBe(true);
  });
});
