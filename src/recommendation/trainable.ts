import { ChoiceRecommender } from './choice-recommender.js';
import { type ChoiceModel, type TrainingEvents, trainChoice } from './choice-training.js';
import { packEase, unpackEase } from './ease-packing.js';
import { EaseRecommender } from './ease-recommender.js';
import { trainEase } from './ease-training.js';
import type { Interactions } from './interactions.js';
import type { Recommender } from './recommender.js';

/** What training leaves behind: plain JSON for people to read, and the numbers that are too many for that. */
export interface TrainedModel {
  readonly model: object;
  readonly weights: Uint8Array | null;
}

/** How a recommender is trained, and how it serves by what came of it. */
export interface Trainable {
  /** Called in a thread of its own. */
  train(events: TrainingEvents): TrainedModel;
  /** @throws Error for a model that another version of the program made */
  serve(trained: TrainedModel, interactions: Interactions): Recommender;
}

const choice = (collaborative: boolean): Trainable => ({
  train: (events) => ({ model: trainChoice(events, { collaborative }), weights: null }),
  serve: ({ model }, interactions) => {
    const recommender = new ChoiceRecommender(interactions);
    recommender.use(model as ChoiceModel);
    return recommender;
  },
});

const ease: Trainable = {
  train: ({ ratings }) => {
    const model = trainEase(ratings);
    const { lambda, userIds, movieIds } = model;
    return { model: { lambda, users: userIds.length, films: movieIds.length }, weights: packEase(model) };
  },
  serve: ({ weights }, interactions) => {
    const recommender = new EaseRecommender(interactions);
    recommender.use(unpackEase(weights));
    return recommender;
  },
};

/** Every recommender that is trained, by the name it serves under. */
export const TRAINABLE: ReadonlyMap<string, Trainable> = new Map([
  ['choice', choice(false)],
  ['choice:collaborative', choice(true)],
  ['ease', ease],
]);
