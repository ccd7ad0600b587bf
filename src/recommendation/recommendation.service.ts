import { HttpStatus, Injectable } from '@nestjs/common';
import pMap from 'p-map';
import { type Design, ExperimentService } from '../experiment/experiment.service.js';
import type { Outcome } from '../database/outcome.js';
import type { RequestKey } from '../database/request-key.js';
import { type NewServedList, ServedListService } from '../feedback/served-list.service.js';
import { KeptAnswers } from '../http/idempotency/kept-answers.service.js';
import { NewestMovieService, type NewestMovies } from '../movie/newest-movie.service.js';
import { randomStream } from '../random/seeded-random.js';
import { InteractionFeed } from './interaction-feed.service.js';
import { recommendRandom } from './random-recommender.js';
import {
  type CreateRecommendationDto,
  type RecommendationDto,
  toRecommendationDto,
  type TrainingDto,
} from './recommendation.dto.js';
import { parseRecommender } from './recommender-name.js';
import { RecommenderRegistry } from './recommender-registry.service.js';

/** How many films are on a list. */
const LIST_LENGTH = 9;

/** Lists of one bulk that are made at once, where a recommender elsewhere has to be asked. */
const LISTS_AT_ONCE = 16;

type ListRequest = CreateRecommendationDto;

interface Ranking {
  readonly movieIds: number[];
  readonly fallback: boolean;
  readonly modelVersion: number | null;
}

/** What a list is made by, besides what the recommenders know. */
interface Situation {
  readonly newest: NewestMovies;
  readonly design: Design;
}

@Injectable()
export class RecommendationService {
  constructor(
    private readonly newest: NewestMovieService,
    private readonly experiments: ExperimentService,
    private readonly recommenders: RecommenderRegistry,
    private readonly servedLists: ServedListService,
    private readonly feed: InteractionFeed,
    private readonly kept: KeptAnswers,
  ) {
    experiments.checkRecommendersBy(parseRecommender);
  }

  /** The list of the user's group in this cycle, recorded before it is served. */
  async recommend(query: ListRequest, key?: RequestKey): Promise<RecommendationDto> {
    const list = await this.makeList(query, await this.getSituation());
    return toRecommendationDto(await this.servedLists.record(list, key));
  }

  /** The lists of many users, over the same films; in the same order. */
  async recommendMany(
    queries: readonly ListRequest[],
    keys?: readonly RequestKey[],
  ): Promise<(Outcome<RecommendationDto> | Error)[]> {
    const situation = await this.getSituation();
    const lists = await pMap(queries, (query) => this.makeList(query, situation), {
      concurrency: LISTS_AT_ONCE,
    });
    const outcomes = await this.servedLists.recordMany(lists, keys);
    return outcomes.map((result) =>
      'row' in result ? { outcome: result.outcome, row: toRecommendationDto(result.row) } : result,
    );
  }

  /** Trains what the design in force serves by; under a key once. */
  async train(key?: RequestKey): Promise<TrainingDto> {
    const { control, treatment } = await this.experiments.getCurrent();
    const names = [control, treatment];
    if (!key) return { model_versions: await this.recommenders.train(names) };
    const answerOf = (model_versions: number[]) => ({ status: HttpStatus.OK, body: { model_versions } });
    const { body } = await this.kept.once<TrainingDto>(key, async (commit) => {
      const versions = await this.recommenders.train(names, (store) =>
        commit(async (manager) => answerOf((await store(manager)).map(({ modelVersion }) => modelVersion))),
      );
      // Where nothing can be trained there is only the answer to keep.
      return versions.length > 0 ? answerOf(versions) : commit(() => Promise.resolve(answerOf([])));
    });
    return body;
  }

  async listByControl(query: ListRequest): Promise<number[]> {
    const { control } = await this.experiments.getCurrent();
    return (await this.rank(control, query)).movieIds;
  }

  async listByTreatment(query: ListRequest): Promise<number[]> {
    const { treatment } = await this.experiments.getCurrent();
    return (await this.rank(treatment, query)).movieIds;
  }

  /** Another process may have released a film or set a design a moment ago: what is read here is what counts. */
  private async getSituation(): Promise<Situation> {
    const [newest, design] = await Promise.all([
      this.newest.list(LIST_LENGTH),
      this.experiments.getCurrent(),
    ]);
    return { newest, design };
  }

  private async makeList(query: ListRequest, { newest, design }: Situation): Promise<NewServedList> {
    const { user_id } = query;
    const { group, cycle, recommender } = this.experiments.assign(design, user_id, newest.released);
    const { movieIds, fallback, modelVersion } = await this.rank(recommender, query, newest);
    return {
      userId: user_id,
      movieIds,
      userType: group,
      actionCycle: cycle,
      recommender,
      modelVersion,
      fallback,
      coldStart: fallback && !this.feed.hasHistory(user_id),
    };
  }

  /**
   * Ranks the candidates; without any, the best of all films where the recommender knows them, else the films released
   * last. Where it cannot, random order stands in.
   */
  private async rank(
    name: string,
    { user_id, seed, candidates }: ListRequest,
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
