import { Module } from '@nestjs/common';
import { ExperimentModule } from '../experiment/experiment.module.js';
import { FeedbackModule } from '../feedback/feedback.module.js';
import { MovieModule } from '../movie/movie.module.js';
import { RatingModule } from '../rating/rating.module.js';
import { RecommendationModule } from '../recommendation/recommendation.module.js';
import { ActivityService } from './activity.service.js';
import { FilmStatistics } from './film-statistics.service.js';
import { LiveService } from './live.service.js';
import { RatingStatistics } from './rating-statistics.service.js';
import { StatisticsController } from './statistics.controller.js';
import { UserStory } from './user-story.service.js';

@Module({
  imports: [MovieModule, RatingModule, FeedbackModule, ExperimentModule, RecommendationModule],
  controllers: [StatisticsController],
  providers: [ActivityService, FilmStatistics, RatingStatistics, UserStory, LiveService],
})
export class StatisticsModule {}
