import { Injectable } from '@nestjs/common';
import { FeedbackService } from '../feedback/feedback.service.js';
import { MovieService } from '../movie/movie.service.js';
import { RatingService } from '../rating/rating.service.js';
import { type EventPage, moviePage, ratingPage, visitPage } from './event-pages.js';

/** Rows of a page: few, so that the thread that reads them answers others in between. */
const PAGE = 2000;
/** Training samples evenly from what it is given; beyond this many the oldest visits are left out. */
const MOST_VISITS = 1_000_000;

/** What has happened so far, for training. */
@Injectable()
export class EventHistory {
  constructor(
    private readonly movies: MovieService,
    private readonly ratings: RatingService,
    private readonly feedbacks: FeedbackService,
  ) {}

  /**
   * Reads the tables page by page. Ratings come before visits and visits before films: users go on meanwhile, and so each
   * rating has the visit that led to it, and each visit its films.
   */
  async *read(): AsyncGenerator<EventPage> {
    for await (const rows of this.ratings.readAll(PAGE)) yield ratingPage(rows);
    for await (const rows of this.feedbacks.readLatestVisits(MOST_VISITS, PAGE)) yield visitPage(rows);
    for await (const rows of this.movies.readReleases(PAGE)) yield moviePage(rows);
  }
}
