import type { ApiClient } from '../client/api-client.js';
import type { Dataset } from '../dataset/dataset.js';
import type { Visit } from './arrivals.js';
import { deliveryKey } from './delivery-key.js';
import { listSeedOf } from './release-plan.js';
import type { Tally } from './tally.js';

/** A list as the service recorded it. */
export interface ServedList {
  readonly recommendation_id: number;
  readonly fallback: boolean;
  readonly action_cycle: number;
  readonly movie_ids: readonly number[];
}

/** What the service decided about a feedback. */
export interface StoredFeedback {
  readonly score: number;
  readonly user_type: string;
  readonly action_cycle: number;
}

/** What a visit says to the service, whichever way it is sent, and how it is counted. */
export class VisitCalls {
  constructor(
    private readonly dataset: Dataset,
    private readonly api: ApiClient,
    private readonly tally: Tally,
    private readonly options: { readonly seed: number; readonly shadow: boolean },
    private readonly run: string,
  ) {}

  /** The key of what is sent for a visit; of a bulk call for its first one. */
  keyOf({ row, movieId }: Visit, kind: Parameters<typeof deliveryKey>[3]): string {
    return deliveryKey(this.run, movieId, this.dataset.ratings.user[row], kind);
  }

  /** What list is asked for. */
  listOf({ row, movieId, shelf }: Visit): { user_id: number; seed: number; candidates?: readonly number[] } {
    const user_id = this.dataset.ratings.user[row];
    const seed = listSeedOf(this.options.seed, movieId, user_id);
    return { user_id, seed, ...(shelf && { candidates: shelf }) };
  }

  /** The same as a query. */
  queryOf(visit: Visit): string {
    const { user_id, seed, candidates } = this.listOf(visit);
    return `user_id=${user_id}&seed=${seed}${candidates ? `&candidates=${candidates.join(',')}` : ''}`;
  }

  feedbackOf({ row, movieId }: Visit, served: ServedList): object {
    return {
      user_id: this.dataset.ratings.user[row],
      recommended_movie_id_list: served.movie_ids,
      selected_movie_id: movieId,
      recommendation_id: served.recommendation_id,
    };
  }

  ratingOf({ row, movieId }: Visit): object {
    const { user, value } = this.dataset.ratings;
    return { user_id: user[row], movie_id: movieId, rating: value[row] };
  }

  /** Counts a list; with `shadow` both recommenders are scored on it: their difference over all visits is the exact effect. */
  async countList(visit: Visit, served: ServedList): Promise<void> {
    const { movieId } = visit;
    if (served.fallback) this.tally.fallbacks++;
    if (!served.movie_ids.includes(movieId)) this.tally.offList++;
    if (!this.options.shadow || served.action_cycle !== 1) return;
    const query = this.queryOf(visit);
    const scores: number[] = [];
    for (const version of ['v1', 'v2']) {
      const list = await this.api.get<number[]>(`/recommend/${version}?${query}`);
      scores.push(list.includes(movieId) ? ((list.length - list.indexOf(movieId)) / list.length) * 10 : 0);
    }
    this.tally.addShadow(scores[0], scores[1]);
  }

  countFeedback({ row }: Visit, { action_cycle, user_type, score }: StoredFeedback): void {
    this.tally.addFeedback(action_cycle, user_type, this.dataset.ratings.user[row], score);
  }
}
