import { Injectable } from '@nestjs/common';
import { ExperimentService } from '../experiment/experiment.service.js';
import { ServedListService } from '../feedback/served-list.service.js';
import { NewestMovieService, type NewestMovies } from '../movie/newest-movie.service.js';
import { randomStream } from '../random/seeded-random.js';
import { InteractionFeed } from './interaction-feed.service.js';
import { recommendRandom } from './random-recommender.js';
import type { RecommendationDto, RecommendationQuery, TrainingDto } from './recommendation.dto.js';
import { parseRecommender } from './recommender-name.js';
import { RecommenderRegistry } from './recommender-registry.service.js';

/** How many films are on a list. */
const LIST_LENGTH = 9;

interface Ranking {
  readonly movieIds: number[];
  readonly fallback: boolean;
  readonly modelVersion: number | null;
}

@Injectable()
export class RecommendationService {
  constructor(
    private readonly newest: NewestMovieService,
    private readonly experiments: ExperimentService,
    private readonly recommenders: RecommenderRegistry,
    private readonly servedLists: ServedListService,
    private readonly feed: InteractionFeed,
  ) {
    experiments.checkRecommendersBy(parseRecommender);
  }

  /** The list of the user's group in this cycle, recorded before it is served. */
  async recommend(query: RecommendationQuery): Promise<RecommendationDto> {
    const { user_id } = query;
    // Another process may have released a film a moment ago: the cycle is that of the films which this read sees.
    const newest = await this.newest.list(LIST_LENGTH);
    const { group, cycle, recommender } = await this.experiments.assign(user_id, newest.released);
    const { movieIds, fallback, modelVersion } = await this.rank(recommender, query, newest);
    const recommendation_id = await this.servedLists.record({
      userId: user_id,
      movieIds,
      userType: group,
      actionCycle: cycle,
      recommender,
      modelVersion,
      fallback,
      coldStart: fallback && !this.feed.hasHistory(user_id),
    });
    return {
      recommendation_id,
      user_type: group,
      action_cycle: cycle,
      recommender,
      model_version: modelVersion,
      fallback,
      movie_ids: movieIds,
    };
  }

  /** Trains what the design in force serves by. */
  async train(): Promise<TrainingDto> {
    const { control, treatment } = await this.experiments.getCurrent();
    return { model_versions: await this.recommenders.train([control, treatment]) };
  }

  async listByControl(query: RecommendationQuery): Promise<number[]> {
    const { control } = await this.experiments.getCurrent();
    return (await this.rank(control, query)).movieIds;
  }

  async listByTreatment(query: RecommendationQuery): Promise<number[]> {
    const { treatment } = await this.experiments.getCurrent();
    return (await this.rank(treatment, query)).movieIds;
  }

  /**
   * Ranks the candidates; without any, the best of all films where the recommender knows them, else the films released
   * last. Where it cannot, random order stands in.
   */
  private async rank(
    name: string,
    { user_id, seed, candidates }: RecommendationQuery,
    newest?: NewestMovies,
  ): Promise<Ranking> {
    const random = seed === undefined ? Math.random : randomStream(seed, 'control list', user_id);
    if (!candidates) {
      const best = this.recommenders.recommend(name, user_id, LIST_LENGTH, random);
      if (best) return { ...best, fallback: false };
    }
    const films = candidates ?? (newest ?? (await this.newest.list(LIST_LENGTH))).movie_ids;
    const ranked = await this.recommenders.rank(name, user_id, films, random);
    return ranked
      ? { ...ranked, fallback: false }
      : { movieIds: recommendRandom(films, random), fallback: true, modelVersion: null };
  }
}
