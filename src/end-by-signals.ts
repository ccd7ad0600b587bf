import cluster from 'node:cluster';

/** A signal that follows so soon is the same one: a terminal and npm both hand on a Ctrl-C. */
const SAME_MS = 500;
/** A worker is over before the process that keeps it gives it up. */
const PART_OF_WORKER = 0.9;

const NUMBERS: Partial<Record<string, number>> = { SIGINT: 2, SIGTERM: 15 };

/**
 * Ends this process in order at SIGTERM, at SIGINT, and when the process that started it goes away: with exit code 0, and
 * in so many seconds at the most. A second signal ends it at once.
 * @returns where to say what is to be stopped first
 */
export function endBySignals(seconds: number): { stop: () => Promise<void> } {
  const ending = { stop: () => Promise.resolve() };
  let since: number | undefined;
  const begin = () => {
    since = performance.now();
    setTimeout(
      () => {
        console.error(
          `Not all that was under way could be ended in ${seconds} seconds: the rest is cut off.`,
        );
        process.exit(0);
      },
      seconds * 1000 * (cluster.isWorker ? PART_OF_WORKER : 1),
    ).unref();
    ending.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  const end = (signal: string) => {
    if (since === undefined) begin();
    // Workers get a Ctrl-C, and the word of the process that keeps them: that one decides about a second signal.
    else if (cluster.isPrimary && performance.now() - since > SAME_MS) {
      process.exit(128 + (NUMBERS[signal] ?? 0));
    }
  };
  process.on('SIGTERM', end).on('SIGINT', end);
  process.on('disconnect', () => {
    if (since === undefined) begin();
    // Nobody is left who would end this one.
    else if (cluster.isWorker) process.exit(0);
  });
  return ending;
}
