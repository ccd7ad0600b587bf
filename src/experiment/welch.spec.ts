import { expectClose, vectors } from '../../test/support/statistics-vectors.js';
import { welch } from './welch.js';

describe('welch', () => {
  it.each(vectors.welch)('$source', ({ first, second, expected }) => {
    const { estimate, standardError, degreesOfFreedom, interval, pValue } = welch(first, second);
    expectClose(estimate, expected.difference);
    expectClose(standardError, expected.standard_error);
    expectClose(estimate / standardError, expected.t);
    expectClose(degreesOfFreedom, expected.degrees_of_freedom);
    expectClose(pValue, expected.p_value);
    interval!.forEach((bound, side) => {
      expectClose(bound, expected.interval95[side]);
    });
  });

  it('says nothing where nothing varies or nobody is', () => {
    const nobody = { estimate: 1, interval: null, pValue: null };
    expect(welch({ mean: 2, variance: 0, n: 5 }, { mean: 1, variance: 0, n: 5 })).toMatchObject(nobody);
    expect(welch({ mean: 2, variance: NaN, n: 1 }, { mean: 1, variance: 1, n: 5 })).toMatchObject(nobody);
  });
});
