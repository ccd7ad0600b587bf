import { describeReason, type Reason } from '../../../experiment/reason.js';
import { Numbers } from '../numbers.js';
import type { Finding } from '../finding.js';
import { reasonInKorean } from './ko-reasons.js';

const difference = {
  ...{ treatment: 'B', control: 'A', cycle: 1, difference: 1.979 },
  ...{ interval95: [1.086, 2.872] as const, rounds: 399 },
};
const shares = [
  { group: 'A', share: 0 },
  { group: 'B', share: 0.966 },
];
/** Each reason that there is; the compiler holds the page's to the service's. */
const reasons: (Reason & Finding)[] = [
  { code: 'not_comparable' },
  {
    ...{ code: 'sample_ratio_mismatch', cycle: 1, p_value: 0.00042 },
    groups: [
      { group: 'A', users: 287, weight: 50 },
      { group: 'B', users: 1378, weight: 50 },
    ],
  },
  { code: 'misplaced_users', cycle: 1, misplaced: 399, users: 400 },
  { code: 'unequal_completeness', cycle: 1, shares, p_value: 0 },
  { code: 'unequal_fallbacks', cycle: 1, shares, p_value: 0 },
  { code: 'unlike_groups', cycle: 0, treatment: 'B', control: 'A', difference: -0.5, p_value: 0.0001 },
  { code: 'too_few_rounds', cycle: 1, rounds: 8, needed: 20 },
  { code: 'too_few_users', cycle: 1, group: 'A', users: 9, needed: 10 },
  { code: 'too_little_variance' },
  { code: 'better', ...difference },
  { code: 'worse', ...difference },
  { code: 'alike', ...difference },
  { code: 'unclear', ...difference },
  { code: 'powered', effect: 0.25, power: 0.8 },
  { code: 'required', effect: 0.25, power: 0.8, groups: [{ group: 'A', users: 534, feedback: 4403 }] },
];

/** All figures but the p-value, which is written in another way. */
const figuresIn = (sentence: string): string[] =>
  (sentence.replace(/p [=<\d].*/, '').match(/[−+]?\d[\d,]*(?:\.\d+)?/g) ?? []).sort();

describe('reasons of a verdict in Korean', () => {
  it.each(reasons.map((reason) => [reason.code, reason] as const))(
    'have the figures of the report’s own: %s',
    (_, reason) => {
      const sentence = reasonInKorean(reason, new Numbers('ko'));
      expect(sentence).toMatch(/[가-힣]/);
      expect(figuresIn(sentence)).toEqual(figuresIn(describeReason(reason)));
    },
  );
});
