import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import type { RandomStream } from '../random/seeded-random.js';
import { ChoiceRecommender } from './choice-recommender.js';
import type { TrainingOptions } from './choice-training.js';
import { GenreRegressionRecommender } from './genre-regression-recommender.js';
import { askRecommender } from './http-recommender.js';
import { InteractionFeed } from './interaction-feed.service.js';
import type { Interactions } from './interactions.js';
import type { Model } from './model.entity.js';
import { ModelService } from './model.service.js';
import { NewestRecommender } from './newest-recommender.js';
import { PlantedRecommender } from './planted-recommender.js';
import { PopularRecommender } from './popular-recommender.js';
import { recommendRandom } from './random-recommender.js';
import type { Recommender } from './recommender.js';
import { parseRecommender, type RecommenderName } from './recommender-name.js';
import { UserKnnRecommender } from './user-knn-recommender.js';

export interface Ranked {
  readonly movieIds: number[];
  readonly modelVersion: number | null;
}

/** How the choice model is trained, by the name it serves under. */
const TRAINED: ReadonlyMap<string, TrainingOptions> = new Map([
  ['choice', { collaborative: false }],
  ['choice:collaborative', { collaborative: true }],
]);

/** Every recommender by its name, made when it is first asked for, all over the same interactions. */
@Injectable()
export class RecommenderRegistry implements OnApplicationShutdown {
  private readonly logger = new Logger('RecommenderRegistry');
  private readonly made = new Map<string, Recommender>();
  private readonly trained = new Map<string, { recommender: ChoiceRecommender; version: number }>();
  private readonly newest = new Map<string, Model>();
  private over: Interactions;
  private readonly subscription: Subscription;

  constructor(
    private readonly feed: InteractionFeed,
    private readonly models: ModelService,
  ) {
    this.over = feed.interactions;
    this.subscription = models.versions.subscribe((model) => {
      this.newest.set(model.recommender, model);
      this.serveBy(model);
    });
  }

  onApplicationShutdown(): void {
    this.subscription.unsubscribe();
  }

  /** Trains what these names stand for, where it can be trained. */
  async train(names: readonly string[]): Promise<number[]> {
    const wanted = [...TRAINED].filter(([name]) => names.includes(name));
    return (await this.models.train(new Map(wanted))).map(({ modelVersion }) => modelVersion);
  }

  /** Undefined when the recommender cannot serve this user: no history, not trained yet, or no answer from elsewhere. */
  async rank(
    name: string,
    userId: number,
    candidates: readonly number[],
    random: RandomStream,
  ): Promise<Ranked | undefined> {
    this.rebuildAfterReload();
    const described = parseRecommender(name);
    if (described.kind === 'random')
      return { movieIds: recommendRandom(candidates, random), modelVersion: null };
    if (described.kind === 'http') return this.rankElsewhere(described.url, userId, candidates);
    const trained = this.trained.get(name);
    const recommender =
      described.kind === 'choice' ? trained?.recommender : this.recommenderOf(name, described);
    const movieIds = recommender?.rank(userId, candidates, random);
    return movieIds && { movieIds, modelVersion: trained?.version ?? null };
  }

  private serveBy({ recommender: name, model, modelVersion }: Model): void {
    const recommender = new ChoiceRecommender(this.feed.interactions);
    try {
      recommender.use(model);
    } catch (error) {
      // Trained by another version of the program: the fallback serves until it is trained anew.
      this.logger.warn(`Model ${modelVersion} of ${name} cannot be used; train it again. ${String(error)}`);
      return;
    }
    this.trained.set(name, { recommender, version: modelVersion });
  }

  private rebuildAfterReload(): void {
    if (this.over === this.feed.interactions) return;
    this.over = this.feed.interactions;
    this.made.clear();
    for (const model of this.newest.values()) this.serveBy(model);
  }

  private recommenderOf(name: string, described: RecommenderName): Recommender | undefined {
    let recommender = this.made.get(name);
    if (!recommender) {
      recommender = this.make(described);
      if (recommender) this.made.set(name, recommender);
    }
    return recommender;
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
