import { unpainted } from '../terminal/paint.js';
import { widthOf } from '../terminal/text-width.js';
import { describeLive } from './live-view.js';
import { describeLine } from './progress-line.js';
import type { RunFigures } from './run-figures.js';

const group = (name: string, recommender: string, mean: number, half: number) => ({
  ...{ group: name, recommender, feedback: 1160 },
  mean_per_feedback: { mean, interval95: [mean - half, mean + half] as const },
});
const figures: RunFigures = {
  ...{
    seconds: 24,
    releases: 212,
    earlier: 0,
    intended: 500,
    visits: 2320,
    callsPerSecond: 1204.2,
    retried: 0,
    failed: 0,
    outage: undefined,
  },
  latency: { median: 8.13, percentile99: 31.4 },
  activity: 'playing',
  cycle: 1,
  report: {
    verdict: { verdict: 'warming-up', reasons: [] },
    cycles: [
      { cycle: 0, phase: 'A/A', groups: [group('A', 'random', 1, 0.5), group('B', 'random', 2, 0.5)] },
      {
        cycle: 1,
        phase: 'A/B',
        groups: [group('A', 'random', 5.552, 0.14), group('B', 'choice', 5.7, 0.15)],
      },
    ],
  },
};
const show = (columns: number, changes: Partial<RunFigures> = {}) =>
  describeLive({ ...figures, ...changes }, columns, unpainted);

describe('describeLive', () => {
  it('shows progress, speed and the groups of the cycle on 79 columns', () => {
    expect(show(79)).toEqual([
      'release 212 of 500  ━━━━━━━━━━━━─────────────────   42%  about 33 s left',
      '2,320 visits   1,204 calls/s   latency: median 8.1 ms, 99% under 31 ms',
      'cycle 1 (A/B)                                    5.0           5.5          6.0',
      '   mean   95% interval    feedback  recommender  ┬──────────────┬─────────────┬',
      'A  5.552  5.412 to 5.692     1,160  random                   ├───●───┤',
      'B  5.700  5.550 to 5.850     1,160  choice                       ├───●────┤',
    ]);
  });

  it('draws more on 119', () => {
    expect(show(119)).toEqual([
      'release 212 of 500  ━━━━━━━━━━━━━━━━━━━━━━━━━───────────────────────────────────   42%  about 33 s left',
      '2,320 visits   1,204 calls/s   latency: median 8.1 ms, 99% under 31 ms',
      'cycle 1 (A/B)                                    5.4        5.5         5.6        5.7         5.8        5.9',
      '   mean   95% interval    feedback  recommender  ┬───────────┬───────────┬──────────┬───────────┬───────────┬',
      'A  5.552  5.412 to 5.692     1,160  random        ├────────────────●───────────────┤',
      'B  5.700  5.550 to 5.850     1,160  choice                         ├────────────────●─────────────────┤',
    ]);
  });

  it('fits at every width from 79 on, whatever the figures', () => {
    const report = {
      verdict: figures.report!.verdict,
      cycles: [
        {
          cycle: 1,
          phase: 'A/B',
          groups: [
            group('A', `http:http://${'x'.repeat(99)}`, 9.999, 3),
            group('영화'.repeat(20), 'choice', 5, 0.0001),
          ],
        },
      ],
    };
    const large = {
      releases: 9_740,
      intended: 9_742,
      visits: 100_512,
      callsPerSecond: 12_345,
      seconds: 200_000,
    };
    const latency = { median: 1234, percentile99: 12_345 };
    const all: Partial<RunFigures>[] = [
      {},
      large,
      { report },
      { latency },
      { intended: Infinity },
      { activity: 'stopping' },
    ];
    for (const changes of [...all, Object.assign({}, ...all) as Partial<RunFigures>]) {
      for (let columns = 79; columns <= 200; columns++) {
        for (const line of show(columns, changes)) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('keeps its height before there is a report', () => {
    const early = show(79, {
      report: undefined,
      cycle: undefined,
      latency: undefined,
      releases: 0,
      intended: 0,
    });
    expect(early).toHaveLength(show(79).length);
    expect(early.join('\n')).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('shows how long it has run where there is no end', () => {
    expect(show(79, { intended: Infinity })[0]).toBe('release 212  for 24 s');
  });

  it('tells of training, of stopping and of faults', () => {
    expect(show(79, { activity: 'training' })[0]).toMatch(/42% {2}training$/);
    expect(show(79, { activity: 'stopping' }).at(-1)).toMatch(/^Stopping/);
    expect(show(79, { retried: 3, failed: 1 }).at(-1)).toBe('3 retried, 1 not delivered');
  });

  it('lets no control character of a name through', () => {
    const report = {
      verdict: figures.report!.verdict,
      cycles: [{ cycle: 1, phase: 'A/B', groups: [group('A\x1b[2J', 'ran\x07dom', 5, 1)] }],
    };
    expect(show(119, { report }).join('')).not.toMatch(/\p{Cc}/u);
  });
});

describe('describeLine', () => {
  it('says the same in one line', () => {
    expect(describeLine(figures)).toBe(
      'release 212 of 500 (42%); 2,320 visits; 1,204 calls/s; latency: median 8.1 ms, 99% under 31 ms; ' +
        'cycle 1 (A/B): A 5.552 (5.412 to 5.692), B 5.700 (5.550 to 5.850); about 33 s left',
    );
  });

  it('says less while less is known', () => {
    const early = {
      report: undefined,
      cycle: undefined,
      latency: undefined,
      releases: 0,
      intended: 0,
      seconds: 1,
    };
    expect(describeLine({ ...figures, ...early })).toBe('release 0; 2,320 visits; 1,204 calls/s; latency –');
  });
});
