/**
 * Factors a symmetric positive definite matrix in place: its lower triangle becomes L with A = L Lᵀ, row by row
 * (Golub and Van Loan, "Matrix Computations", section 4.2). The upper triangle is neither read nor changed.
 * @param matrix n × n, row after row
 */
export function factor(matrix: Float64Array, n: number): void {
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * n + column];
      for (let k = 0; k < column; k++) sum -= matrix[row * n + k] * matrix[column * n + k];
      if (row > column) matrix[row * n + column] = sum / matrix[column * n + column];
      else if (sum > 0) matrix[row * n + row] = Math.sqrt(sum);
      else throw new RangeError('The matrix is not positive definite.');
    }
  }
}

/** Solves L Lᵀ x = b in place of b. */
export function solve(lower: Float64Array, n: number, b: Float64Array): void {
  for (let row = 0; row < n; row++) {
    let sum = b[row];
    for (let k = 0; k < row; k++) sum -= lower[row * n + k] * b[k];
    b[row] = sum / lower[row * n + row];
  }
  for (let row = n - 1; row >= 0; row--) {
    b[row] /= lower[row * n + row];
    for (let k = 0; k < row; k++) b[k] -= lower[row * n + k] * b[row];
  }
}

/** Turns the factor L in place into the whole inverse (L Lᵀ)⁻¹ = L⁻ᵀ L⁻¹, both triangles. */
export function invert(lower: Float64Array, n: number): void {
  // L⁻¹, a row at a time from above: row i of it is (e_i − Σ_k L_ik row k) / L_ii.
  const row = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    row.fill(0);
    for (let k = 0; k < i; k++) {
      const weight = lower[i * n + k];
      for (let j = 0; j <= k; j++) row[j] -= weight * lower[k * n + j];
    }
    row[i] = 1;
    const scale = 1 / lower[i * n + i];
    for (let j = 0; j <= i; j++) lower[i * n + j] = row[j] * scale;
  }
  // L⁻ᵀ L⁻¹ sums the outer products of the rows; row i only reaches entries up to (i, i), so it can go in place.
  for (let i = 0; i < n; i++) {
    row.set(lower.subarray(i * n, (i + 1) * n));
    lower.fill(0, i * n, i * n + i + 1);
    for (let j = 0; j <= i; j++) {
      const weight = row[j];
      for (let k = 0; k <= j; k++) lower[j * n + k] += weight * row[k];
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) lower[j * n + i] = lower[i * n + j];
}
