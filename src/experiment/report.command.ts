import { Command } from 'nest-commander';
import { ServiceCommand } from '../client/service-command.js';
import { Environment } from '../config/environment.js';
import type { Example } from '../terminal/movieflix-command.js';
import { paintFor } from '../terminal/paint.js';
import { describeReport } from './describe-report.js';
import { plotReport } from './plot-report.js';
import type { Report } from './report-shape.js';

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
    const columns = (stdout.isTTY && stdout.columns) || Infinity;
    const plot = plotReport(report, Math.min(PLOT_COLUMNS, columns), paintFor(stdout));
    console.log(describeReport(report, plot, columns));
  }
}
