import { assignGroup, cycleAt } from './assignment.js';

describe('assignGroup', () => {
  const half = [
    { name: 'A', weight: 50 },
    { name: 'B', weight: 50 },
  ];
  const share = (groups: typeof half, name: string, users = 20_000) =>
    Array.from({ length: users }, (_, user) => assignGroup(groups, 'salt', user + 1)).filter(
      (group) => group === name,
    ).length / users;

  it('follows the published hash', () => {
    // printf '1:group:42' | sha256sum begins with 80062c1c.
    expect(assignGroup(half, '1:group', 42)).toBe('B');
  });

  it('gives every group its share, also three groups and uneven ones', () => {
    // Four standard errors of the share.
    expect(Math.abs(share(half, 'A') - 0.5)).toBeLessThan(0.0142);
    const uneven = [
      { name: 'A', weight: 90 },
      { name: 'B', weight: 8 },
      { name: 'C', weight: 2 },
    ];
    expect(Math.abs(share(uneven, 'A') - 0.9)).toBeLessThan(0.0085);
    expect(Math.abs(share(uneven, 'C') - 0.02)).toBeLessThan(0.004);
  });

  it('gives a group without weight nobody', () => {
    expect(
      share(
        [
          { name: 'A', weight: 1 },
          { name: 'B', weight: 0 },
        ],
        'B',
      ),
    ).toBe(0);
  });
});

describe('cycleAt', () => {
  it('alternates every so many releases', () => {
    expect([-1, 0, 1999, 2000, 3999, 4000].map((position) => cycleAt(position, 2000))).toEqual([
      0, 0, 0, 1, 1, 0,
    ]);
  });
});
