import type { Dataset } from '../dataset/dataset.js';
import { EXIT } from '../terminal/cli-error.js';
import type { StatusLine } from '../terminal/status-line.js';
import { whole } from '../terminal/text-table.js';
import { ApiClient, CallError } from '../client/api-client.js';
import { ClientLoop, type LoopOptions } from './client-loop.js';
import { findOrStartService, useService } from '../client/service-process.js';
import { describeRun, summarize, type Verdict } from './summary.js';

export interface SimulateOptions extends LoopOptions {
  /** The service; without one, the MovieFlix on `port`, or one started for this run. */
  readonly url?: string;
  readonly port: number;
  /** Processes of a service that is started for this run, instead of WORKERS. */
  readonly workers?: number;
  readonly json?: boolean;
  readonly loadDataset: () => Promise<Dataset>;
  readonly status: StatusLine;
  readonly exitAtOnce: () => void;
}

const SHOWN_FAILURES = 10;

/**
 * One run of the client loop, from the dataset to the summary on stdout.
 * @returns the exit code
 */
export async function simulate(options: SimulateOptions): Promise<number> {
  // First the dataset: when it is broken, no service was started and nothing was released.
  const dataset = await options.loadDataset();
  const { url, port, workers } = options;
  const service = url === undefined ? await findOrStartService(port, workers) : await useService(url);
  // A visit sends its feedback and its rating side by side.
  const api = new ApiClient(service.url, 2 * options.concurrency);
  const loop = new ClientLoop(dataset, api, options);
  const interrupt = interruptWith(loop, options);
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  let took: number;
  let verdict: Verdict | undefined;
  const timer = setInterval(() => {
    options.status.show(() => describeProgress(loop, api, seconds()));
  }, 100);
  try {
    await loop.run();
    took = seconds();
    verdict = await readVerdict(api);
  } finally {
    clearInterval(timer);
    interrupt.release();
    options.status.clear();
    await api.close();
    await service.stop();
  }
  const run = summarize(dataset, options.seed, api, loop.tally, took, verdict);
  console.log(options.json ? JSON.stringify(run) : describeRun(run));
  for (const line of describeFailures(loop.tally.failures)) console.error(line);
  if (!options.json)
    for (const line of describeNext(loop, service.startedHere, options.port)) console.error(line);
  return exitCodeOf(loop, options);
}

/** What the service says of the experiment by now; nothing when it no longer answers. */
async function readVerdict(api: ApiClient): Promise<Verdict | undefined> {
  try {
    return (await api.get<{ verdict: Verdict }>('/experiments/report')).verdict;
  } catch (error) {
    if (error instanceof CallError) return undefined;
    throw error;
  }
}

/** First Ctrl-C: the visits of the film that is out are finished, then the summary. Second: the end at once. */
function interruptWith(loop: ClientLoop, { exitAtOnce, status }: SimulateOptions): { release: () => void } {
  const onSignal = () => {
    if (loop.isStopping) exitAtOnce();
    status.clear();
    console.error('Stopping after the visits to the film that is out now; once more to stop at once.');
    loop.stop();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return { release: () => process.off('SIGINT', onSignal).off('SIGTERM', onSignal) };
}

function describeProgress(loop: ClientLoop, api: ApiClient, seconds: number): string {
  const { tally, intended } = loop;
  const of = Number.isFinite(intended) ? `/${whole(intended)}` : '';
  const means = tally
    .summarize()
    .slice(-2)
    .map((group) => `${group.user_type} ${group.mean_score.toFixed(2)}`)
    .join('  ');
  return (
    `release ${whole(tally.releases)}${of}  visits ${whole(tally.visits)}  ` +
    `${whole(api.calls / seconds)} calls/s  ${means}`
  );
}

function describeFailures(failures: readonly string[]): string[] {
  const lines = failures.slice(0, SHOWN_FAILURES).map((failure) => `not delivered: ${failure}`);
  if (failures.length > SHOWN_FAILURES) lines.push(`… and ${whole(failures.length - SHOWN_FAILURES)} more`);
  return lines;
}

/** What somebody who has read the summary may want to do. */
function describeNext({ intended, tally }: ClientLoop, startedHere: boolean, port: number): string[] {
  const lines: string[] = [];
  if (tally.offList > 0) {
    lines.push(
      `${whole(tally.offList)} chosen films were no longer on their list, and scored 0: ` +
        'does somebody else release films in this service?',
    );
  }
  if (intended === 0) {
    lines.push(
      'Every film of the dataset is out already: use --forever, another dataset, or a new database.',
    );
  }
  if (startedHere && port !== 0) {
    lines.push(`Look at what was stored: npm start, then http://localhost:${port}/docs`);
  }
  return lines;
}

function exitCodeOf(loop: ClientLoop, { releases }: SimulateOptions): number {
  if (loop.tally.failures.length > 0) return EXIT.undelivered;
  const cutShort = loop.isStopping && loop.tally.releases < loop.intended;
  return cutShort && releases !== 'forever' ? EXIT.interrupted : EXIT.done;
}
