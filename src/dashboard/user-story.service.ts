import { Injectable, NotFoundException } from '@nestjs/common';
import { ExperimentService } from '../experiment/experiment.service.js';
import { FeedbackHistory, type PastFeedback } from '../feedback/feedback-history.service.js';
import { RatingHistory } from '../rating/rating-history.service.js';
import { InteractionFeed } from '../recommendation/interaction-feed.service.js';
import { titleOf } from './titles.js';
import type { NamedFilmDto, UserStoryDto, VisitDto } from './user-story.dto.js';

/** Visits and ratings that are shown. */
const MOST = 50;

/** What one user was shown, chose and rated. */
@Injectable()
export class UserStory {
  constructor(
    private readonly feedbacks: FeedbackHistory,
    private readonly ratings: RatingHistory,
    private readonly experiments: ExperimentService,
    private readonly feed: InteractionFeed,
  ) {}

  /** @throws NotFoundException for a user whom no rating and no feedback names */
  async tell(userId: number): Promise<UserStoryDto> {
    const [given, rated, visits, ratings] = await Promise.all([
      this.feedbacks.sumOf(userId),
      this.ratings.sumOf(userId),
      this.feedbacks.listOf(userId, MOST),
      this.ratings.listOf(userId, MOST),
    ]);
    if (given.count === 0 && rated.count === 0)
      throw new NotFoundException(`No rating and no feedback names user ${userId}`);
    const chosen = visits.map(({ selectedMovieId }) => selectedMovieId);
    const ofChosen = await this.ratings.listOfFilms(userId, chosen);
    const ratingOf = new Map(ofChosen.map(({ movieId, rating }) => [movieId, rating]));
    return {
      user_id: userId,
      group: visits.at(0)?.userType ?? (await this.groupOf(userId)),
      ratings: rated.count,
      feedback: given.count,
      mean_rating: rated.mean,
      mean_score: given.mean,
      visits: visits.map((visit) => this.describeVisit(visit, ratingOf)),
      rated: ratings.map(({ movieId, rating, createdAt }) => ({
        movie_id: movieId,
        title: this.titleOf(movieId),
        rating,
        created_at: createdAt.toISOString(),
      })),
    };
  }

  private async groupOf(userId: number): Promise<string> {
    return this.experiments.assign(await this.experiments.getCurrent(), userId, 1).group;
  }

  private describeVisit(visit: PastFeedback, ratingOf: ReadonlyMap<number, number>): VisitDto {
    const { recommendedMovieIdList: list, selectedMovieId } = visit;
    return {
      feedback_id: visit.feedbackId,
      created_at: visit.createdAt.toISOString(),
      action_cycle: visit.actionCycle,
      user_type: visit.userType,
      score: visit.score,
      recommended: list === '' ? [] : list.split(',').map((id) => this.nameFilm(Number(id))),
      chosen: this.nameFilm(selectedMovieId),
      rating: ratingOf.get(selectedMovieId) ?? null,
    };
  }

  private nameFilm(movieId: number): NamedFilmDto {
    return { movie_id: movieId, title: this.titleOf(movieId) };
  }

  private titleOf(movieId: number): string | null {
    return titleOf(this.feed.interactions, movieId);
  }
}
