import { Command, Option } from 'nest-commander';
import { Environment, MOST_WORKERS } from '../config/environment.js';
import { type DatasetChoice, DatasetChoiceCommand } from '../dataset/dataset-choice.command.js';
import { decimalNumber, EXIT, httpUrl, oneOf, UsageError, wholeNumber } from '../terminal/cli-error.js';
import { simulate } from './simulate.js';

interface Options extends DatasetChoice {
  url?: string;
  workers?: number;
  seed: number;
  releases: number | 'all';
  cycle: number;
  wait?: number;
  concurrency: number;
  forever?: boolean;
  json?: boolean;
  arrival: 'release' | 'window';
  window: number;
  control: string;
  treatment: string;
  groups?: [number, number];
  trainEvery: number;
  shadow?: boolean;
  transport: 'single' | 'bulk';
}

/** @throws UsageError for a recommender that measures nothing under this arrival */
function refuseWithoutMeaning({ arrival, control, treatment }: Options): void {
  for (const name of [control, treatment]) {
    if (arrival === 'window' && name.startsWith('planted:')) {
      throw new UsageError(
        `${name} goes with --arrival release: in a window the service cannot know the film that is chosen.`,
      );
    }
    if (arrival === 'release' && name === 'ease') {
      throw new UsageError(
        'ease goes with --arrival window: it recommends from all films, and nobody has rated the new one yet.',
      );
    }
  }
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
    flags: '--arrival <protocol>',
    description:
      'release: all visitors at a film’s release; window: over the releases after it, the fairer one',
    defaultValue: 'release',
  })
  parseArrival(text: string): 'release' | 'window' {
    return oneOf('--arrival', text, ['release', 'window']);
  }

  @Option({ flags: '--window <releases>', description: 'mean of the window, in releases', defaultValue: 100 })
  parseWindow(text: string): number {
    return wholeNumber('--window', text, 1, 1_000_000);
  }

  @Option({ flags: '--control <name>', description: 'recommender of the control', defaultValue: 'random' })
  parseControl(text: string): string {
    return text;
  }

  @Option({
    flags: '--treatment <name>',
    description: 'recommender of group B in cycle 1',
    defaultValue: 'choice',
  })
  parseTreatment(text: string): string {
    return text;
  }

  @Option({ flags: '--groups <weights>', description: 'weights of the groups A and B (default: 50:50)' })
  parseGroups(text: string): [number, number] {
    const weights = text.split(':').map(Number);
    if (!/^\d+(\.\d+)?:\d+(\.\d+)?$/.test(text) || weights[0] + weights[1] === 0) {
      throw new UsageError(`--groups must be two weights as in 50:50, not "${text}".`);
    }
    return [weights[0], weights[1]];
  }

  @Option({
    flags: '--train-every <n>',
    description: 'train the recommenders after so many releases; 0 is never',
    defaultValue: 500,
  })
  parseTrainEvery(text: string): number {
    return wholeNumber('--train-every', text, 0, 2 ** 31 - 1);
  }

  @Option({
    flags: '--shadow',
    description: 'score both recommenders on every visit of cycle 1, and report the exact effect',
  })
  parseShadow(): boolean {
    return true;
  }

  @Option({
    flags: '--transport <way>',
    description:
      'single: a call for each thing a user does; bulk: few calls for all visits of a release, the faster one',
    defaultValue: 'single',
  })
  parseTransport(text: string): 'single' | 'bulk' {
    return oneOf('--transport', text, ['single', 'bulk']);
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
    if (options.transport === 'bulk' && wait > 0) {
      throw new UsageError(
        'A wait between visits goes with --transport single: bulk sends them all at once.',
      );
    }
    if (options.url !== undefined && options.workers !== undefined) {
      throw new UsageError('--workers goes with a service that is started for the run, not with --url.');
    }
    refuseWithoutMeaning(options);
    process.exitCode = await simulate({
      ...options,
      releases: options.forever ? 'forever' : options.releases,
      groups: options.groups ?? [50, 50],
      shadow: options.shadow ?? false,
      wait,
      port: this.environment.PORT,
      loadDataset: () => this.loadChosen(options, this.environment),
      status: this.status,
      exitAtOnce: () => process.exit(EXIT.interrupted),
    });
  }
}
