import type { Dataset } from '../dataset/dataset.js';
import { planReleases } from './release-plan.js';
import type { RunChoice } from './run-choice.js';
import { RunError } from './run-record.js';

/** Where a run was begun, and how far it has come. */
export interface RunStart {
  readonly runId: number;
  /** Names the run in the keys of what it sends: no other run on the same tables has it, whenever ids begin anew. */
  readonly name: string;
  /** The films that were out when it was begun. */
  readonly before: readonly number[];
  /** Releases whose visits are all over. */
  readonly position: number;
  /** Films released up to there: fewer where some were refused. */
  readonly releases: number;
}

/**
 * What came out since a run was begun must be the films that it releases first, or lists would be made of others.
 * @param out the films that are out now
 * @throws RunError
 */
export function checkOwnReleases(
  dataset: Dataset,
  { seed, releases: wanted }: Pick<RunChoice, 'seed' | 'releases'>,
  { runId, before, position, releases }: RunStart,
  out: ReadonlySet<number>,
): void {
  const then = new Set(before);
  const plan = planReleases(dataset, seed, (id) => then.has(id), wanted === 'forever');
  const came = out.size - then.size;
  let mine = 0;
  for (let left = came + position - releases; left > 0; left--) {
    const next = plan.next();
    if (next.done) break;
    if (out.has(next.value.movieId)) mine++;
  }
  if (came >= releases && mine === came) return;
  throw new RunError(
    `Run ${runId} cannot be gone on with: the films that came out since it began are not those that it releases. ` +
      'Has somebody else released films, or removed some? A new run (without --resume) goes on with what is there.',
  );
}
