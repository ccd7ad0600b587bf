import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FeedbackController } from './feedback.controller.js';
import { Feedback } from './feedback.entity.js';
import { FeedbackTotalsService } from './feedback-totals.service.js';
import { FeedbackService } from './feedback.service.js';
import { ServedList } from './served-list.entity.js';
import { ServedListService } from './served-list.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Feedback, ServedList])],
  controllers: [FeedbackController],
  providers: [FeedbackService, ServedListService, FeedbackTotalsService],
  exports: [FeedbackService, ServedListService, FeedbackTotalsService],
})
export class FeedbackModule {}
