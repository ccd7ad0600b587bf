import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FeedbackController } from './feedback.controller.js';
import { Feedback } from './feedback.entity.js';
import { FeedbackColumnsService } from './feedback-columns.service.js';
import { FeedbackService } from './feedback.service.js';
import { ServedList } from './served-list.entity.js';
import { ServedListService } from './served-list.service.js';
import { FeedbackHistory } from './feedback-history.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Feedback, ServedList])],
  controllers: [FeedbackController],
  providers: [FeedbackService, ServedListService, FeedbackColumnsService, FeedbackHistory],
  exports: [FeedbackService, ServedListService, FeedbackColumnsService, FeedbackHistory],
})
export class FeedbackModule {}
