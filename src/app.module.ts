import { Module } from '@nestjs/common';
import { ConfigModule } from './config/config.module.js';
import { PageModule } from './dashboard/page.module.js';
import { DatabaseModule } from './database/database.module.js';
import { ExperimentModule } from './experiment/experiment.module.js';
import { FeedbackModule } from './feedback/feedback.module.js';
import { StatisticsModule } from './dashboard/statistics.module.js';
import { HttpModule } from './http/http.module.js';
import { LogModule } from './logging/log.module.js';
import { IdempotencyModule } from './http/idempotency/idempotency.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { MovieModule } from './movie/movie.module.js';
import { RatingModule } from './rating/rating.module.js';
import { RecommendationModule } from './recommendation/recommendation.module.js';
import { RunModule } from './run/run.module.js';

@Module({
  imports: [
    ConfigModule,
    LogModule,
    DatabaseModule,
    HttpModule,
    IdempotencyModule,
    MovieModule,
    RatingModule,
    FeedbackModule,
    ExperimentModule,
    RecommendationModule,
    RunModule,
    PageModule,
    StatisticsModule,
    MetricsModule,
  ],
})
export class AppModule {}
