import { Passing } from './call-answer.js';
import { Patience, readRetryAfter } from './patience.js';

const away = new Passing('nothing listens');

/** The pauses of a call that never gets an answer, each attempt taking no time. */
function pausesOf(seconds: number, failure: Passing): number[] {
  const patience = new Patience(seconds, 0);
  const pauses: number[] = [];
  for (let now = 0; ; now += pauses[pauses.length - 1]) {
    const pause = patience.pauseAfter(failure, now);
    if (pause === undefined) return pauses;
    pauses.push(pause);
  }
}

describe('Patience', () => {
  it('waits in pauses that double up to a second, and as long as it was told', () => {
    const pauses = pausesOf(60, away);
    expect(pauses.slice(0, 6)).toEqual([100, 200, 400, 800, 1000, 1000]);
    const waited = pauses.reduce((sum, pause) => sum + pause, 0);
    expect(waited).toBeLessThanOrEqual(60_000);
    expect(waited).toBeGreaterThan(59_000);
    expect(pausesOf(0, away)).toEqual([]);
  });

  it('never comes back before the service asks for it, and not at all when that is beyond its end', () => {
    expect(pausesOf(10, new Passing('503', { retryAfter: 3 }))).toEqual([3000, 3000, 3000]);
    expect(pausesOf(10, new Passing('429', { retryAfter: 0 })).slice(0, 2)).toEqual([100, 200]);
    expect(pausesOf(10, new Passing('503', { retryAfter: 11 }))).toEqual([]);
  });

  it('takes a fault that comes again for one that stays', () => {
    expect(pausesOf(60, new Passing('500', { isFault: true }))).toHaveLength(5);
  });
});

describe('readRetryAfter', () => {
  it('reads seconds and dates, and nothing else', () => {
    expect(readRetryAfter('7', 0)).toBe(7);
    expect(readRetryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 20_000)).toBe(40);
    expect(readRetryAfter('Thu, 01 Jan 1970 00:00:00 GMT', 20_000)).toBe(0);
    expect(readRetryAfter('soon', 0)).toBeUndefined();
    expect(readRetryAfter(undefined, 0)).toBeUndefined();
  });
});
