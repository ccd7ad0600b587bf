import { simulateFeedback } from '../../test/support/simulated-feedback.js';
import { expectClose, vectors } from '../../test/support/statistics-vectors.js';
import { aggregateFeedback } from './aggregate-feedback.js';
import { totalsOf } from './aggregates.js';
import { estimateMean } from './clustered-mean.js';
import { compareCycles } from './comparison.js';
import { earlierMeans, estimateCuped } from './cuped.js';
import { alternatingDesign } from './experiment-design.js';
import { estimateDifference } from './two-way.js';

const groups = [
  { name: 'A', weight: 1 },
  { name: 'B', weight: 1 },
];
const sides = ['A', 'B'];

describe('CUPED', () => {
  it.each(vectors.cuped_theta)('has θ = $expected', ({ y, x, expected }) => {
    // Both arms alike, repeated until there are users enough and their correlation of .12 shows.
    const covariates = new Map<number, number>();
    const rows = sides.flatMap((group, side) =>
      Array.from({ length: 4000 }, (_, k) => {
        const user = 2 * k + side;
        covariates.set(user, x[k % x.length]);
        return { cycle: 1, group, user, film: user, score: y[k % y.length] };
      }),
    );
    const aggregates = aggregateFeedback(rows);
    const [a, b] = sides.map((group) => estimateMean(totalsOf(aggregates, 1, group), 'per_user')!);
    const { difference } = estimateCuped(a, b, estimateDifference(a, b), covariates);
    expectClose(difference!.theta, expected);
  });

  const simulation = { users: 200, films: 80, visitors: 40, userEffect: 0.8, filmEffect: 0.5, lift: 0.5 };
  const bothCycles = (seed: string, userEffect = 0.8) => [
    ...simulateFeedback({ ...simulation, userEffect, seed, cycle: 0, lift: 0 }),
    ...simulateFeedback({ ...simulation, userEffect, seed, cycle: 1 }),
  ];
  const compare = (rows: ReturnType<typeof bothCycles>, control = 'choice') => {
    const design = alternatingDesign(groups, control, 'ease');
    return compareCycles(aggregateFeedback(rows), design)[1].comparisons[0];
  };

  it.each(['per_feedback', 'per_user'] as const)(
    'narrows the interval around the same truth, %s',
    (estimand) => {
      const { plain, cuped } = compare(bothCycles('narrows'));
      const { difference } = cuped[estimand];
      expect(difference!.correlation).toBeGreaterThan(0.5);
      expect(difference!.standardError).toBeLessThan(0.8 * plain[estimand]!.standardError);
      expect(difference!.interval![0]).toBeLessThan(0.5);
      expect(difference!.interval![1]).toBeGreaterThan(0.5);
    },
  );

  it('leaves users without an earlier mean as they are', () => {
    const rows = bothCycles('newcomers').filter(({ cycle, user }) => cycle === 1 || user % 4 !== 0);
    const { difference } = compare(rows).cuped.per_user;
    expect(difference!.users).toBe(
      new Set(rows.filter(({ cycle }) => cycle === 0).map(({ user }) => user)).size,
    );
    expect(difference!.interval![0]).toBeLessThan(0.5);
    expect(difference!.interval![1]).toBeGreaterThan(0.5);
  });

  it.each([
    ['after a random shuffle', bothCycles('shuffle'), 'random', 'in the A/A phase random shuffled the lists'],
    ['after a planted shuffle', bothCycles('shuffle'), 'planted:+0.5', 'planted:+0.5 shuffled the lists'],
    [
      'with too few common users',
      bothCycles('few').filter(({ cycle, user }) => cycle === 1 || user < 30),
      'choice',
      'fewer than 20 users',
    ],
    [
      'without an A/A phase',
      bothCycles('none').filter(({ cycle }) => cycle === 1),
      'choice',
      'fewer than 20 users',
    ],
    ['without correlation', bothCycles('uncorrelated', 0), 'choice', 'do not go with their later scores'],
  ])('is off %s, and says why', (_, rows, control, reason) => {
    const cuped = compare(rows, control).cuped.per_user;
    expect(cuped.difference).toBeNull();
    expect(cuped).toMatchObject({ reason: expect.stringContaining(reason) as string });
  });

  it('is off in the A/A phase itself, in a design without one, and while a group is empty', () => {
    const aggregates = aggregateFeedback(bothCycles('phases'));
    const design = alternatingDesign(groups, 'choice', 'ease');
    const reasonIn = (cycles: typeof design.cycles, at: number, data = aggregates) =>
      compareCycles(data, { ...design, cycles })[at].comparisons[0].cuped.per_user;
    expect(reasonIn(design.cycles, 0)).toMatchObject({ reason: 'this is an A/A phase itself' });
    expect(reasonIn([design.cycles[1]], 0)).toMatchObject({
      reason: 'there is no A/A phase before this cycle',
    });
    expect(
      reasonIn(
        design.cycles,
        1,
        aggregates.filter(({ group }) => group === 'A'),
      ),
    ).toMatchObject({
      reason: 'a group has no feedback yet',
    });
  });

  it('takes a user’s earlier mean over both groups', () => {
    const rows = [
      { cycle: 0, group: 'A', user: 1, film: 1, score: 2 },
      { cycle: 0, group: 'A', user: 1, film: 2, score: 4 },
      { cycle: 0, group: 'B', user: 1, film: 3, score: 9 },
    ];
    expect([...earlierMeans(aggregateFeedback(rows))]).toEqual([[1, 5]]);
  });
});
