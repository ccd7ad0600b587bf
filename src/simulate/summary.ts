import type { Dataset } from '../dataset/dataset.js';
import { textTable, whole } from '../terminal/text-table.js';
import type { ApiClient } from './api-client.js';
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
}

export function summarize(
  dataset: Dataset,
  seed: number,
  api: ApiClient,
  tally: Tally,
  seconds: number,
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
  };
}

const SERVED: Record<string, string> = { '0': 'A/A: both get v1', '1': 'A/B: B gets v2' };

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
      `${group.action_cycle}  ${SERVED[String(group.action_cycle)] ?? ''}`,
      group.user_type,
      whole(group.users),
      whole(group.feedback),
      group.mean_score.toFixed(3),
    ]);
    lines.push('', textTable([['cycle', 'group', 'users', 'feedback', 'mean score'], ...rows]));
  }
  return lines.join('\n');
}
