import { ApiClient } from '../client/api-client.js';
import { findOrStartService, useService } from '../client/service-process.js';
import type { Whereabouts } from './after-run.js';
import { beginRun, type LoadDataset, type OpenRun, type Origin, repeatRun, resumeRun } from './open-run.js';
import { OutageLines } from './outage-lines.js';
import { playRun } from './play-run.js';
import { refusePace, type RunChoice } from './run-choice.js';
import type { Pace } from './single-transport.js';

export interface SimulateOptions extends Pace, Whereabouts {
  /** The service; without one, the MovieFlix on `port`, or one started for this run. */
  readonly url?: string;
  /** Processes of a service that is started for this run, instead of WORKERS. */
  readonly workers?: number;
  readonly json?: boolean;
  /** The secret of a key, for a service that wants one. */
  readonly key?: string;
  /** For how many seconds the loop waits for a service that does not answer. */
  readonly patience: number;
  readonly origin: Origin;
  /** What decides a new run; the record of another one says it. */
  readonly choice: RunChoice;
  readonly loadDataset: LoadDataset;
  readonly exitAtOnce: () => void;
}

/**
 * One run of the client loop, or what was left of it, from the dataset to the summary on stdout.
 * @returns the exit code
 */
export async function simulate(options: SimulateOptions): Promise<number> {
  const { url, port, workers, origin, choice, key, patience } = options;
  // First the dataset: when it is broken, no service was started and nothing was released.
  const dataset = origin.kind === 'new' ? await options.loadDataset(choice) : undefined;
  const service = url === undefined ? await findOrStartService(port, workers) : await useService(url);
  const records = new ApiClient(service.url, 1, key, patience);
  // The run itself shows where it stands, but it is not there yet.
  const outages = new OutageLines(records);
  outages.start();
  try {
    const run = dataset ? await beginRun(records, choice, dataset) : await openEarlier(records, options);
    outages.stop();
    refusePace(run.choice, options.wait);
    return await playRun(run, service, records, options);
  } finally {
    outages.stop();
    await records.abandon();
    await service.stop();
  }
}

function openEarlier(api: ApiClient, { origin, loadDataset, key }: SimulateOptions): Promise<OpenRun> {
  if (origin.kind === 'resume') return resumeRun(api, origin, loadDataset);
  if (origin.kind === 'repeat') return repeatRun(api, origin.run, loadDataset, key);
  throw new TypeError('A new run is begun from its dataset.');
}
