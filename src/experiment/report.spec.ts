import { type Construction, constructExperiment } from '../../test/support/constructed-experiment.js';
import { simulateFeedback } from '../../test/support/simulated-feedback.js';
import { aggregateFeedback } from './aggregate-feedback.js';
import type { Aggregates } from './aggregates.js';
import { alternatingDesign } from './experiment-design.js';
import { reportOf } from './report.js';

const groups = [
  { name: 'A', weight: 1 },
  { name: 'B', weight: 1 },
];
const design = alternatingDesign(groups, 'random', 'choice');

/** Every number in a value, at any depth. */
function* numbersIn(value: unknown): Generator<number> {
  if (typeof value === 'number') yield value;
  else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) yield* numbersIn(part);
  }
}

describe('report', () => {
  const construction: Construction = {
    sizes: { A: 1000, B: 1010 },
    answered: { A: 0.9, B: 0.9 },
    lift: (group, cycle) => (group === 'B' ? 0.5 * cycle : 0),
  };
  const report = reportOf(constructExperiment(construction), design);

  it('counts users, lists, feedback and completeness by cycle and group', () => {
    expect(report.cycles.map(({ cycle, phase }) => [cycle, phase])).toEqual([
      [0, 'A/A'],
      [1, 'A/B'],
    ]);
    const [a, b] = report.cycles[1].groups;
    expect(a).toMatchObject({ group: 'A', recommender: 'random', users: 1000, lists_served: 4000 });
    expect(b).toMatchObject({ group: 'B', recommender: 'choice', users: 1010, fallbacks: 0 });
    expect(a.completeness).toBe(a.feedback / 4000);
    expect(a.lists_answered).toBe(a.feedback);
    expect(report.cycles[1].sample_ratio_mismatch.p_value).toBeGreaterThan(0.5);
  });

  it('gives both means with intervals, and what shuffled lists must score', () => {
    const [a, b] = report.cycles[1].groups;
    for (const mean of [a.mean_per_feedback!, a.mean_per_user!]) {
      expect(mean.interval95![0]).toBeLessThan(5.5);
      expect(mean.interval95![1]).toBeGreaterThan(5.5);
    }
    expect(a.expected_mean_per_feedback!.mean).toBeCloseTo(50 / 9, 9);
    expect(a.expected_mean_per_feedback!.z).toBeCloseTo(
      (a.mean_per_feedback!.mean - 50 / 9) / a.expected_mean_per_feedback!.standard_error,
      9,
    );
    expect(b.expected_mean_per_feedback).toBeNull();
  });

  it('gives the difference for both estimands, plain, adjusted and watched', () => {
    const [comparison] = report.cycles[1].comparisons;
    const { per_feedback, per_user, cuped_per_user, confidence_sequence } = comparison;
    for (const difference of [per_feedback!, per_user!]) {
      expect(difference.interval95![0]).toBeLessThan(0.5);
      expect(difference.interval95![1]).toBeGreaterThan(0.5);
      expect(difference.p_value).toBeLessThan(0.001);
    }
    expect(cuped_per_user).toEqual({
      difference: null,
      off_because: 'in the A/A phase random shuffled the lists, which tells nothing about a user',
    });
    expect(confidence_sequence).toMatchObject({ estimand: 'per_feedback', rounds: 100 });
    expect(confidence_sequence!.interval95[0]).toBeLessThan(per_feedback!.interval95![0]);
    expect(report.verdict).toMatchObject({
      verdict: 'B-better',
      estimand: 'per_feedback',
      control: 'A',
      treatment: 'B',
      cycle: 1,
    });
  });

  it('compares every other group with the control', () => {
    const three = alternatingDesign([...groups, { name: 'C', weight: 1 }], 'random', 'choice');
    const sizes = { A: 500, B: 500, C: 500 };
    const { cycles } = reportOf(constructExperiment({ sizes }), three);
    expect(cycles[1].comparisons.map(({ control, treatment }) => `${treatment} − ${control}`)).toEqual([
      'B − A',
      'C − A',
    ]);
  });

  const odd: [string, Aggregates][] = [
    ['nothing', []],
    ['one feedback', aggregateFeedback([{ cycle: 1, group: 'B', user: 1, film: 1, score: 0 }])],
    [
      'one user a group',
      aggregateFeedback(
        simulateFeedback({ seed: 1, users: 2, films: 30, visitors: 2, userEffect: 1, filmEffect: 1 }),
      ),
    ],
    [
      'one film',
      aggregateFeedback(
        simulateFeedback({ seed: 1, users: 50, films: 1, visitors: 50, userEffect: 1, filmEffect: 1 }),
      ),
    ],
    [
      'one score',
      constructExperiment({ sizes: { A: 50, B: 50 } }).map((totals) => ({
        ...totals,
        users: totals.users.map((user) => ({
          ...user,
          sum: user.feedback,
          squares: user.feedback,
          pairSquares: user.pairCounts,
          pairProducts: user.pairCounts,
        })),
        films: totals.films.map((film) => ({ ...film, sum: film.feedback, userShareSum: film.userShare })),
      })),
    ],
    ['nobody in B', constructExperiment({ sizes: { A: 50, B: 0 } })],
    ['no answers', constructExperiment({ sizes: { A: 50, B: 50 }, answered: { A: 0, B: 0 } })],
    ['an undesigned group', constructExperiment({ sizes: { A: 50, B: 50, Z: 3 } })],
  ];
  it.each(odd)('holds finite numbers only: %s', (_, aggregates) => {
    for (const model of ['random', 'choice']) {
      const report = reportOf(aggregates, alternatingDesign(groups, model, 'ease'));
      for (const number of numbersIn(report)) expect(Number.isFinite(number)).toBe(true);
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    }
  });
});
