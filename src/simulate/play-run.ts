import { ApiClient } from '../client/api-client.js';
import type { Service } from '../client/service-process.js';
import { printable } from '../terminal/text-width.js';
import { describeFailures, describeNext, describeResume, exitCodeOf } from './after-run.js';
import { ClientLoop } from './client-loop.js';
import { readReport } from './experiment-report.js';
import type { OpenRun } from './open-run.js';
import { ReportWatch } from './report-watch.js';
import { RunMeter } from './run-figures.js';
import { RunProgress } from './run-progress.js';
import { RunRecorder } from './run-recorder.js';
import type { SimulateOptions } from './simulate.js';
import { describeRun, summarize } from './summary.js';
import { STOPPING } from './wording.js';

/**
 * Plays a run from where it stands, notes its position as it goes, and says what came of it.
 * @param records a client of its own for the record: its calls are none of the loop's
 * @returns the exit code
 */
export async function playRun(
  { record, choice, dataset, start, player }: OpenRun,
  service: Service,
  records: ApiClient,
  options: SimulateOptions,
): Promise<number> {
  // A visit sends its feedback and its rating side by side.
  const api = new ApiClient(service.url, 2 * options.concurrency, options.key, options.patience);
  const reports = new ApiClient(service.url, 1, options.key);
  const recorder = new RunRecorder(records, record, player, () => {
    loop.stop();
  });
  const { concurrency, wait } = options;
  const loop: ClientLoop = new ClientLoop(
    dataset,
    api,
    { ...choice, concurrency, wait },
    start,
    (position) => {
      recorder.reached(position, loop.tally);
    },
  );
  service.onEnd((reason) => {
    api.loseHope(reason);
  });
  const watch = new ReportWatch(reports);
  const meter = new RunMeter(loop, api, () => watch.latest);
  const progress = new RunProgress(meter, watch);
  const release = interruptWith(loop, progress, options.exitAtOnce);
  progress.start();
  recorder.start();
  try {
    await loop.run();
    const took = meter.seconds;
    if (!loop.isAnswered) records.loseHope('no patience is left');
    await recorder.end(loop.isWhole ? 'finished' : 'stopped');
    const report = await readReport(reports);
    progress.stop();
    const run = summarize(dataset, recorder.summarize(), api, loop.tally, took, report?.verdict);
    console.log(
      options.json
        ? JSON.stringify(run)
        : printable(describeRun(run, report, process.stdout.columns || Infinity)),
    );
    const lines = describeFailures(loop.tally.failures);
    if (!options.json) lines.push(...describeNext(loop, service, options));
    if (!loop.isWhole) lines.push(...describeResume(record, recorder.lostTo, service, options));
    for (const line of lines) console.error(printable(line));
    return exitCodeOf(loop, choice, recorder.lostTo);
  } finally {
    progress.stop();
    release();
    recorder.abandon();
    await reports.abandon();
    await api.close();
  }
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
