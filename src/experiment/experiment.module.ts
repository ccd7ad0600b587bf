import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FeedbackModule } from '../feedback/feedback.module.js';
import { ExperimentController } from './experiment.controller.js';
import { Experiment } from './experiment.entity.js';
import { ExperimentService } from './experiment.service.js';
import { LedgerService } from './ledger.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Experiment]), FeedbackModule],
  controllers: [ExperimentController],
  providers: [ExperimentService, LedgerService],
  exports: [ExperimentService, LedgerService],
})
export class ExperimentModule {}
