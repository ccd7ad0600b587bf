import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

interface Group {
  readonly action_cycle: number;
  readonly user_type: string;
}

/** Sums over one user's feedback; `s` and `n` are the sum of scores and the feedbacks of one pair of user and film. */
export interface UserSums extends Group {
  readonly user_id: number;
  readonly feedback: number;
  readonly sum: number;
  readonly squares: number;
  readonly pair_squares: number;
  readonly pair_products: number;
  readonly pair_counts: number;
}

/** Sums over one film's feedback; each also divided by the feedback of the user it came from. */
export interface MovieSums extends Group {
  readonly movie_id: number;
  readonly feedback: number;
  readonly sum: number;
  readonly user_share: number;
  readonly user_share_sum: number;
}

export interface ServedSums extends Group {
  readonly users: number;
  readonly lists: number;
  readonly answered: number;
  readonly fallbacks: number;
  readonly cold_starts: number;
}

export interface LengthCounts extends Group {
  readonly length: number;
  readonly feedback: number;
}

const PAIRS = `
  pairs AS (
    SELECT action_cycle, user_type, user_id, selected_movie_id AS movie_id,
           count(*) AS n, sum(score) AS s, sum(score * score) AS q
    FROM feedbacks GROUP BY 1, 2, 3, 4
  )`;

/** What the feedback adds up to, for estimates that need no single row. */
@Injectable()
export class FeedbackTotalsService {
  constructor(@Inject(getDataSourceToken()) private readonly dataSource: DataSource) {}

  listByUser(): Promise<UserSums[]> {
    return this.dataSource.query<UserSums[]>(
      `WITH ${PAIRS}
       SELECT action_cycle, user_type, user_id, sum(n)::float8 AS feedback, sum(s) AS sum, sum(q) AS squares,
              sum(s * s) AS pair_squares, sum(s * n) AS pair_products, sum(n * n)::float8 AS pair_counts
       FROM pairs GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
  }

  listByMovie(): Promise<MovieSums[]> {
    return this.dataSource.query<MovieSums[]>(
      `WITH ${PAIRS},
       users AS (SELECT action_cycle, user_type, user_id, sum(n)::float8 AS total FROM pairs GROUP BY 1, 2, 3)
       SELECT action_cycle, user_type, movie_id, sum(n)::float8 AS feedback, sum(s) AS sum,
              sum(n / total) AS user_share, sum(s / total) AS user_share_sum
       FROM pairs JOIN users USING (action_cycle, user_type, user_id)
       GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
  }

  listServed(): Promise<ServedSums[]> {
    return this.dataSource.query<ServedSums[]>(
      `SELECT action_cycle, user_type, count(DISTINCT user_id) AS users, count(*) AS lists,
              count(feedback_id) AS answered, count(*) FILTER (WHERE fallback) AS fallbacks,
              count(*) FILTER (WHERE cold_start) AS cold_starts
       FROM served_lists GROUP BY 1, 2 ORDER BY 1, 2`,
    );
  }

  listLengths(): Promise<LengthCounts[]> {
    return this.dataSource.query<LengthCounts[]>(
      `SELECT action_cycle, user_type, count(*) AS feedback,
              CASE WHEN recommended_movie_id_list = '' THEN 0
                   ELSE length(recommended_movie_id_list) - length(replace(recommended_movie_id_list, ',', '')) + 1
              END AS length
       FROM feedbacks GROUP BY action_cycle, user_type, length ORDER BY 1, 2, 4`,
    );
  }
}
