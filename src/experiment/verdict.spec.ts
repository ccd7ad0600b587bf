import { type Construction, constructExperiment } from '../../test/support/constructed-experiment.js';
import type { Variant } from './assignment.js';
import { aggregateFeedback } from './aggregate-feedback.js';
import { alternatingDesign, type ExperimentDesign } from './experiment-design.js';
import { describeReason } from './reason.js';
import { judge as judgeBy } from './verdict.js';

const equal: Variant[] = [
  { name: 'A', weight: 50 },
  { name: 'B', weight: 50 },
];
const designOf = (groups: readonly Variant[] = equal): ExperimentDesign =>
  alternatingDesign(groups, 'random', 'choice');
const half = { A: 1000, B: 1000 };
/** The treatment's gain in cycle 1. */
const lift =
  (gain: number): Construction['lift'] =>
  (group, cycle) =>
    group !== 'A' && cycle === 1 ? gain : 0;
/** The verdict, its reasons as sentences. */
const judge = (...of: Parameters<typeof judgeBy>) => {
  const { reasons, ...verdict } = judgeBy(...of);
  return { ...verdict, reasons: reasons.map(describeReason) };
};
const verdictOf = (construction: Construction, design = designOf()) =>
  judge(constructExperiment(construction), design);

describe('verdict', () => {
  it('says better, worse and no difference where the sample shows it', () => {
    expect(verdictOf({ sizes: half, lift: lift(0.5) }).verdict).toBe('B-better');
    expect(verdictOf({ sizes: half, lift: lift(-0.5) }).verdict).toBe('B-worse');
    expect(verdictOf({ sizes: { A: 2000, B: 2000 } }).verdict).toBe('no-difference');
  });

  it('gives its reasons in sentences that name the groups, the estimand and the interval', () => {
    const groups = [
      { name: 'classic', weight: 1 },
      { name: 'fresh', weight: 1 },
    ];
    const { verdict, reasons } = verdictOf(
      {
        sizes: { classic: 1000, fresh: 1000 },
        lift: (group, cycle) => (group === 'fresh' ? 0.5 * cycle : 0),
      },
      designOf(groups),
    );
    expect(verdict).toBe('B-better');
    expect(reasons[0]).toMatch(
      /^fresh is better than classic: in cycle 1 the mean score per feedback of fresh less that of classic is \+0\.\d{3} \(95 % always-valid interval \+0\.\d{3} to \+0\.\d{3}, after 100 release rounds\)\.$/,
    );
  });

  it('says how much more feedback it takes where there is too little', () => {
    const { verdict, requiredSample, effect, reasons } = verdictOf({ sizes: { A: 60, B: 60 } });
    expect(verdict).toBe('underpowered');
    expect(effect).toBe(0.25);
    // About (3.3 + 0.84)² · 2 · 8.24 / 0.25² feedbacks of each group, four by each user.
    for (const { users, feedback } of requiredSample!) {
      expect(feedback).toBeGreaterThan(3000);
      expect(feedback).toBeLessThan(7000);
      expect(users).toBeCloseTo(feedback / 4, -1);
    }
    expect(reasons[1]).toMatch(
      /^To find a difference of 0\.250 with 80 % probability it takes [\d,]+ feedbacks of [\d,]+ users in A and/,
    );
  });

  it('has enough with the sample that it asked for', () => {
    const { requiredSample } = verdictOf({ sizes: { A: 60, B: 60 } });
    const users = Math.round(requiredSample![0].users * 1.2);
    expect(verdictOf({ sizes: { A: users, B: users } }).verdict).toBe('no-difference');
    expect(verdictOf({ sizes: { A: users, B: users }, lift: lift(0.35) }).verdict).toBe('B-better');
  });

  it('obeys the minimum detectable effect of the design', () => {
    const design = { ...designOf(), minimumDetectableEffect: 0.02 };
    const { verdict, effect } = verdictOf({ sizes: half }, design);
    expect({ verdict, effect }).toEqual({ verdict: 'underpowered', effect: 0.02 });
  });
});

describe('verdict: warming up', () => {
  it('waits for release rounds', () => {
    const { verdict, reasons } = verdictOf({ sizes: half, rounds: 8, lift: lift(3) });
    expect(verdict).toBe('warming-up');
    expect(reasons).toEqual(['Cycle 1 has feedback from 8 release rounds; the verdict waits for 20.']);
  });

  it('waits for users', () => {
    expect(verdictOf({ sizes: { A: 9, B: 9 }, lists: 40 }).reasons).toEqual([
      'A has feedback from 9 users in cycle 1; the verdict waits for 10.',
    ]);
  });

  it('waits for the cycle that it is about, and for anything at all', () => {
    expect(verdictOf({ sizes: half, cycles: [0] }).verdict).toBe('warming-up');
    expect(judge([], designOf()).verdict).toBe('warming-up');
  });

  it('waits for scores that vary', () => {
    const rows = Array.from({ length: 400 }, (_, row) => ({
      cycle: 1,
      group: row % 2 ? 'A' : 'B',
      user: row % 40,
      film: row % 50,
      score: 10,
    }));
    expect(judge(aggregateFeedback(rows), designOf()).verdict).toBe('warming-up');
  });
});

describe('verdict: broken, however much better the treatment looks', () => {
  const broken = (construction: Construction, design?: ExperimentDesign) => {
    const { verdict, reasons } = verdictOf({ lift: lift(2), ...construction }, design);
    expect(verdict).toBe('broken');
    return reasons.slice(1).join('\n');
  };

  it('when a group has no users', () => {
    expect(broken({ sizes: { A: 600, B: 0 } })).toContain('sample ratio mismatch');
    const three = designOf([...equal, { name: 'C', weight: 50 }]);
    expect(broken({ sizes: { A: 300, B: 301, C: 0 } }, three)).toContain(
      'A 300 (weight 50), B 301 (weight 50), C 0 (weight 50)',
    );
  });

  it('when users fall 55:45 where 50:50 was designed', () => {
    expect(broken({ sizes: { A: 1100, B: 900 } })).toContain('Cycle 1: the users do not fall');
  });

  it('but not when they fall 95:5 as designed', () => {
    const design = designOf([
      { name: 'A', weight: 95 },
      { name: 'B', weight: 5 },
    ]);
    expect(verdictOf({ sizes: { A: 3800, B: 200 }, lift: lift(1) }, design).verdict).toBe('B-better');
  });

  it('when feedback of one group is lost, all or a tenth of it', () => {
    expect(broken({ sizes: half, answered: { B: 0 } })).toContain('got feedback: A 100.0 %, B 0.0 %');
    expect(broken({ sizes: half, answered: { B: 0.9 } })).toMatch(
      /got feedback: A 100\.0 %, B (89|90)\.\d %/,
    );
  });

  it('but not when both groups lose as much', () => {
    const construction = { sizes: half, answered: { A: 0.8, B: 0.8 }, lift: lift(0.6) };
    expect(verdictOf(construction).verdict).toBe('B-better');
  });

  it('when the fallback served one group only', () => {
    const served: Construction['served'] = (group, cycle, lists) => ({
      fallbacks: group === 'B' && cycle === 1 ? Math.round(lists * 0.05) : 0,
    });
    expect(broken({ sizes: half, served })).toContain(
      'of their lists the fallback made, for a recommender that failed or is not trained yet: A 0.0 %, B 5.0 %',
    );
  });

  it('but not when its recommender fell back for users without history, as it must', () => {
    const served: Construction['served'] = (group, cycle, lists) => {
      const fallbacks = group === 'B' && cycle === 1 ? Math.round(lists * 0.05) : 0;
      return { fallbacks, coldStarts: fallbacks };
    };
    expect(verdictOf({ sizes: half, served, lift: lift(0.6) }).verdict).toBe('B-better');
  });

  it('when the same recommender does differently in both groups', () => {
    const always: Construction['lift'] = (group) => (group === 'B' ? 1 : 0);
    expect(broken({ sizes: half, lift: always })).toMatch(
      /^Cycle 0: B and A have the same recommender and differ all the same, by \+\d\.\d{3} per feedback/,
    );
  });

  it('when users have feedback in both groups', () => {
    const rows = Array.from({ length: 4000 }, (_, row) => ({
      cycle: 1,
      group: row % 2 ? 'A' : 'B',
      user: row % 399,
      film: row % 97,
      score: row % 10,
    }));
    const { verdict, reasons } = judge(aggregateFeedback(rows), designOf());
    expect(verdict).toBe('broken');
    expect(reasons[1]).toContain('399 of 399 users have feedback in two groups');
  });
});
