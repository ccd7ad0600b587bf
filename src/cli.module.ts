import { Module } from '@nestjs/common';
import { InjectCommander } from 'nest-commander';
import { ConfigModule } from './config/config.module.js';
import { DatasetCommand } from './dataset/dataset.command.js';
import { CalibrateCommand } from './experiment/calibrate.command.js';
import { ReportCommand } from './experiment/report.command.js';
import { RunsCommand } from './simulate/runs.command.js';
import { SimulateCommand } from './simulate/simulate.command.js';
import type { Program } from './terminal/completion/command-tree.js';
import { CompletionCommand } from './terminal/completion/completion.command.js';
import { describeExamples } from './terminal/movieflix-command.js';

/** The commands; none of them opens the database: they speak HTTP like every other client. */
@Module({
  imports: [ConfigModule],
  providers: [
    SimulateCommand,
    RunsCommand,
    DatasetCommand,
    ReportCommand,
    CalibrateCommand,
    CompletionCommand,
  ],
})
export class CliModule {
  constructor(@InjectCommander() program: Program) {
    program
      .name('movieflix')
      .description('A living film service: play its users, and test recommenders on them')
      .addHelpText(
        'after',
        describeExamples([
          ['500 films and their visitors, with a service started for them', 'simulate'],
          ['an A/A test of 400 releases, then an A/B test', 'simulate --releases 800 --cycle 400'],
          ['did the treatment help?', 'report'],
          ['every option of a command', 'simulate --help'],
        ]),
      );
  }
}
