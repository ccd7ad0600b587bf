import { Module } from '@nestjs/common';
import { ExperimentModule } from '../experiment/experiment.module.js';
import { FeedbackModule } from '../feedback/feedback.module.js';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MovieModule } from '../movie/movie.module.js';
import { RatingModule } from '../rating/rating.module.js';
import { EventHistory } from './event-history.service.js';
import { InteractionFeed } from './interaction-feed.service.js';
import { Model } from './model.entity.js';
import { ModelService } from './model.service.js';
import { RecommendationController } from './recommendation.controller.js';
import { RecommendationService } from './recommendation.service.js';
import { RecommenderRegistry } from './recommender-registry.service.js';
import { TrainingSchedule } from './training-schedule.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Model]), MovieModule, RatingModule, FeedbackModule, ExperimentModule],
  controllers: [RecommendationController],
  providers: [
    RecommendationService,
    RecommenderRegistry,
    InteractionFeed,
    EventHistory,
    ModelService,
    TrainingSchedule,
  ],
  exports: [InteractionFeed, ModelService],
})
export class RecommendationModule {}
