import type { Dataset } from '../dataset/dataset.js';
import { printable } from '../terminal/text-width.js';
import { ApiClient } from '../client/api-client.js';
import { findOrStartService, useService } from '../client/service-process.js';
import { describeFailures, describeNext, exitCodeOf, type Whereabouts } from './after-run.js';
import { ClientLoop, type LoopOptions } from './client-loop.js';
import { type ExperimentReport, readReport } from './experiment-report.js';
import { ReportWatch } from './report-watch.js';
import { RunMeter } from './run-figures.js';
import { RunProgress } from './run-progress.js';
import { describeRun, summarize } from './summary.js';
import { STOPPING } from './wording.js';

export interface SimulateOptions extends LoopOptions, Whereabouts {
  /** The service; without one, the MovieFlix on `port`, or one started for this run. */
  readonly url?: string;
  /** Processes of a service that is started for this run, instead of WORKERS. */
  readonly workers?: number;
  readonly json?: boolean;
  /** The secret of a key, for a service that wants one. */
  readonly key?: string;
  readonly loadDataset: () => Promise<Dataset>;
  readonly exitAtOnce: () => void;
}

/**
 * One run of the client loop, from the dataset to the summary on stdout.
 * @returns the exit code
 */
export async function simulate(options: SimulateOptions): Promise<number> {
  // First the dataset: when it is broken, no service was started and nothing was released.
  const dataset = await options.loadDataset();
  const { url, port, workers, key } = options;
  const service = url === undefined ? await findOrStartService(port, workers) : await useService(url);
  // A visit sends its feedback and its rating side by side.
  const api = new ApiClient(service.url, 2 * options.concurrency, key);
  const reports = new ApiClient(service.url, 1, key);
  const loop = new ClientLoop(dataset, api, options);
  const watch = new ReportWatch(reports);
  const meter = new RunMeter(loop, api, () => watch.latest);
  const progress = new RunProgress(meter, watch);
  const release = interruptWith(loop, progress, options.exitAtOnce);
  let took: number;
  let report: ExperimentReport | undefined;
  progress.start();
  try {
    await loop.run();
    took = meter.seconds;
    report = await readReport(reports);
  } finally {
    progress.stop();
    release();
    await reports.abandon();
    await api.close();
    await service.stop();
  }
  const run = summarize(dataset, options.seed, api, loop.tally, took, report?.verdict);
  console.log(
    options.json
      ? JSON.stringify(run)
      : printable(describeRun(run, report, process.stdout.columns || Infinity)),
  );
  const next = options.json ? [] : describeNext(loop, service, options);
  for (const line of [...describeFailures(loop.tally.failures), ...next]) console.error(printable(line));
  return exitCodeOf(loop, options);
}

/** First Ctrl-C: the visits of the film that is out are finished, then the summary. Second: the end at once. */
function interruptWith(loop: ClientLoop, progress: RunProgress, exitAtOnce: () => void): () => void {
  const onSignal = () => {
    if (loop.isStopping) exitAtOnce();
    loop.stop();
    progress.say(STOPPING);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  };
}
