import type { Dataset } from '../dataset/dataset.js';
import { textTable, whole } from '../terminal/text-table.js';
import type { ApiClient } from '../client/api-client.js';
import type { GroupSummary, Tally } from './tally.js';

/** What a run did; the object that `--json` prints. */
export interface RunSummary {
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

/** The verdict of `GET /experiments/report`. */
export interface Verdict {
  readonly verdict: string;
  readonly reasons: readonly string[];
}

export function summarize(
  dataset: Dataset,
  seed: number,
  api: ApiClient,
  tally: Tally,
  seconds: number,
  verdict?: Verdict,
): RunSummary {
  return {
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

const PHASES: Partial<Record<number, string>> = { 0: 'A/A', 1: 'A/B' };

/** The summary as people read it. */
export function describeRun(run: RunSummary): string {
  const { dataset } = run;
  const lines = [
    `${whole(run.releases)} films released, ${whole(run.visits)} visits, ${whole(run.feedback)} feedbacks, ` +
      `${whole(run.ratings)} ratings in ${run.duration_seconds.toFixed(1)} s ` +
      `(${whole(run.requests_per_second)} calls/s, ${whole(run.retried)} retried, ${whole(run.failed)} failed)`,
    `dataset ${dataset.name}: ${whole(dataset.users)} users, ${whole(dataset.movies)} films, ` +
      `${whole(dataset.ratings)} ratings; seed ${run.seed}`,
  ];
  if (run.groups.length > 0) {
    const rows = run.groups.map((group) => [
      `${group.action_cycle}  ${PHASES[group.action_cycle] ?? ''}`,
      group.user_type,
      whole(group.users),
      whole(group.feedback),
      group.mean_score.toFixed(3),
    ]);
    lines.push('', textTable([['cycle', 'group', 'users', 'feedback', 'mean score'], ...rows]));
  }
  if (run.shadow_effect !== null)
    lines.push('', `exact effect of the treatment: ${run.shadow_effect.toFixed(3)}`);
  if (run.verdict) lines.push('', `verdict: ${run.verdict.verdict}. ${run.verdict.reasons.join(' ')}`);
  return lines.join('\n');
}
