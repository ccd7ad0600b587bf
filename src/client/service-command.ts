import { Option } from 'nest-commander';
import type { Environment } from '../config/environment.js';
import { httpUrl } from '../terminal/cli-error.js';
import { MovieflixCommand } from '../terminal/movieflix-command.js';
import { ApiClient } from './api-client.js';
import { clientKey } from './client-key.js';
import { findOrStartService, useService } from './service-process.js';

/** A command that asks a service something. */
export abstract class ServiceCommand extends MovieflixCommand {
  @Option({
    flags: '--url <url>',
    description: 'the service (default: the one on PORT, or one started for this)',
  })
  parseUrl(text: string): string {
    return httpUrl(text);
  }

  @Option({ flags: '--json', description: 'print one JSON object' })
  parseJson(): boolean {
    return true;
  }

  /** Asks the service of `url`, or the one on PORT, or one that is started and stopped for this. */
  protected async ask<T>(
    environment: Environment,
    url: string | undefined,
    question: (api: ApiClient) => Promise<T>,
  ): Promise<T> {
    const service = url === undefined ? await findOrStartService(environment.PORT) : await useService(url);
    const api = new ApiClient(service.url, 1, clientKey(environment, url));
    try {
      return await question(api);
    } finally {
      await api.close();
      await service.stop();
    }
  }
}
