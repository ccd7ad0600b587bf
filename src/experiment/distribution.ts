import { normalQuantile } from '../random/normal.js';
import { logBeta, regularisedBeta, regularisedGammaUpper } from './special-functions.js';

/** The upper tail of the chi-square distribution: Q(df/2, x/2). Abramowitz and Stegun 1964, 26.4.19. */
export function chiSquareUpperTail(x: number, degreesOfFreedom: number): number {
  return regularisedGammaUpper(degreesOfFreedom / 2, x / 2);
}

/** The standard normal distribution function Φ(z), both tails to full precision: z² is a chi-square with one degree. */
export function normalCdf(z: number): number {
  const tail = chiSquareUpperTail(z * z, 1) / 2;
  return z < 0 ? tail : 1 - tail;
}

/**
 * The two-sided p-value of Student's t, P(|T| ≥ |t|) = I_{df/(df + t²)}(df/2, ½).
 * Abramowitz and Stegun 1964, 26.7.1; the degrees of freedom may be a fraction, or infinite for the normal.
 */
export function studentTwoSidedP(t: number, degreesOfFreedom: number): number {
  const square = t * t;
  if (degreesOfFreedom === Infinity) return chiSquareUpperTail(square, 1);
  const sum = degreesOfFreedom + square;
  return regularisedBeta(degreesOfFreedom / 2, 0.5, degreesOfFreedom / sum, square / sum);
}

/**
 * The quantile of Student's t: the t that a share `p` of the distribution lies below; ±∞ at 0 and 1.
 * Newton's method on the two-sided p, started at the normal quantile: that lies below the answer and the tail is
 * convex, so that every step falls short of the answer and none goes past it.
 */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (p < 0.5) return -studentQuantile(1 - p, degreesOfFreedom);
  let t = normalQuantile(p);
  if (t === 0 || !Number.isFinite(t) || degreesOfFreedom === Infinity) return t;
  const tail = 2 * (1 - p);
  const logScale = logBeta(degreesOfFreedom / 2, 0.5) + 0.5 * Math.log(degreesOfFreedom);
  for (let step = 0; step < 500; step++) {
    const density = Math.exp(
      -0.5 * (degreesOfFreedom + 1) * Math.log1p((t * t) / degreesOfFreedom) - logScale,
    );
    const change = (studentTwoSidedP(t, degreesOfFreedom) - tail) / (2 * density);
    t += change;
    if (Math.abs(change) <= 1e-15 * t) break;
  }
  return t;
}
