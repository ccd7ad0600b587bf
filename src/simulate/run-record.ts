import type { ApiClient } from '../client/api-client.js';
import { CallError } from '../client/call-answer.js';

/** A run as the service has recorded it. */
export interface RunRecord {
  readonly run_id: number;
  readonly seed: number;
  readonly dataset: string;
  readonly checksum: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly version: string;
  /** Films that were out when it began. */
  readonly films_before: number;
  /** Releases whose visits are all over. */
  readonly position: number;
  readonly counts: Readonly<Partial<Record<string, number>>>;
  readonly status: 'running' | 'stopped' | 'finished';
  readonly player: string;
  readonly held_until: string | null;
  /** Until when calls beyond the position may be sent again and store nothing twice. */
  readonly repeatable_until: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A run that cannot be gone on with, or repeated; the message says why, and what to do. */
export class RunError extends Error {
  override readonly name = 'RunError';
}

/** Every run that a service knows, in the order in which they began. */
export async function listRuns(api: ApiClient): Promise<RunRecord[]> {
  const runs: RunRecord[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const path: string = `/runs?limit=1000${cursor && `&cursor=${cursor}`}`;
    const page = await api.get<{ items: RunRecord[]; next_cursor: string | null }>(path);
    runs.push(...page.items);
    cursor = page.next_cursor;
  }
  return runs;
}

/** The films that were out when a run began, in the order of their release. */
export const listFilmsBefore = (api: ApiClient, { run_id }: RunRecord): Promise<number[]> =>
  api.get<number[]>(`/runs/${run_id}/films-before`);

/** @throws RunError when the service knows no such run */
export async function getRun(api: ApiClient, runId: number): Promise<RunRecord> {
  try {
    return await api.get<RunRecord>(`/runs/${runId}`);
  } catch (error) {
    if (!(error instanceof CallError) || error.status !== 404) throw error;
    throw new RunError(
      `There is no run ${runId} at ${api.url}: movieflix runs lists those that there are. ` +
        'The run of another service is named by its address there, as in --from-run http://127.0.0.1:3000/runs/1.',
    );
  }
}
