import { Injectable } from '@nestjs/common';
import { FeedbackService } from '../feedback/feedback.service.js';
import { MovieService } from '../movie/movie.service.js';
import { RatingService } from '../rating/rating.service.js';
import { BoundedCounter } from './bounded-counter.js';
import { MetricRegistry } from './metric-registry.service.js';

/** Counts what this process stores, once it is committed. */
@Injectable()
export class EventMetrics {
  constructor(
    registry: MetricRegistry,
    movies: MovieService,
    ratings: RatingService,
    feedbacks: FeedbackService,
  ) {
    const counter = (name: string, help: string, labels: readonly string[] = []) =>
      new BoundedCounter(registry, name, help, labels);
    const released = counter('movieflix_releases_total', 'Films released');
    movies.released.subscribe(() => {
      released.add();
    });
    const rated = counter('movieflix_ratings_total', 'Ratings stored or replaced');
    ratings.stored.subscribe(() => {
      rated.add();
    });
    const given = counter('movieflix_feedback_total', 'Feedback stored', ['user_type', 'action_cycle']);
    feedbacks.stored.subscribe(({ userType, actionCycle }) => {
      given.add(userType, String(actionCycle));
    });
  }
}
