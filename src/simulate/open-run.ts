import { randomUUID } from 'node:crypto';
import { ApiClient } from '../client/api-client.js';
import { CallError } from '../client/call-answer.js';
import type { Dataset } from '../dataset/dataset.js';
import { datasetChecksum } from '../dataset/dataset-checksum.js';
import { version } from '../version.js';
import { putDesign } from './design.js';
import { checkOwnReleases, type RunStart } from './own-releases.js';
import { hasEnded, newPlayer } from './player.js';
import { fromOptions, type RunChoice, toOptions } from './run-choice.js';
import { getRun, listFilmsBefore, listRuns, RunError, type RunRecord } from './run-record.js';
import { checkSameDataset } from './same-dataset.js';

/** Where a run comes from. */
export type Origin =
  | { readonly kind: 'new' }
  /** Goes on with a run, or the last unfinished one; with `force` also when another client holds it. */
  | { readonly kind: 'resume'; readonly run: number | undefined; readonly force: boolean }
  /** The same again, by its number here or by its address at another service. */
  | { readonly kind: 'repeat'; readonly run: number | string };

/** A run that is recorded and this client's to play, its design in force. */
export interface OpenRun {
  readonly record: RunRecord;
  readonly choice: RunChoice;
  readonly dataset: Dataset;
  readonly start: RunStart;
  readonly player: string;
}

export type LoadDataset = (choice: RunChoice) => Promise<Dataset>;

/**
 * Records a run that begins now.
 * @throws OtherDatasetError
 */
export async function beginRun(api: ApiClient, choice: RunChoice, dataset: Dataset): Promise<OpenRun> {
  await checkSameDataset(dataset, api);
  // What the service refuses of the choice it refuses here, and no run is there to be gone on with.
  await putDesign(api, choice);
  const player = newPlayer();
  const request = {
    ...{ seed: choice.seed, dataset: dataset.name, checksum: datasetChecksum(dataset) },
    ...{ options: toOptions(choice), version, player },
  };
  const record = await api.post<RunRecord>('/runs', request, randomUUID());
  return { record, choice, dataset, start: await startOf(api, record), player };
}

/**
 * Becomes the player of an unfinished run.
 * @throws RunError when there is none, it is another client's, or it cannot be gone on with exactly
 */
export async function resumeRun(
  api: ApiClient,
  { run: runId, force }: Extract<Origin, { kind: 'resume' }>,
  loadDataset: LoadDataset,
): Promise<OpenRun> {
  const runs = await listRuns(api);
  const last = runs.findLast(({ status }) => status !== 'finished');
  const found = runId === undefined ? last : await getRun(api, runId);
  if (!found) {
    throw new RunError(
      `There is no unfinished run at ${api.url}: movieflix runs lists those that there are.`,
    );
  }
  const { choice, dataset } = await reload(found, loadDataset);
  const player = newPlayer();
  const record = await take(api, found, player, force);
  try {
    const start = await startOf(api, record);
    const out = new Set(await api.get<number[]>('/movies/all'));
    refusePlayedOver(found, runs, out.size);
    checkOwnReleases(dataset, choice, start, out);
    refuseForgotten(found, out.size - start.before.length > start.releases, Date.now());
    await putDesign(api, choice);
    return { record, choice, dataset, start, player };
  } catch (error) {
    await api.put(`/runs/${record.run_id}/progress`, { ...progressOf(record), player, status: 'stopped' });
    throw error;
  }
}

const progressOf = ({ position, counts }: RunRecord) => ({ position, counts });

/**
 * Begins a run that is decided as another one was.
 * @param run its number here, or its address at another service
 * @param key the secret of a key, for another service that wants one
 * @throws RunError when other films are out than when that one began
 */
export async function repeatRun(
  api: ApiClient,
  run: number | string,
  loadDataset: LoadDataset,
  key?: string,
): Promise<OpenRun> {
  const [, url, runId] = /^(?:(.*)\/runs\/)?(\d+)$/.exec(String(run))!;
  const there = (url as string | undefined) === undefined ? api : new ApiClient(url, 1, key);
  try {
    const source = await getRun(there, Number(runId));
    await refuseOtherFilms(api, source, await listFilmsBefore(there, source));
    const { choice, dataset } = await reload(source, loadDataset);
    return await beginRun(api, choice, dataset);
  } finally {
    if (there !== api) await there.close();
  }
}

async function startOf(api: ApiClient, record: RunRecord): Promise<RunStart> {
  const { run_id: runId, position, counts, created_at } = record;
  const before = await listFilmsBefore(api, record);
  const name = `run-${runId}-${Date.parse(created_at).toString(36)}`;
  return { runId, name, before, position, releases: counts.releases ?? 0 };
}

/** A dataset that is no longer what it was would leave other tables. */
async function reload(
  record: RunRecord,
  loadDataset: LoadDataset,
): Promise<{ choice: RunChoice; dataset: Dataset }> {
  const { run_id, seed, options, checksum } = record;
  const choice = fromOptions(seed, options);
  if (!choice) {
    throw new RunError(`Run ${run_id} lacks options: it was recorded by another client (${record.version}).`);
  }
  const dataset = await loadDataset(choice);
  const found = datasetChecksum(dataset);
  if (found !== checksum) {
    throw new RunError(
      `Run ${run_id} was played from another dataset: ${record.dataset} had SHA-256 ${checksum}, and ` +
        `${dataset.name} has ${found}. Name the one it was played from by --dataset.`,
    );
  }
  if (record.version !== version) {
    console.error(`Run ${run_id} was begun by MovieFlix ${record.version}; this is ${version}.`);
  }
  return { choice, dataset };
}

/** What another run has released and gathered since, this one would gather again. */
function refusePlayedOver({ run_id }: RunRecord, runs: readonly RunRecord[], out: number): void {
  const over = runs.find((later) => later.run_id > run_id && later.films_before < out);
  if (!over) return;
  throw new RunError(
    `Run ${run_id} cannot be gone on with: films have come out since run ${over.run_id} began, after it. ` +
      'A new run (without --resume) goes on with the films that are not out yet.',
  );
}

/** What the client was in the middle of when it ended is sent again, which is exact while its keys are known. */
function refuseForgotten({ run_id, repeatable_until }: RunRecord, hasBegunFilm: boolean, now: number): void {
  if (!hasBegunFilm || now < Date.parse(repeatable_until!)) return;
  throw new RunError(
    `Run ${run_id} cannot be gone on with: it was cut off within a film, and what it sent of it could be repeated until ` +
      `${repeatable_until} (IDEMPOTENCY_HOURS of the service). A new run (without --resume) goes on with the films that ` +
      'are not out yet.',
  );
}

async function refuseOtherFilms(
  api: ApiClient,
  { run_id }: RunRecord,
  before: readonly number[],
): Promise<void> {
  const out = await api.get<number[]>('/movies/all');
  const then = new Set(before);
  if (out.length === then.size && out.every((id) => then.has(id))) return;
  throw new RunError(
    `Run ${run_id} began when ${then.size} films were out, and at ${api.url} ${out.length} are: it would not be the ` +
      'same run. Repeat it in a database of its own, and name it by its address at the service that has recorded it: ' +
      'DATABASE_URL=embedded:.movieflix/again PORT=3001 npx movieflix simulate ' +
      `--from-run http://127.0.0.1:3000/runs/${run_id}`,
  );
}

async function take(api: ApiClient, run: RunRecord, player: string, force: boolean): Promise<RunRecord> {
  try {
    const isFree = force || hasEnded(run.player);
    return await api.put<RunRecord>(`/runs/${run.run_id}/player`, { player, force: isFree });
  } catch (error) {
    if (!(error instanceof CallError) || error.status !== 409) throw error;
    const advice =
      run.status === 'finished'
        ? `movieflix simulate --from-run ${run.run_id} plays it again in another database.`
        : 'Stop that client, or take the run from it by --force; one that has ended loses it within 10 seconds.';
    throw new RunError(`${error.detail}. ${advice}`);
  }
}
