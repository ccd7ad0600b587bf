import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FeedbackModule } from '../feedback/feedback.module.js';
import { ExperimentController } from './experiment.controller.js';
import { Experiment } from './experiment.entity.js';
import { ExperimentService } from './experiment.service.js';
import { ReportService } from './report.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Experiment]), FeedbackModule],
  controllers: [ExperimentController],
  providers: [ExperimentService, ReportService],
  exports: [ExperimentService],
})
export class ExperimentModule {}
