import { Command, Option } from 'nest-commander';
import { clientKey } from '../client/client-key.js';
import { Environment, MOST_WORKERS } from '../config/environment.js';
import { decimalNumber, EXIT, httpUrl, oneOf, UsageError, wholeNumber } from '../terminal/cli-error.js';
import type { Example } from '../terminal/movieflix-command.js';
import type { Whereabouts } from './after-run.js';
import { type ExperimentChoice, refuseWithoutMeaning } from './experiment-choice.command.js';
import { type OriginChoice, OriginChoiceCommand } from './origin-choice.command.js';
import { refusePace, type RunChoice } from './run-choice.js';
import { simulate } from './simulate.js';

const TRANSPORTS = ['single', 'bulk'] as const;

interface Options extends ExperimentChoice, OriginChoice {
  url?: string;
  workers?: number;
  seed: number;
  releases: number | 'all';
  wait?: number;
  concurrency: number;
  forever?: boolean;
  json?: boolean;
  transport: 'single' | 'bulk';
  patience: number;
}

@Command({
  name: 'simulate',
  description: 'Play the users of a dataset against the service, over its HTTP API',
})
export class SimulateCommand extends OriginChoiceCommand {
  protected readonly examples: readonly Example[] = [
    ['500 films and their visitors, with a service started for them', 'simulate'],
    ['a service that lives until Ctrl-C', 'simulate --forever --wait 0.5'],
    [
      'an A/A test of 400 releases, then an A/B test',
      'simulate --releases 800 --cycle 400 --train-every 200',
    ],
    [
      'real users, against a service elsewhere',
      'simulate --dataset ml-latest-small --url http://films.example:3000',
    ],
    ['the run that was cut off, from where it stands', 'simulate --resume'],
    ['the summary for a program', 'simulate --releases 50 --json'],
  ];

  constructor(private readonly environment: Environment) {
    super();
  }

  @Option({
    flags: '--url <url>',
    description: 'the service (default: the one on PORT, or one started for this run)',
  })
  parseUrl(text: string): string {
    return httpUrl(text);
  }

  @Option({
    flags: '--workers <n>',
    description: 'processes of a service that is started (default: WORKERS)',
  })
  parseWorkers(text: string): number {
    return wholeNumber('--workers', text, 1, MOST_WORKERS);
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

  @Option({
    flags: '--wait <seconds>',
    description: 'wait between visits; 0 is full speed (default: CLIENT_WAIT_TIME, or 0)',
  })
  parseWait(text: string): number {
    return decimalNumber('--wait', text, 0, 86_400);
  }

  @Option({ flags: '--concurrency <n>', description: 'visits under way at once', defaultValue: 32 })
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

  @Option({
    flags: '--transport <way>',
    description:
      'single: a call for each thing a user does; bulk: few calls for all visits of a release, the faster one',
    choices: [...TRANSPORTS],
    defaultValue: 'single',
  })
  parseTransport(text: string): 'single' | 'bulk' {
    return oneOf('--transport', text, TRANSPORTS);
  }

  @Option({
    flags: '--patience <seconds>',
    description: 'how long to wait for a service that does not answer, before the run ends',
    defaultValue: 60,
  })
  parsePatience(text: string): number {
    return decimalNumber('--patience', text, 0, 86_400);
  }

  @Option({ flags: '--json', description: 'print the summary as one JSON object' })
  parseJson(): boolean {
    return true;
  }

  override async run(_arguments: string[], options: Options): Promise<void> {
    if (options.forever && options.arrival === 'window') {
      throw new UsageError('--forever goes with --arrival release: a window needs an end.');
    }
    const wait = options.wait ?? this.environment.CLIENT_WAIT_TIME;
    const origin = this.originOf(options);
    if (origin.kind === 'new') refusePace(options, wait);
    if (options.url !== undefined && options.workers !== undefined) {
      throw new UsageError('--workers goes with a service that is started for the run, not with --url.');
    }
    refuseWithoutMeaning(options);
    const { dataset, users, movies, datasetSeed, url, workers, json, patience, concurrency } = options;
    const { seed, cycle, arrival, window, control, treatment, trainEvery, transport } = options;
    const given = { dataset, users, movies, datasetSeed };
    const choice: RunChoice = {
      ...{ ...given, seed, cycle, arrival, window, control, treatment, trainEvery, transport },
      releases: options.forever ? 'forever' : options.releases,
      groups: options.groups ?? [50, 50],
      shadow: options.shadow ?? false,
    };
    const isElsewhere = this.givesDataset;
    process.exitCode = await simulate({
      ...{ origin, choice, url, workers, json, patience, concurrency, wait },
      port: this.environment.PORT,
      key: clientKey(this.environment, options.url),
      database: databaseOf(this.environment),
      loadDataset: (chosen) => this.loadChosen(isElsewhere ? given : chosen, this.environment),
      exitAtOnce: () => process.exit(EXIT.interrupted),
    });
  }
}

function databaseOf({ DATABASE_URL: url }: Environment): Whereabouts['database'] {
  if (!url.startsWith('embedded:')) return 'server';
  if (url === 'embedded:memory') return 'memory';
  return url === new Environment().DATABASE_URL ? 'default' : (url as `embedded:${string}`);
}
