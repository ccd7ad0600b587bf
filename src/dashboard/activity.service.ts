import { Injectable } from '@nestjs/common';
import { LedgerService } from '../experiment/ledger.service.js';
import { FeedbackHistory } from '../feedback/feedback-history.service.js';
import { MovieHistory } from '../movie/movie-history.service.js';
import { NewestMovieService } from '../movie/newest-movie.service.js';
import { RatingHistory } from '../rating/rating-history.service.js';
import { InteractionFeed } from '../recommendation/interaction-feed.service.js';
import type { ActivityDto, EventDto, NewestFilmDto } from './activity.dto.js';
import { RECENT_SECONDS } from '../database/recent.js';
import { titleOf } from './titles.js';

/** How much has happened, and what happened last. */
@Injectable()
export class ActivityService {
  constructor(
    private readonly ledger: LedgerService,
    private readonly newest: NewestMovieService,
    private readonly movies: MovieHistory,
    private readonly feedbacks: FeedbackHistory,
    private readonly ratings: RatingHistory,
    private readonly feed: InteractionFeed,
  ) {}

  async describe(): Promise<ActivityDto> {
    const [{ feedback, users }, { movie_ids, released }, tables] = await Promise.all([
      this.ledger.counts(),
      this.newest.list(1),
      Promise.all([this.movies, this.feedbacks, this.ratings].map((history) => history.countRecent())),
    ]);
    const [newestId] = movie_ids as [number?];
    const times = tables.flatMap(({ lastAt }) => (lastAt ? [lastAt.getTime()] : []));
    return {
      films: released,
      users,
      feedback,
      ratings: this.feed.interactions.ratingCount,
      events_per_second: tables.reduce((sum, { recent }) => sum + recent, 0) / RECENT_SECONDS,
      last_event_at: times.length > 0 ? new Date(Math.max(...times)).toISOString() : null,
      now: tables[0].now.toISOString(),
      newest_film: newestId === undefined ? null : await this.describeFilm(newestId),
    };
  }

  /** The newest events, the newest first. */
  async listEvents(limit: number): Promise<EventDto[]> {
    const [movies, feedbacks, ratings] = await Promise.all([
      this.movies.listNewest(limit),
      this.feedbacks.listNewest(limit),
      this.ratings.listNewest(limit),
    ]);
    const { interactions } = this.feed;
    const nobody = { user_id: null, value: null, user_type: null, action_cycle: null };
    // Of events at the same moment, what comes later in a visit is the newer one.
    const events: EventDto[] = [
      ...ratings.map(({ userId, movieId, rating, updatedAt }) => ({
        ...{ ...nobody, kind: 'rating' as const, at: updatedAt.toISOString(), movie_id: movieId },
        ...{ title: titleOf(interactions, movieId), user_id: userId, value: rating },
      })),
      ...feedbacks.map(({ userId, selectedMovieId, score, userType, actionCycle, createdAt }) => ({
        ...{ kind: 'feedback' as const, at: createdAt.toISOString(), movie_id: selectedMovieId },
        ...{ title: titleOf(interactions, selectedMovieId), user_id: userId, value: score },
        ...{ user_type: userType, action_cycle: actionCycle },
      })),
      ...movies.map(({ movieId, title, createdAt }) => ({
        ...{ ...nobody, kind: 'release' as const, at: createdAt.toISOString(), movie_id: movieId, title },
      })),
    ];
    return events.sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0)).slice(0, limit);
  }

  private async describeFilm(movieId: number): Promise<NewestFilmDto | null> {
    await this.feed.meet([movieId]);
    const { interactions } = this.feed;
    const title = titleOf(interactions, movieId);
    if (title === null) return null;
    const film = interactions.filmOf(movieId);
    const ratings = interactions.raters.lengthOf(film);
    const mean_rating = ratings > 0 ? interactions.ratingTotals.sums[film] / ratings : null;
    return { movie_id: movieId, title, ratings, mean_rating };
  }
}
