import { Worker } from 'node:worker_threads';
import type { EventPage } from './event-pages.js';
import type { TrainedModel } from './trainable.js';

/** The worker's compiled file, found from `src` (under a test runner) as well as from `dist`. */
const WORKER = new URL('../../dist/recommendation/training.worker.js', import.meta.url);

export interface Training {
  /** How many ratings there were to train on. */
  readonly ratings: number;
  /** A model for each recommender, in their order. */
  readonly models: readonly TrainedModel[];
}

/**
 * Trains recommenders off the thread that serves. Pages are handed over, not copied: they are empty afterwards.
 * @param signal ends the training at once
 * @throws what the training threw, or an Error when its thread ended without a model
 */
export async function trainInThread(
  recommenders: readonly string[],
  pages: AsyncIterable<EventPage>,
  signal: AbortSignal,
): Promise<Training> {
  signal.throwIfAborted();
  const worker = new Worker(WORKER, { workerData: recommenders });
  let hasEnded = false;
  const training = new Promise<Training>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      hasEnded = true;
      reject(new Error(`The training thread ended with code ${code} and without a model.`));
    });
  });
  const send = async () => {
    for await (const page of pages) {
      if (hasEnded) return;
      worker.postMessage(page, buffersOf(page));
    }
    worker.postMessage('end');
  };
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop);
  try {
    return (await Promise.all([training, send()]))[0];
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

const buffersOf = (page: EventPage): ArrayBuffer[] =>
  Object.values(page).flatMap((column: unknown) =>
    ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : [],
  );
