import { Injectable } from '@nestjs/common';
import { MovieService } from '../movie/movie.service.js';
import { randomStream } from '../random/seeded-random.js';
import { recommendRandom } from './random-recommender.js';
import type { RecommendationQuery } from './recommendation.dto.js';

/** How many films are on a list: those released last. */
const LIST_LENGTH = 9;

@Injectable()
export class RecommendationService {
  constructor(private readonly movies: MovieService) {}

  /** The control list: the films released last, shuffled. */
  async recommendControl({ user_id, seed }: RecommendationQuery): Promise<number[]> {
    const candidates = await this.movies.listNewestIds(LIST_LENGTH);
    const random = seed === undefined ? Math.random : randomStream(seed, 'control list', user_id);
    return recommendRandom(candidates, random);
  }
}
