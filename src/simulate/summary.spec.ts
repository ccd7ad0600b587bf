import type { ExperimentReport } from './experiment-report.js';
import { describeRun, type RunSummary } from './summary.js';

const groups = ['A', 'B'].map((user_type) => ({
  ...{ action_cycle: 0, user_type, users: 10, feedback: 100, mean_score: 5.5 },
}));
const run: RunSummary = {
  run: { run_id: 3, from: 0, position: 20, counts: {}, status: 'finished' },
  ...{ seed: 1, url: 'http://127.0.0.1:3000', releases: 20, visits: 200, feedback: 200, ratings: 200 },
  dataset: { name: 'synthetic', users: 60, movies: 200, ratings: 1000 },
  ...{ failed: 0, retried: 0, duration_seconds: 1.5, requests_per_second: 400 },
  ...{ groups, fallbacks: 0, shadow_effect: null },
  verdict: { verdict: 'warming-up', reasons: ['There is too little feedback yet.', 'It takes 100 rounds.'] },
};
const reportWith = (feedback: number): ExperimentReport => ({
  verdict: run.verdict!,
  cycles: [
    {
      ...{ cycle: 0, phase: 'A/A' },
      groups: ['A', 'B'].map((group) => ({
        ...{ group, recommender: 'random', feedback },
        mean_per_feedback: { mean: 5.6, interval95: [5.4, 5.8] },
      })),
    },
  ],
});

describe('describeRun', () => {
  it('gives the intervals of the report beside the means of the run', () => {
    expect(describeRun(run, reportWith(100)).split('\n').slice(4)).toEqual([
      'cycle   group  users  feedback  mean score  95% interval',
      '──────  ─────  ─────  ────────  ──────────  ──────────────',
      '0  A/A  A         10       100       5.500  5.400 to 5.800',
      '0  A/A  B         10       100       5.500  5.400 to 5.800',
      '',
      'verdict: warming-up. There is too little feedback yet. It takes 100 rounds.',
    ]);
  });

  it('tells the run’s means from those of all runs where there were others', () => {
    expect(describeRun(run, reportWith(250)).split('\n').slice(4, 7)).toEqual([
      'cycle   group  users  feedback  mean score  all runs  mean score  95% interval',
      '──────  ─────  ─────  ────────  ──────────  ────────  ──────────  ──────────────',
      '0  A/A  A         10       100       5.500       250       5.600  5.400 to 5.800',
    ]);
  });

  it('counts one of a thing in the singular', () => {
    const [first] = describeRun({ ...run, releases: 1, visits: 1, feedback: 0, ratings: 1 }).split('\n');
    expect(first).toBe('1 film released, 1 visit, 0 feedbacks, 1 rating');
  });

  it('does without a report, and breaks the verdict at the terminal’s width', () => {
    expect(describeRun(run)).toContain('A         10       100       5.500  –');
    expect(describeRun(run, undefined, 40)).toContain(
      'verdict: warming-up. There is too little\n  feedback yet. It takes 100 rounds.',
    );
  });

  it('says of a run that was gone on with how far it has come as a whole', () => {
    const counts = { visits: 2000, feedback: 1999, ratings: 1998 };
    const whole = { ...run.run, from: 180, position: 200, counts };
    expect(describeRun({ ...run, run: whole }).split('\n')[3]).toBe(
      'run 3 was gone on with after 180 releases; since it began 200, with ' +
        '2,000 visits, 1,999 feedbacks, 1,998 ratings',
    );
  });
});
