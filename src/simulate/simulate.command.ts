import { Command, Option } from 'nest-commander';
import { Environment } from '../config/environment.js';
import { type DatasetChoice, DatasetChoiceCommand } from '../dataset/dataset-choice.command.js';
import { decimalNumber, EXIT, UsageError, wholeNumber } from '../terminal/cli-error.js';
import { simulate } from './simulate.js';

interface Options extends DatasetChoice {
  url?: string;
  seed: number;
  releases: number | 'all';
  cycle: number;
  wait?: number;
  concurrency: number;
  forever?: boolean;
  json?: boolean;
}

@Command({
  name: 'simulate',
  description: 'Play the users of a dataset against the service, over its HTTP API',
})
export class SimulateCommand extends DatasetChoiceCommand {
  constructor(private readonly environment: Environment) {
    super();
  }

  @Option({
    flags: '--url <url>',
    description: 'the service (default: the one on PORT, or one started for this run)',
  })
  parseUrl(text: string): string {
    if (!/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) {
      throw new UsageError(`--url must be an http(s) URL, not "${text}".`);
    }
    return text;
  }

  @Option({ flags: '--seed <n>', description: 'decides every draw of the run', defaultValue: 1 })
  parseSeed(text: string): number {
    return wholeNumber('--seed', text, 0, 2 ** 32 - 1);
  }

  @Option({
    flags: '--releases <n>',
    description: 'films to release, or all that are left',
    defaultValue: 500,
  })
  parseReleases(text: string): number | 'all' {
    return text === 'all' ? 'all' : wholeNumber('--releases', text, 1, 2 ** 31 - 1);
  }

  @Option({ flags: '--cycle <n>', description: 'releases in a cycle of the experiment', defaultValue: 2000 })
  parseCycle(text: string): number {
    return wholeNumber('--cycle', text, 1, 2 ** 31 - 1);
  }

  @Option({
    flags: '--wait <seconds>',
    description: 'wait between visits; 0 is full speed (default: CLIENT_WAIT_TIME, or 0)',
  })
  parseWait(text: string): number {
    return decimalNumber('--wait', text, 0, 86_400);
  }

  @Option({ flags: '--concurrency <n>', description: 'visits under way at once', defaultValue: 8 })
  parseConcurrency(text: string): number {
    return wholeNumber('--concurrency', text, 1, 1000);
  }

  @Option({
    flags: '--forever',
    description: 'no end: after the last film the same films come out under new ids',
  })
  parseForever(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print the summary as one JSON object' })
  parseJson(): boolean {
    return true;
  }

  override async run(_arguments: string[], options: Options): Promise<void> {
    process.exitCode = await simulate({
      ...options,
      releases: options.forever ? 'forever' : options.releases,
      wait: options.wait ?? this.environment.CLIENT_WAIT_TIME,
      port: this.environment.PORT,
      loadDataset: () => this.loadChosen(options, this.environment),
      status: this.status,
      exitAtOnce: () => process.exit(EXIT.interrupted),
    });
  }
}
