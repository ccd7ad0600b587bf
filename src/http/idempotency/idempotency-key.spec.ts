import { parseIdempotencyKey } from './idempotency-key.js';

describe('parseIdempotencyKey', () => {
  it.each([
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['run/1/2/feedback', 'run/1/2/feedback'],
    ['  "a"  ', 'a'],
    ['"a\\"b\\\\c,d;e"', 'a"b\\c,d;e'],
    ['x'.repeat(255), 'x'.repeat(255)],
    [`"${'\\"'.repeat(255)}"`, '"'.repeat(255)],
    ['!~', '!~'],
  ])('reads %s', (value, key) => {
    expect(parseIdempotencyKey(value)).toBe(key);
  });

  it.each([
    '',
    '  ',
    '""',
    '"a',
    'a"',
    'a"b',
    '"a"b"',
    'a b',
    '"a b"',
    'a, b',
    '"a", "b"',
    'a,b',
    '"a";b=1',
    '"a\\b"',
    'a\\b',
    'é',
    '"é"',
    'a\u007f',
    'x'.repeat(256),
    `"${'x'.repeat(256)}"`,
  ])('refuses %j', (value) => {
    expect(parseIdempotencyKey(value)).toBeUndefined();
  });
});
