import { Module } from '@nestjs/common';
import { FeedbackModule } from '../feedback/feedback.module.js';
import { MovieModule } from '../movie/movie.module.js';
import { RatingModule } from '../rating/rating.module.js';
import { RecommendationModule } from '../recommendation/recommendation.module.js';
import { EventMetrics } from './event-metrics.service.js';
import { MetricRegistry } from './metric-registry.service.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';
import { RecommendationMetrics } from './recommendation-metrics.service.js';
import { WriterMetrics } from './writer-metrics.service.js';

@Module({
  imports: [MovieModule, RatingModule, FeedbackModule, RecommendationModule],
  controllers: [MetricsController],
  providers: [MetricRegistry, MetricsService, EventMetrics, RecommendationMetrics, WriterMetrics],
})
export class MetricsModule {}
