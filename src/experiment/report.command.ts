import { Command } from 'nest-commander';
import { ServiceCommand } from '../client/service-command.js';
import { Environment } from '../config/environment.js';
import type { Example } from '../terminal/movieflix-command.js';
import { paintFor } from '../terminal/paint.js';
import { describeReport } from './describe-report.js';
import { plotReport } from './plot-report.js';
import type { Report } from './report-shape.js';

/** Of the plot; the tables are at most 100 columns wide. */
const PLOT_COLUMNS = 80;

@Command({
  name: 'report',
  description: 'Say whether the treatment helped: means, intervals, health, verdict',
})
export class ReportCommand extends ServiceCommand {
  protected readonly examples: readonly Example[] = [
    ['means, intervals drawn, verdict, from the service on PORT or one started for it', 'report'],
    ['from a service elsewhere', 'report --url http://films.example:3000'],
    ['for a program', 'report --json'],
  ];

  constructor(private readonly environment: Environment) {
    super();
  }

  override async run(_arguments: string[], { url, json }: { url?: string; json?: boolean }): Promise<void> {
    const report = await this.ask(this.environment, url, (api) => api.get<Report>('/experiments/report'));
    if (json) {
      console.log(JSON.stringify(report));
      return;
    }
    const { stdout } = process;
    const columns = stdout.isTTY ? Math.min(PLOT_COLUMNS, stdout.columns || PLOT_COLUMNS) : PLOT_COLUMNS;
    console.log(describeReport(report, plotReport(report, columns, paintFor(stdout))));
  }
}
