import { Injectable } from '@nestjs/common';
import { InteractionFeed } from '../recommendation/interaction-feed.service.js';
import { doublingBins, popularityOf } from './rating-distributions.js';
import type { RatingStatisticsDto } from './rating-statistics.dto.js';

/** How ratings are spread over values, films and users. */
@Injectable()
export class RatingStatistics {
  constructor(private readonly feed: InteractionFeed) {}

  describe(): RatingStatisticsDto {
    const { raters, films, filmSpan, userSpan, ratingTotals } = this.feed.interactions;
    const ofFilms = Array.from({ length: filmSpan }, (_, film) => raters.lengthOf(film));
    const ofUsers = Array.from({ length: userSpan }, (_, user) => films.lengthOf(user));
    return {
      histogram: ratingTotals.byHalf.map((count, half) => ({ rating: (half + 1) / 2, count })),
      popularity: popularityOf(ofFilms),
      films_by_ratings: doublingBins(ofFilms).map(({ from, to, count }) => ({ from, to, films: count })),
      users_by_ratings: doublingBins(ofUsers).map(({ from, to, count }) => ({ from, to, users: count })),
    };
  }
}
