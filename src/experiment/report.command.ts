import { Command } from 'nest-commander';
import { ServiceCommand } from '../client/service-command.js';
import { Environment } from '../config/environment.js';
import { describeReport } from './describe-report.js';
import type { Report } from './report-shape.js';

@Command({
  name: 'report',
  description: 'Say whether the treatment helped: means, intervals, health, verdict',
})
export class ReportCommand extends ServiceCommand {
  constructor(private readonly environment: Environment) {
    super();
  }

  override async run(_arguments: string[], { url, json }: { url?: string; json?: boolean }): Promise<void> {
    const report = await this.ask(this.environment, url, (api) => api.get<Report>('/experiments/report'));
    console.log(json ? JSON.stringify(report) : describeReport(report));
  }
}
