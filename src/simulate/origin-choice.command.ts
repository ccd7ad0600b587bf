import { Option } from 'nest-commander';
import { UsageError, wholeNumber } from '../terminal/cli-error.js';
import { ExperimentChoiceCommand } from './experiment-choice.command.js';
import type { Origin } from './open-run.js';

export interface OriginChoice {
  resume?: number | true;
  fromRun?: number | string;
  force?: boolean;
}

/** Options that say where the dataset is read; a run that was recorded may find it elsewhere. */
const OF_DATASET = ['dataset', 'users', 'movies', 'datasetSeed'];
/** Options that decide a run, and so are its own for good. */
const OF_RUN: Readonly<Record<string, string>> = {
  seed: '--seed',
  releases: '--releases',
  forever: '--forever',
  cycle: '--cycle',
  arrival: '--arrival',
  window: '--window',
  control: '--control',
  treatment: '--treatment',
  groups: '--groups',
  trainEvery: '--train-every',
  shadow: '--shadow',
  transport: '--transport',
};

/** The options by which a command's user goes on with a run, or repeats one. */
export abstract class OriginChoiceCommand extends ExperimentChoiceCommand {
  @Option({
    flags: '--resume [run]',
    description: 'go on with the run that was left unfinished last, or with this one',
  })
  parseResume(text: string): number {
    return wholeNumber('--resume', text, 1, 2 ** 31 - 1);
  }

  @Option({
    flags: '--from-run <run>',
    description: 'a new run, decided as this one was: its number, or its address at another service',
  })
  parseFromRun(text: string): number | string {
    if (/^https?:\/\/.+\/runs\/\d+$/.test(text) && URL.canParse(text)) return text;
    if (/^\d+$/.test(text)) return wholeNumber('--from-run', text, 1, 2 ** 31 - 1);
    throw new UsageError(
      `--from-run must be the number of a run, or its address as in http://127.0.0.1:3000/runs/1, not "${text}".`,
    );
  }

  @Option({ flags: '--force', description: 'with --resume: take the run from another client that plays it' })
  parseForce(): boolean {
    return true;
  }

  /**
   * Where the run comes from.
   * @throws UsageError for options that the run has already
   */
  protected originOf({ resume, fromRun, force = false }: OriginChoice): Origin {
    if (force && resume === undefined) throw new UsageError('--force goes with --resume.');
    if (resume === undefined && fromRun === undefined) return { kind: 'new' };
    if (resume !== undefined && fromRun !== undefined) {
      throw new UsageError('Give --resume to go on with a run, or --from-run to repeat one, not both.');
    }
    const given = Object.keys(OF_RUN).filter((name) => this.isGiven(name));
    if (given.length > 0) {
      const which = resume === undefined ? '--from-run' : '--resume';
      const names = given.map((name) => OF_RUN[name]).join(', ');
      throw new UsageError(`${names}: leave it out, the run of ${which} has its own.`);
    }
    if (fromRun !== undefined) return { kind: 'repeat', run: fromRun };
    return { kind: 'resume', run: resume === true ? undefined : resume, force };
  }

  /** Whether the command line says where the dataset is. */
  protected get givesDataset(): boolean {
    return OF_DATASET.some((name) => this.isGiven(name));
  }

  private isGiven(name: string): boolean {
    return this.command.getOptionValueSource(name) === 'cli';
  }
}
