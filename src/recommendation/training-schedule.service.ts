import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Environment } from '../config/environment.js';
import { ExperimentService } from '../experiment/experiment.service.js';
import { InteractionFeed } from './interaction-feed.service.js';
import { ModelService } from './model.service.js';
import { repeat } from './repeat.js';
import { TRAINABLE } from './trainable.js';

/** How often the ratings are counted. */
const POLL_MS = 500;

/**
 * Trains what the design in force names whenever `TRAIN_AFTER_RATINGS` ratings, by whomever, are new to the version that
 * serves. A version counts its ratings itself, so another instance's begins the count anew, and a restart does not.
 */
@Injectable()
export class TrainingSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('TrainingSchedule');
  /** Ratings known at the last attempt: one that failed is made again after as many more. */
  private tried = 0;
  private stop?: () => void;

  constructor(
    private readonly environment: Environment,
    private readonly feed: InteractionFeed,
    private readonly experiments: ExperimentService,
    private readonly models: ModelService,
  ) {}

  onApplicationBootstrap(): void {
    if (this.environment.TRAIN_AFTER_RATINGS === 0) return;
    this.stop = repeat(
      () => this.trainWhenDue(),
      POLL_MS,
      (reason) => {
        this.logger.warn(`Training failed, and waits for more ratings: ${reason}`);
      },
    );
  }

  onApplicationShutdown(): void {
    this.stop?.();
  }

  private async trainWhenDue(): Promise<void> {
    const known = this.feed.interactions.ratingCount;
    // Ratings that are gone make a model as old as new ones do.
    const isDue = (since: number) => Math.abs(known - since) >= this.environment.TRAIN_AFTER_RATINGS;
    if (!isDue(this.tried)) return;
    const { control, treatment } = await this.experiments.getCurrent();
    const names = [control, treatment].filter((name) => TRAINABLE.has(name));
    if (!names.some((name) => isDue(this.models.newest.get(name)?.ratings ?? 0))) return;
    this.tried = known;
    await this.models.train(names);
  }
}
