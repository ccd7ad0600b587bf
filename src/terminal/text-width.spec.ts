import { cut, fit, printable, widthOf, wrapWords } from './text-width.js';

describe('text width', () => {
  it.each([
    ['films', 5],
    ['영화', 4],
    ['\x1b[36mA\x1b[39m', 1],
    ['é', 1],
    ['', 0],
  ])('of %j is %i columns', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });

  it.each([
    ['recommender', 11, 'recommender'],
    ['recommender', 6, 'recom…'],
    ['영화 서비스', 5, '영화…'],
    ['recommender', 0, ''],
  ])('cuts %j to %i columns: %j', (text, columns, short) => {
    expect(cut(text, columns)).toBe(short);
    expect(widthOf(fit(text, columns))).toBe(columns);
  });

  it('ends a colour with the cut', () => {
    expect(cut('\x1b[36mrecommender\x1b[39m', 6)).toBe('\x1b[36mrecom…\x1b[0m');
  });

  it('shows control characters as what cannot be shown', () => {
    expect(printable('a\x1b[2Jb\r\nc\x07\u009b')).toBe('a�[2Jb�\nc��');
  });

  it('breaks lines between words', () => {
    expect(wrapWords('Keep the test running for now', 12)).toBe('Keep the\n  test\n  running\n  for now');
    expect(wrapWords('Keep it', Infinity)).toBe('Keep it');
  });
});
