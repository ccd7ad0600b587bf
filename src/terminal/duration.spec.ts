import { describeDuration, describeMilliseconds } from './duration.js';

describe('duration', () => {
  it.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 0 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
  ])('says %d seconds as %s', (seconds, text) => {
    expect(describeDuration(seconds)).toBe(text);
  });

  it.each([
    [0.84, '0.8 ms'],
    [31.4, '31 ms'],
    [1234, '1,234 ms'],
  ])('says %d milliseconds as %s', (milliseconds, text) => {
    expect(describeMilliseconds(milliseconds)).toBe(text);
  });
});
