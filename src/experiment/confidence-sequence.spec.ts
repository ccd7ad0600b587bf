import { expectClose, vectors } from '../../test/support/statistics-vectors.js';
import {
  confidenceSequence,
  mixtureSprt,
  mixtureWidth,
  sequentialMultiplier,
  TUNING_ROUNDS,
} from './confidence-sequence.js';

describe('confidence sequence', () => {
  it.each(vectors.confidence_sequence)('$source', ({ estimate, standard_error, n, tuning_n, expected }) => {
    expectClose(mixtureWidth(tuning_n), expected.rho);
    confidenceSequence(estimate, standard_error, n, tuning_n).forEach((bound, side) => {
      expectClose(bound, expected.interval95[side]);
    });
  });

  it('is narrowest, in standard errors, at the round it is tuned to', () => {
    const best = sequentialMultiplier(TUNING_ROUNDS);
    expect(best).toBeCloseTo(3.035, 3);
    expect(sequentialMultiplier(TUNING_ROUNDS * 0.9)).toBeGreaterThan(best);
    expect(sequentialMultiplier(TUNING_ROUNDS * 1.1)).toBeGreaterThan(best);
    expect(sequentialMultiplier(TUNING_ROUNDS / 4)).toBeLessThan(1.1 * best);
    expect(sequentialMultiplier(TUNING_ROUNDS * 20)).toBeLessThan(1.1 * best);
  });
});

describe('mixture sequential probability ratio test', () => {
  it.each(vectors.msprt)('of $difference after $n', ({ difference, n, variance, tau_squared, expected }) => {
    const { likelihoodRatio, pValue } = mixtureSprt(difference, n, variance, tau_squared);
    expectClose(likelihoodRatio, expected.likelihood_ratio);
    expectClose(pValue, expected.p_value);
  });

  it('rejects exactly where the confidence sequence with ρ² = τ² / variance excludes zero', () => {
    const [n, standardError] = [700, 0.1];
    const variance = n * standardError ** 2;
    const tauSquared = mixtureWidth(TUNING_ROUNDS) ** 2 * variance;
    const edge = sequentialMultiplier(n) * standardError;
    expectClose(mixtureSprt(edge, n, variance, tauSquared).pValue, 0.05);
    expectClose(confidenceSequence(edge, standardError, n)[0] + 1, 1);
  });
});
