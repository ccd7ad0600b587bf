import { Numbers } from './numbers.js';

describe('Numbers', () => {
  const english = new Numbers('en');

  it.each([
    [english.whole(28510), '28,510'],
    [english.mean(5.55555), '5.556'],
    [english.signed(0.7018), '+0.702'],
    [english.signed(-0.25), '−0.250'],
    [english.signed(0), '0.000'],
    [english.share(0.49987), '50.0%'],
    [english.probability(0.0004), '< 0.001'],
    [english.rate(1210.4), '1,210'],
    [english.rate(3.25), '3.3'],
  ])('writes %s', (written, expected) => {
    expect(written).toBe(expected);
  });

  it('names a span by its largest unit', () => {
    expect([0.4, 59.9, 60, 7300, 200_000].map((seconds) => english.span(seconds))).toEqual([
      '0 s',
      '59 s',
      '1 min',
      '2 h',
      '2 d',
    ]);
    expect(new Numbers('ko').span(75)).toBe('1분');
  });

  it('adds the date to a time that is not today’s', () => {
    const now = new Date(2026, 10, 25, 18, 0, 0);
    expect(english.time(new Date(2026, 10, 25, 9, 5, 3), now)).toBe('09:05:03');
    expect(english.time(new Date(2026, 10, 24, 9, 5, 3), now)).toContain('24 Nov');
  });
});
