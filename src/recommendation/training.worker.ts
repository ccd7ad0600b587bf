import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { type EventPage, EventPages } from './event-pages.js';
import { trainingEvents } from './training-events.js';
import { TRAINABLE } from './trainable.js';
import type { Training } from './training-thread.js';

// Serving goes first where cores are few. Only on Linux does a thread have a priority of its own.
if (process.platform === 'linux') setPriority(5);

const pages = new EventPages();
const port = parentPort!;
port.on('message', (page: EventPage | 'end') => {
  if (page !== 'end') {
    pages.add(page);
    return;
  }
  const events = trainingEvents(pages);
  const models = (workerData as string[]).map((name) => {
    const trainable = TRAINABLE.get(name);
    if (!trainable) throw new RangeError(`There is nothing to train for "${name}".`);
    return trainable.train(events);
  });
  const training: Training = { ratings: events.ratings.userId.length, models };
  port.postMessage(
    training,
    models.flatMap(({ weights }) => (weights ? [weights.buffer as ArrayBuffer] : [])),
  );
  port.close();
});
