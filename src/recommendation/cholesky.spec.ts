import { factor, invert, solve } from './cholesky.js';

// A = L Lᵀ with L = [2; 1 3; 4 5 6].
const A = [4, 2, 8, 2, 10, 19, 8, 19, 77];

const expectClose = (actual: ArrayLike<number>, expected: readonly number[]) => {
  expected.forEach((value, index) => {
    expect(actual[index]).toBeCloseTo(value, 10);
  });
};

describe('Cholesky', () => {
  it('factors the lower triangle', () => {
    const matrix = Float64Array.from(A);
    factor(matrix, 3);
    expect([0, 3, 4, 6, 7, 8].map((index) => matrix[index])).toEqual([2, 1, 3, 4, 5, 6]);
  });

  it('solves A x = b', () => {
    const matrix = Float64Array.from(A);
    factor(matrix, 3);
    // A (1, -2, 3)ᵀ
    const b = Float64Array.from([24, 39, 201]);
    solve(matrix, 3, b);
    expectClose(b, [1, -2, 3]);
  });

  it('inverts: the inverse times the matrix is the identity', () => {
    const inverse = Float64Array.from(A);
    factor(inverse, 3);
    invert(inverse, 3);
    const product = Array.from({ length: 9 }, (_, at) => {
      const [row, column] = [Math.floor(at / 3), at % 3];
      return [0, 1, 2].reduce((sum, k) => sum + inverse[row * 3 + k] * A[k * 3 + column], 0);
    });
    expectClose(product, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('refuses a matrix that is not positive definite', () => {
    expect(() => {
      factor(Float64Array.from([1, 2, 2, 1]), 2);
    }).toThrow('not positive definite');
  });
});
