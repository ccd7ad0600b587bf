import { factor, solve } from './cholesky.js';

const { exp, log } = Math;

/** Shelves that somebody chose from: rows of features, one per film, shelf after shelf. */
export interface Choices {
  /** Numbers per row. */
  readonly width: number;
  /** Row-major features of all films of all shelves. */
  readonly features: Float64Array;
  /** First row of each shelf, and the number of rows at the end. */
  readonly starts: Int32Array;
  /** Row that was chosen, by shelf. */
  readonly chosen: Int32Array;
}

export interface Fit {
  readonly weights: Float64Array;
  /** Mean −ln P(chosen) of a shelf with all weights 0, and with the fitted ones. */
  readonly lossBefore: number;
  readonly lossAfter: number;
}

const MOST_STEPS = 40;

/**
 * Fits P(choose c) = exp(w·f_c) / Σ exp(w·f_c') over each shelf: McFadden 1974, "Conditional logit analysis of
 * qualitative choice behavior". Newton's method on the summed log-loss plus `penalty` |w|², which is convex; a step is
 * halved until the loss falls.
 */
export function fitConditionalLogit(choices: Choices, penalty: number): Fit {
  const { width } = choices;
  const shelves = Math.max(1, choices.chosen.length);
  const hessian = new Float64Array(width * width);
  const step = new Float64Array(width);
  let weights: Float64Array = new Float64Array(width);
  const lossBefore = summedLoss(choices, weights);
  let objective = lossBefore;
  for (let count = 0; count < MOST_STEPS; count++) {
    differentiate(choices, weights, penalty, step, hessian);
    factor(hessian, width);
    solve(hessian, width, step);
    let next = weights;
    let gained = 0;
    for (let scale = 1; scale > 1e-6 && gained <= 0; scale /= 2) {
      const size = scale;
      next = weights.map((weight, index) => weight - size * step[index]);
      gained = objective - summedLoss(choices, next) - penalty * squared(next);
    }
    if (gained <= 0) break;
    weights = next;
    objective -= gained;
    if (gained < 1e-9 * objective) break;
  }
  const lossAfter = objective - penalty * squared(weights);
  return { weights, lossBefore: lossBefore / shelves, lossAfter: lossAfter / shelves };
}

const squared = (vector: Float64Array): number => vector.reduce((sum, value) => sum + value * value, 0);

/** Probabilities of one shelf's rows, into `out`; returns −ln of the chosen row's. */
function choose(choices: Choices, weights: Float64Array, shelf: number, out: Float64Array): number {
  const { features, starts, width, chosen } = choices;
  const rows = starts[shelf + 1] - starts[shelf];
  let largest = -Infinity;
  for (let row = 0; row < rows; row++) {
    const offset = (starts[shelf] + row) * width;
    let utility = 0;
    for (let k = 0; k < width; k++) utility += weights[k] * features[offset + k];
    out[row] = utility;
    if (utility > largest) largest = utility;
  }
  let sum = 0;
  const chosenUtility = out[chosen[shelf] - starts[shelf]] - largest;
  for (let row = 0; row < rows; row++) sum += out[row] = exp(out[row] - largest);
  for (let row = 0; row < rows; row++) out[row] /= sum;
  return log(sum) - chosenUtility;
}

function longestShelf({ starts }: Choices): number {
  let longest = 0;
  for (let shelf = 1; shelf < starts.length; shelf++) {
    if (starts[shelf] - starts[shelf - 1] > longest) longest = starts[shelf] - starts[shelf - 1];
  }
  return longest;
}

function summedLoss(choices: Choices, weights: Float64Array): number {
  const probabilities = new Float64Array(longestShelf(choices));
  let sum = 0;
  for (let shelf = 0; shelf < choices.chosen.length; shelf++) {
    sum += choose(choices, weights, shelf, probabilities);
  }
  return sum;
}

/** Gradient and lower triangle of the Hessian of the summed loss plus the penalty. */
function differentiate(
  choices: Choices,
  weights: Float64Array,
  penalty: number,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const { features, starts, chosen, width } = choices;
  const probabilities = new Float64Array(longestShelf(choices));
  const mean = new Float64Array(width);
  const centred = new Float64Array(width);
  hessian.fill(0);
  for (let k = 0; k < width; k++) {
    gradient[k] = 2 * penalty * weights[k];
    hessian[k * width + k] = 2 * penalty;
  }
  for (let shelf = 0; shelf < chosen.length; shelf++) {
    choose(choices, weights, shelf, probabilities);
    mean.fill(0);
    for (let row = starts[shelf]; row < starts[shelf + 1]; row++) {
      const probability = probabilities[row - starts[shelf]];
      for (let k = 0; k < width; k++) mean[k] += probability * features[row * width + k];
    }
    for (let k = 0; k < width; k++) gradient[k] += mean[k] - features[chosen[shelf] * width + k];
    for (let row = starts[shelf]; row < starts[shelf + 1]; row++) {
      const probability = probabilities[row - starts[shelf]];
      for (let k = 0; k < width; k++) centred[k] = features[row * width + k] - mean[k];
      for (let i = 0; i < width; i++) {
        const weight = probability * centred[i];
        for (let j = 0; j <= i; j++) hessian[i * width + j] += weight * centred[j];
      }
    }
  }
}
