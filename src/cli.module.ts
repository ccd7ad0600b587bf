import { Module } from '@nestjs/common';
import { ConfigModule } from './config/config.module.js';
import { DatasetCommand } from './dataset/dataset.command.js';
import { CalibrateCommand } from './experiment/calibrate.command.js';
import { ReportCommand } from './experiment/report.command.js';
import { SimulateCommand } from './simulate/simulate.command.js';

/** The commands; none of them opens the database: they speak HTTP like every other client. */
@Module({
  imports: [ConfigModule],
  providers: [SimulateCommand, DatasetCommand, ReportCommand, CalibrateCommand],
})
export class CliModule {}
