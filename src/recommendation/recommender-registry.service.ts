import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import type { RandomStream } from '../random/seeded-random.js';
import { GenreRegressionRecommender } from './genre-regression-recommender.js';
import { askRecommender } from './http-recommender.js';
import { InteractionFeed } from './interaction-feed.service.js';
import type { Interactions } from './interactions.js';
import type { Model } from './model.entity.js';
import { type CommitModels, ModelService } from './model.service.js';
import { NewestRecommender } from './newest-recommender.js';
import { PlantedRecommender } from './planted-recommender.js';
import { PopularRecommender } from './popular-recommender.js';
import { recommendRandom } from './random-recommender.js';
import type { Recommender } from './recommender.js';
import { parseRecommender, type RecommenderName } from './recommender-name.js';
import { TRAINABLE } from './trainable.js';
import { UserKnnRecommender } from './user-knn-recommender.js';

export interface Ranked {
  readonly movieIds: number[];
  readonly modelVersion: number | null;
}

interface Serving {
  readonly recommender: Recommender;
  /** Null for a recommender that needs no training. */
  readonly model: Model | null;
}

/** Every recommender by its name, made when it is first asked for, all over the same interactions. */
@Injectable()
export class RecommenderRegistry implements OnApplicationShutdown {
  private readonly logger = new Logger('RecommenderRegistry');
  private readonly serving = new Map<string, Serving>();
  private over: Interactions;
  private readonly subscription: Subscription;

  constructor(
    private readonly feed: InteractionFeed,
    private readonly models: ModelService,
  ) {
    this.over = feed.interactions;
    this.subscription = models.changes.subscribe((model) => {
      if (model) this.serveBy(model);
      else for (const name of TRAINABLE.keys()) this.serving.delete(name);
    });
  }

  onApplicationShutdown(): void {
    this.subscription.unsubscribe();
  }

  /** Trains what these names stand for, where it can be trained. */
  async train(names: readonly string[], commit?: CommitModels): Promise<number[]> {
    return (await this.models.train(names, commit)).map(({ modelVersion }) => modelVersion);
  }

  /** Undefined when the recommender cannot serve this user: no history, not trained yet, or no answer from elsewhere. */
  async rank(
    name: string,
    userId: number,
    candidates: readonly number[],
    random: RandomStream,
  ): Promise<Ranked | undefined> {
    const described = parseRecommender(name);
    if (described.kind === 'random')
      return { movieIds: recommendRandom(candidates, random), modelVersion: null };
    if (described.kind === 'http') return this.rankElsewhere(described.url, userId, candidates);
    await this.feed.meet(candidates);
    const serving = this.find(name, described);
    const movieIds = serving?.recommender.rank(userId, candidates, random);
    return movieIds && { movieIds, modelVersion: serving?.model?.modelVersion ?? null };
  }

  /** The best of all films; undefined where there is none for this user, or the recommender only ranks what it is given. */
  recommend(name: string, userId: number, count: number, random: RandomStream): Ranked | undefined {
    const serving = this.find(name, parseRecommender(name));
    const movieIds = serving?.recommender.recommend?.(userId, count, random);
    return movieIds?.length ? { movieIds, modelVersion: serving?.model?.modelVersion ?? null } : undefined;
  }

  /** Undefined for a recommender that is not trained yet. */
  private find(name: string, described: RecommenderName): Serving | undefined {
    this.rebuildAfterReload();
    const known = this.serving.get(name);
    if (known) return known;
    const recommender = this.make(described);
    if (!recommender) return undefined;
    const serving = { recommender, model: null };
    this.serving.set(name, serving);
    return serving;
  }

  private serveBy(model: Model): void {
    const { recommender: name, modelVersion } = model;
    try {
      const trainable = TRAINABLE.get(name);
      if (!trainable) throw new RangeError('There is no such recommender.');
      this.serving.set(name, { recommender: trainable.serve(model, this.feed.interactions), model });
    } catch (error) {
      // Trained by another version of the program: what served until now goes on, or the fallback.
      this.logger.warn(`Model ${modelVersion} of ${name} cannot be used; train it again. ${String(error)}`);
    }
  }

  private rebuildAfterReload(): void {
    if (this.over === this.feed.interactions) return;
    this.over = this.feed.interactions;
    const served = [...this.serving.values()];
    this.serving.clear();
    for (const { model } of served) if (model) this.serveBy(model);
  }

  private make(described: RecommenderName): Recommender | undefined {
    const { interactions } = this.feed;
    switch (described.kind) {
      case 'newest':
        return new NewestRecommender(interactions);
      case 'popular':
        return new PopularRecommender(interactions);
      case 'user-knn':
        return new UserKnnRecommender(interactions);
      case 'genre-regression':
        return new GenreRegressionRecommender(interactions, described.ties);
      case 'planted':
        return new PlantedRecommender(interactions, described.lift);
      default:
        return undefined;
    }
  }

  /** Films that the user has rated go last, whatever the answer. */
  private async rankElsewhere(
    url: string,
    userId: number,
    candidates: readonly number[],
  ): Promise<Ranked | undefined> {
    const ranked = await askRecommender(url, userId, candidates);
    if (!ranked) return undefined;
    const { interactions } = this.feed;
    const user = interactions.userOf(userId);
    const isRated = (id: number) => interactions.hasRated(user, interactions.filmOf(id));
    return {
      movieIds: [...ranked.filter((id) => !isRated(id)), ...ranked.filter(isRated)],
      modelVersion: null,
    };
  }
}
