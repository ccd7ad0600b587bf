import { fitConditionalLogit } from './conditional-logit.js';
import { randomStream } from '../random/seeded-random.js';

describe('conditional logit', () => {
  it('finds the log odds of two kinds of films', () => {
    // Shelves of one film of each kind; the second kind is chosen 3 times of 4: w = ln 3, loss 0.562335.
    const shelves = 400;
    const fit = fitConditionalLogit(
      {
        width: 1,
        features: Float64Array.from({ length: 2 * shelves }, (_, row) => row % 2),
        starts: Int32Array.from({ length: shelves + 1 }, (_, shelf) => 2 * shelf),
        chosen: Int32Array.from({ length: shelves }, (_, shelf) => 2 * shelf + (shelf % 4 > 0 ? 1 : 0)),
      },
      0,
    );
    expect(fit.weights[0]).toBeCloseTo(Math.log(3), 6);
    expect(fit.lossBefore).toBeCloseTo(Math.log(2), 12);
    expect(fit.lossAfter).toBeCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), 9);
  });

  it('recovers the weights that choices were drawn by', () => {
    const truth = [1, -0.5, 0.25];
    const random = randomStream('logit');
    const shelves = 5000;
    const features = Float64Array.from({ length: shelves * 9 * 3 }, () => 2 * random() - 1);
    const chosen = Int32Array.from({ length: shelves }, (_, shelf) => {
      // The largest of utilities with Gumbel noise is a draw by the logit.
      const utility = Array.from({ length: 9 }, (_, row) =>
        truth.reduce(
          (sum, weight, k) => sum + weight * features[(shelf * 9 + row) * 3 + k],
          -Math.log(-Math.log(1 - random())),
        ),
      );
      return shelf * 9 + utility.indexOf(Math.max(...utility));
    });
    const starts = Int32Array.from({ length: shelves + 1 }, (_, shelf) => 9 * shelf);
    const fit = fitConditionalLogit({ width: 3, features, starts, chosen }, 2.5);
    // The standard error of a weight is about 1 / √(5000 · variance 1/3) = 0.025.
    truth.forEach((weight, k) => {
      expect(Math.abs(fit.weights[k] - weight)).toBeLessThan(0.1);
    });
    expect(fit.lossAfter).toBeLessThan(fit.lossBefore);
  });

  it('holds weights back by the penalty where every choice agrees', () => {
    const choices = {
      width: 1,
      features: Float64Array.of(0, 1),
      starts: Int32Array.of(0, 2),
      chosen: Int32Array.of(1),
    };
    // The derivative of ln(1 + e^−w) + w² is 0 at w = 0.2213…
    const [weight] = fitConditionalLogit(choices, 1).weights;
    expect(2 * weight).toBeCloseTo(1 / (1 + Math.exp(weight)), 6);
  });

  it('fits nothing to no choices', () => {
    const none = {
      width: 2,
      features: new Float64Array(0),
      starts: Int32Array.of(0),
      chosen: new Int32Array(0),
    };
    expect(fitConditionalLogit(none, 2.5)).toEqual({
      weights: new Float64Array(2),
      lossBefore: 0,
      lossAfter: 0,
    });
  });
});
