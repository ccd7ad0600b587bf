import { Injectable, UnprocessableEntityException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ServedList } from './served-list.entity.js';

/** What is known when a list is served. */
export type NewServedList = Omit<ServedList, 'recommendationId' | 'feedbackId' | 'createdAt'>;

/** What a feedback says of the list that it answers. */
export interface FeedbackClaim {
  readonly user_id: number;
  readonly recommended_movie_id_list: readonly number[];
  readonly user_type?: string;
  readonly action_cycle?: number;
}

@Injectable()
export class ServedListService {
  constructor(@InjectRepository(ServedList) private readonly lists: Repository<ServedList>) {}

  /** Records a list before it is served. Returns its recommendation id. */
  async record(list: NewServedList): Promise<number> {
    const [{ recommendation_id }] = await this.lists.query<[{ recommendation_id: number }]>(
      `INSERT INTO served_lists (user_id, movie_ids, user_type, action_cycle, recommender, model_version, fallback,
                                 cold_start)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING recommendation_id`,
      [
        list.userId,
        list.movieIds,
        list.userType,
        list.actionCycle,
        list.recommender,
        list.modelVersion,
        list.fallback,
        list.coldStart,
      ],
    );
    return recommendation_id;
  }

  async find(recommendationId: number): Promise<ServedList | null> {
    return this.lists.findOneBy({ recommendationId });
  }

  /**
   * The served list that a feedback answers.
   * @throws UnprocessableEntityException that says what differs from what was served, or that the id was used
   */
  async getFor(recommendationId: number, claim: FeedbackClaim): Promise<ServedList> {
    const served = await this.find(recommendationId);
    const refuse = (reason: string): never => {
      throw new UnprocessableEntityException(`recommendation_id ${recommendationId}: ${reason}`);
    };
    if (!served) return refuse('no list was served under this id');
    if (claim.user_id !== served.userId) refuse(`the list was served to user ${served.userId}`);
    if (claim.recommended_movie_id_list.join() !== served.movieIds.join()) {
      refuse(`the list that was served is ${served.movieIds.join(',') || 'empty'}`);
    }
    if (claim.user_type !== undefined && claim.user_type !== served.userType) {
      refuse(`the list was served to group ${served.userType}`);
    }
    if (claim.action_cycle !== undefined && claim.action_cycle !== served.actionCycle) {
      refuse(`the list was served in cycle ${served.actionCycle}`);
    }
    if (served.feedbackId !== null) refuse(`feedback ${served.feedbackId} has answered it already`);
    return served;
  }
}
