import { RecentDurations } from './recent-durations.js';

describe('RecentDurations', () => {
  it('knows nothing before the first call', () => {
    expect(new RecentDurations().quantiles(0.5)).toBeUndefined();
  });

  it('gives quantiles by nearest rank', () => {
    const durations = new RecentDurations();
    for (let call = 100; call >= 1; call--) durations.add(call);
    expect(durations.quantiles(0.5, 0.99, 1, 0)).toEqual([50, 99, 100, 1]);
  });

  it('forgets all but the last 1,000 calls', () => {
    const durations = new RecentDurations();
    for (let call = 1; call <= 3500; call++) durations.add(call);
    expect(durations.quantiles(0, 0.5, 1)).toEqual([2501, 3000, 3500]);
  });
});
