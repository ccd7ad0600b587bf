import { Command, Option } from 'nest-commander';
import { ApiClient } from '../client/api-client.js';
import { findOrStartService, useService } from '../client/service-process.js';
import { Environment } from '../config/environment.js';
import { httpUrl } from '../terminal/cli-error.js';
import { MovieflixCommand } from '../terminal/movieflix-command.js';
import { describeReport } from './describe-report.js';
import type { Report } from './report-shape.js';

interface Options {
  url?: string;
  json?: boolean;
}

@Command({
  name: 'report',
  description: 'Say whether the treatment helped: means, intervals, health, verdict',
})
export class ReportCommand extends MovieflixCommand {
  constructor(private readonly environment: Environment) {
    super();
  }

  @Option({
    flags: '--url <url>',
    description: 'the service (default: the one on PORT, or one started for this)',
  })
  parseUrl(text: string): string {
    return httpUrl(text);
  }

  @Option({ flags: '--json', description: 'print what GET /experiments/report answers' })
  parseJson(): boolean {
    return true;
  }

  override async run(_arguments: string[], { url, json }: Options): Promise<void> {
    const service =
      url === undefined ? await findOrStartService(this.environment.PORT) : await useService(url);
    const api = new ApiClient(service.url, 1);
    try {
      const report = await api.get<Report>('/experiments/report');
      console.log(json ? JSON.stringify(report) : describeReport(report));
    } finally {
      await api.close();
      await service.stop();
    }
  }
}
