/**
 * The two incomplete functions behind the tails of the tests, to about 14 digits.
 * Source of both continued fractions and of the series: Press, Teukolsky, Vetterling, Flannery, "Numerical Recipes",
 * 3rd edition 2007, sections 6.2 and 6.4; evaluated by the algorithm of Lentz 1976 as modified by Thompson and
 * Barnett 1986.
 */

/** Stands in for a zero denominator in Lentz's algorithm. */
const TINY = 1e-300;
const PRECISION = 1e-15;
/** The beta fraction takes about √max(a, b) steps: enough for 10¹⁰ degrees of freedom. */
const MAX_STEPS = 200_000;

const awayFromZero = (value: number): number => (value < TINY && value > -TINY ? TINY : value);

/** The continued fraction b₀ + a₁/(b₁ + a₂/(b₂ + …)) whose terms `a` and `b` are functions of the index. */
function continuedFraction(
  first: number,
  a: (index: number) => number,
  b: (index: number) => number,
): number {
  let value = awayFromZero(first);
  let c = value;
  let d = 0;
  for (let index = 1; index <= MAX_STEPS; index++) {
    const numerator = a(index);
    const denominator = b(index);
    d = 1 / awayFromZero(denominator + numerator * d);
    c = awayFromZero(denominator + numerator / c);
    const factor = c * d;
    value *= factor;
    if (factor - 1 < PRECISION && 1 - factor < PRECISION) break;
  }
  return value;
}

/**
 * What Stirling's formula leaves out: ln Γ(z) − ((z − ½) ln z − z + ½ ln 2π), for z > 0.
 * Abramowitz and Stegun 1964, 6.1.40; small arguments are raised by Γ(z + 1) = z Γ(z) first.
 */
function stirlingError(z: number): number {
  let error = 0;
  for (; z < 15; z++) error += (z + 0.5) * Math.log1p(1 / z) - 1;
  const square = 1 / (z * z);
  return (
    error + (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / z
  );
}

/** ln Γ(z) for z > 0. */
export function logGamma(z: number): number {
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + stirlingError(z);
}

/** ln B(a, b) for a, b > 0, without the cancellation of large logarithms of Γ. */
export function logBeta(a: number, b: number): number {
  if (a < b) return logBeta(b, a);
  return (
    logGamma(b) -
    (a - 0.5) * Math.log1p(b / a) -
    b * Math.log(a + b) +
    b +
    stirlingError(a) -
    stirlingError(a + b)
  );
}

/**
 * The regularised incomplete beta function I_x(a, b), for a, b > 0.
 * @param y 1 − x, given apart because it keeps its digits where x is close to 1
 */
export function regularisedBeta(a: number, b: number, x: number, y: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(b, a, y, x);
  const logX = x < 0.5 ? Math.log(x) : Math.log1p(-y);
  const logY = y < 0.5 ? Math.log(y) : Math.log1p(-x);
  const numerator = (index: number): number => {
    const m = index >> 1;
    return index % 2 === 0
      ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
      : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  };
  const fraction = continuedFraction(1, numerator, () => 1);
  return Math.exp(a * logX + b * logY - logBeta(a, b)) / (a * fraction);
}

/** The regularised upper incomplete gamma function Q(a, x), for a > 0: accurate however far out. */
export function regularisedGammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x >= a + 1) {
    return (
      front /
      continuedFraction(
        x + 1 - a,
        (index) => -index * (index - a),
        (index) => x + 2 * index + 1 - a,
      )
    );
  }
  let term = 1 / a;
  let series = term;
  for (let n = 1; n <= MAX_STEPS && term > series * PRECISION; n++) {
    term *= x / (a + n);
    series += term;
  }
  return 1 - front * series;
}
