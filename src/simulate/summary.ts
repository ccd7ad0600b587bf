import type { Dataset } from '../dataset/dataset.js';
import { counted, textTable, whole } from '../terminal/text-table.js';
import { wrapWords } from '../terminal/text-width.js';
import type { ApiClient } from '../client/api-client.js';
import type { ExperimentReport, Verdict } from './experiment-report.js';
import type { PlayedRun } from './run-recorder.js';
import type { GroupSummary, Tally } from './tally.js';
import { describeInterval, phaseOf, score } from './wording.js';

/** What this client did of a run; the object that `--json` prints. */
export interface RunSummary {
  /** The whole run: `from` is where this client began to play it. */
  readonly run: Omit<PlayedRun, 'seed'>;
  readonly seed: number;
  readonly dataset: {
    readonly name: string;
    readonly users: number;
    readonly movies: number;
    readonly ratings: number;
  };
  readonly url: string;
  readonly releases: number;
  readonly visits: number;
  readonly feedback: number;
  readonly ratings: number;
  readonly failed: number;
  readonly retried: number;
  readonly duration_seconds: number;
  readonly requests_per_second: number;
  readonly groups: readonly GroupSummary[];
  /** Lists that the fallback made. */
  readonly fallbacks: number;
  /** Mean of treatment less control over every visit of cycle 1, both scored; null without `--shadow`. */
  readonly shadow_effect: number | null;
  /** What the service says of the whole experiment, earlier runs included; null when it did not answer. */
  readonly verdict: Verdict | null;
}

export function summarize(
  dataset: Dataset,
  { seed, ...run }: PlayedRun,
  api: ApiClient,
  tally: Tally,
  seconds: number,
  verdict?: Verdict,
): RunSummary {
  return {
    run,
    seed,
    dataset: {
      name: dataset.name,
      users: dataset.userCount,
      movies: dataset.movies.id.length,
      ratings: dataset.ratings.value.length,
    },
    url: api.url,
    releases: tally.releases,
    visits: tally.visits,
    feedback: tally.feedback,
    ratings: tally.ratings,
    failed: tally.failures.length,
    retried: api.retried,
    duration_seconds: Math.round(seconds * 1000) / 1000,
    requests_per_second: Math.round((api.calls / seconds) * 10) / 10,
    groups: tally.summarize(),
    fallbacks: tally.fallbacks,
    shadow_effect: tally.shadowEffect,
    verdict: verdict ?? null,
  };
}

/**
 * The summary as people read it; intervals are the service's, nothing computes them twice.
 * @param columns where the verdict's sentences are broken
 */
export function describeRun(run: RunSummary, report?: ExperimentReport, columns = Infinity): string {
  const { dataset } = run;
  const lines = [
    `${counted(run.releases, 'film')} released, ${counted(run.visits, 'visit')}, ` +
      `${counted(run.feedback, 'feedback')}, ${counted(run.ratings, 'rating')}`,
    `in ${run.duration_seconds.toFixed(1)} s: ${whole(run.requests_per_second)} calls/s, ` +
      `${whole(run.retried)} retried, ${whole(run.failed)} failed`,
    `dataset ${dataset.name}: ${counted(dataset.users, 'user')}, ${counted(dataset.movies, 'film')}, ` +
      `${counted(dataset.ratings, 'rating')}; seed ${run.seed}`,
  ];
  if (run.run.from > 0) lines.push(describeWhole(run.run));
  if (run.groups.length > 0) lines.push('', describeGroups(run.groups, report));
  if (run.shadow_effect !== null)
    lines.push('', `exact effect of the treatment: ${score(run.shadow_effect)}`);
  if (run.verdict) {
    const { verdict, reasons } = run.verdict;
    lines.push('', wrapWords(`verdict: ${verdict}. ${reasons.join(' ')}`, columns));
  }
  return lines.join('\n');
}

/** The run as a whole, when this client has played the rest of it. */
function describeWhole({ run_id, from, position, counts }: RunSummary['run']): string {
  const { visits = 0, feedback = 0, ratings = 0 } = counts;
  return (
    `run ${run_id} was gone on with after ${counted(from, 'release')}; since it began ${whole(position)}, with ` +
    `${counted(visits, 'visit')}, ${counted(feedback, 'feedback')}, ${counted(ratings, 'rating')}`
  );
}

/** The groups of this run, and their intervals in the report; with its means where it knows of earlier runs too. */
function describeGroups(groups: readonly GroupSummary[], report: ExperimentReport | undefined): string {
  const rows = groups.map((group) => ({ group, reported: reportedOf(group, report) }));
  const isOnlyRun = rows.every(
    ({ group, reported }) => (reported?.feedback ?? group.feedback) === group.feedback,
  );
  const cells = rows.map(({ group, reported }) => {
    const mean = reported?.mean_per_feedback ?? null;
    const ofAllRuns = [whole(reported?.feedback ?? 0), mean ? score(mean.mean) : '–'];
    return [
      `${group.action_cycle}  ${phaseOf(group.action_cycle)}`,
      group.user_type,
      whole(group.users),
      whole(group.feedback),
      score(group.mean_score),
      ...(isOnlyRun ? [] : ofAllRuns),
      describeInterval(mean),
    ];
  });
  const ofAllRuns = isOnlyRun ? [] : ['all runs', 'mean score'];
  const heading = ['cycle', 'group', 'users', 'feedback', 'mean score', ...ofAllRuns, '95% interval'];
  return textTable([heading, ...cells]);
}

const reportedOf = ({ action_cycle, user_type }: GroupSummary, report: ExperimentReport | undefined) =>
  report?.cycles.find(({ cycle }) => cycle === action_cycle)?.groups.find(({ group }) => group === user_type);
