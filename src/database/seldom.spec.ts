import { jest } from '@jest/globals';
import { seldom } from './seldom.js';

describe('seldom', () => {
  it('tells the first at once, and those of the next ten seconds by their number', () => {
    jest.useFakeTimers();
    try {
      const told: string[] = [];
      const tell = seldom((text) => told.push(text));
      for (const text of ['a', 'b', 'c']) tell(text);
      jest.advanceTimersByTime(9999);
      tell('d');
      jest.advanceTimersByTime(1);
      tell('e');
      jest.advanceTimersByTime(10_000);
      tell('f');
      expect(told).toEqual(['a', 'e (and 3 more since the last one)', 'f']);
    } finally {
      jest.useRealTimers();
    }
  });
});
