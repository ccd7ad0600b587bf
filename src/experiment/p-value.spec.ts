import { describePValue, listPValue } from './p-value.js';

describe('p-values', () => {
  it('are given in decimals, in powers of ten where they are small, and as a bound where they vanish', () => {
    expect([0.0324, 0.00042, 3e-9, 1e-20, 0].map(describePValue)).toEqual([
      'p = 0.032',
      'p = 4.2e-4',
      'p = 3.0e-9',
      'p < 1e-16',
      'p < 1e-16',
    ]);
    expect([0.79, 0.000036, 0].map(listPValue)).toEqual(['p 0.79', 'p 0.000036', 'p < 1e-16']);
  });
});
