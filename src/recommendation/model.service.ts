import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Subject } from 'rxjs';
import { Repository } from 'typeorm';
import { FeedbackService } from '../feedback/feedback.service.js';
import { MovieService } from '../movie/movie.service.js';
import { RatingService, type StoredRating } from '../rating/rating.service.js';
import type { ChoiceModel, TrainingEvents, TrainingOptions } from './choice-training.js';
import { Model } from './model.entity.js';
import { trainingEvents } from './training-events.js';

/** The worker's compiled file, found from `src` (under a test runner) as well as from `dist`. */
const WORKER = new URL('../../dist/recommendation/choice-training.worker.js', import.meta.url);

/** How often a version that another instance trained is looked for. */
const POLL_MS = 1000;
/** Training samples evenly from what it is given; beyond this many the oldest visits are left out. */
const MOST_VISITS = 1_000_000;

/** The trained models: versions are kept in the database, loaded at start, and noticed when another instance trains. */
@Injectable()
export class ModelService implements OnModuleInit, OnApplicationShutdown {
  /** Every version to serve by from now on. */
  readonly versions = new Subject<Model>();
  private readonly logger = new Logger('ModelService');
  private newest = 0;
  private timer?: NodeJS.Timeout;
  private isClosed = false;
  private training: Promise<Model[]> | undefined;

  constructor(
    @InjectRepository(Model) private readonly models: Repository<Model>,
    private readonly movies: MovieService,
    private readonly ratings: RatingService,
    private readonly feedbacks: FeedbackService,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.loadNewer();
    this.poll();
  }

  onApplicationShutdown(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  /** Trains these recommenders on what the tables hold; a training that is under way is waited for and shared. */
  train(recommenders: ReadonlyMap<string, TrainingOptions>): Promise<Model[]> {
    this.training ??= this.trainAll(recommenders).finally(() => (this.training = undefined));
    return this.training;
  }

  private async trainAll(recommenders: ReadonlyMap<string, TrainingOptions>): Promise<Model[]> {
    const events = await this.readEvents();
    const trained: Model[] = [];
    for (const [recommender, options] of recommenders) {
      const model = await trainInWorker(events, options);
      trained.push(await this.models.save(this.models.create({ recommender, model })));
    }
    await this.loadNewer();
    return trained;
  }

  private async readEvents(): Promise<TrainingEvents> {
    const movies = await this.movies.listReleasedSince();
    const visits = await this.feedbacks.listLatestVisits(MOST_VISITS);
    const ratings: StoredRating[] = [];
    for await (const page of this.ratings.readAll()) ratings.push(...page);
    return trainingEvents(movies, visits, ratings);
  }

  private async loadNewer(): Promise<void> {
    const rows = await this.models
      .createQueryBuilder('model')
      .distinctOn(['model.recommender'])
      .where('model.modelVersion > :newest', { newest: this.newest })
      .orderBy({ 'model.recommender': 'ASC', 'model.modelVersion': 'DESC' })
      .getMany();
    for (const row of rows) {
      this.newest = Math.max(this.newest, row.modelVersion);
      this.versions.next(row);
    }
  }

  private poll(): void {
    if (this.isClosed) return;
    this.timer = setTimeout(() => {
      void this.loadNewer()
        .catch((error: unknown) => {
          if (!this.isClosed) this.logger.warn(`New models could not be read: ${String(error)}`);
        })
        .then(() => {
          this.poll();
        });
    }, POLL_MS).unref();
  }
}

/** Trains off the thread that serves. */
async function trainInWorker(events: TrainingEvents, options: TrainingOptions): Promise<ChoiceModel> {
  const worker = new Worker(WORKER, { workerData: { events, options } });
  const [model] = (await once(worker, 'message')) as [ChoiceModel];
  return model;
}
