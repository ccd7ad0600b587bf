import { expectClose, vectors } from '../../test/support/statistics-vectors.js';
import { normalQuantile } from '../random/normal.js';
import { chiSquareUpperTail, normalCdf, studentQuantile, studentTwoSidedP } from './distribution.js';

// Beyond the published cases: mpmath 1.3 with 30 digits.
describe('Student t', () => {
  it.each([
    ...vectors.student_t_two_sided.map(({ t, df, p_value }) => [t, df, p_value]),
    [1.96, 1e7, 0.04999581802531419],
    [3, 1e8, 0.0026997967280374944],
    [40, 3, 3.4380680789158526e-5],
    [-40, 3, 3.4380680789158526e-5],
    [0.001, 5, 0.9992407867721976],
    [0.7, 0.5, 0.6854006625207665],
    [25, 60, 2.014237305795252e-33],
    [6, 1.5, 0.05020245677632478],
    [0, 7, 1],
    [1.959963984540054, Infinity, 0.05],
  ])('has beyond ±%p with %p degrees of freedom %p', (t, df, p) => {
    expectClose(studentTwoSidedP(t, df), p);
  });

  it.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 7.3, 2.345066736547703],
    [0.975, 30, 2.0422724563012378],
    [0.995, 4, 4.604094871349992],
    [0.9, 1e6, 1.2815524121299386],
    [0.9999, 3, 22.203742273205002],
    [0.6, 12, 0.259032745676887],
    [0.4, 12, -0.259032745676887],
    [0.5, 3, 0],
    [0.975, Infinity, 1.959963984540054],
  ])('has its %p quantile with %p degrees of freedom at %p', (p, df, t) => {
    expectClose(studentQuantile(p, df), t);
  });
});

describe('chi-square', () => {
  it.each([
    ...vectors.chi_square_upper_tail.map(({ x, df, p_value }) => [x, df, p_value]),
    [300.5024958402662, 2, 5.581001371071177e-66],
    [1400, 1, 2.1010145162642176e-306],
    [3, 2.5, 0.3058496294458179],
    [1e-8, 1, 0.9999202115440526],
    [20, 30, 0.9165415270653372],
    [900, 700, 4.227616740898031e-7],
    [0, 3, 1],
  ])('exceeds %p with %p degrees of freedom in a share of %p', (x, df, p) => {
    expectClose(chiSquareUpperTail(x, df), p);
  });
});

describe('normal', () => {
  it.each([
    [-37, 5.725571222524577e-300],
    [-10, 7.619853024160525e-24],
    [-1, 0.15865525393145705],
    [0, 0.5],
    [0.3, 0.6179114221889527],
    [2, 0.9772498680518208],
    [8, 0.9999999999999993],
  ])('is under %p in a share of %p', (z, p) => {
    expectClose(normalCdf(z), p);
  });

  it.each(vectors.normal_quantile.map(({ p, z }) => [p, z]))('has its %p quantile at %p', (p, z) => {
    expectClose(normalQuantile(p), z);
  });
});
