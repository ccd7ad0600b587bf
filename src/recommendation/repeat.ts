import { seldom } from '../database/seldom.js';

/**
 * Runs a task again and again, each time so many milliseconds after it has ended, until what is returned is called. A
 * failure is told, unless it comes after that, and the next run tries again; of one failure after another only some are
 * told. Keeps no process alive.
 */
export function repeat(
  task: () => Promise<void>,
  milliseconds: number,
  tell: (reason: string) => void,
): () => void {
  const tellSeldom = seldom(tell);
  let timer: NodeJS.Timeout;
  let isStopped = false;
  const wait = () => {
    if (!isStopped) timer = setTimeout(run, milliseconds).unref();
  };
  const run = () => {
    void task()
      .catch((error: unknown) => {
        if (!isStopped) tellSeldom(String(error));
      })
      .then(wait);
  };
  wait();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
