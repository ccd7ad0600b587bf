/**
 * Runs a task again and again, each time so many milliseconds after it has ended, until what is returned is called. A
 * failure is told, unless it comes after that, and the next run tries again. Keeps no process alive.
 */
export function repeat(
  task: () => Promise<void>,
  milliseconds: number,
  tell: (error: unknown) => void,
): () => void {
  let timer: NodeJS.Timeout;
  let isStopped = false;
  const wait = () => {
    if (!isStopped) timer = setTimeout(run, milliseconds).unref();
  };
  const run = () => {
    void task()
      .catch((error: unknown) => {
        if (!isStopped) tell(error);
      })
      .then(wait);
  };
  wait();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
