import { parentPort, workerData } from 'node:worker_threads';
import { trainChoice, type TrainingEvents, type TrainingOptions } from './choice-training.js';

const { events, options } = workerData as { events: TrainingEvents; options: TrainingOptions };
parentPort!.postMessage(trainChoice(events, options));
