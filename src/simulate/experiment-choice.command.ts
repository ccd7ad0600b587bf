import { Option } from 'nest-commander';
import { type DatasetChoice, DatasetChoiceCommand } from '../dataset/dataset-choice.command.js';
import { oneOf, UsageError, wholeNumber } from '../terminal/cli-error.js';

export interface ExperimentChoice extends DatasetChoice {
  cycle: number;
  arrival: 'release' | 'window';
  window: number;
  control: string;
  treatment: string;
  groups?: [number, number];
  trainEvery: number;
  shadow?: boolean;
}

const ARRIVALS = ['release', 'window'] as const;

/** @throws UsageError for a recommender that measures nothing under this arrival */
export function refuseWithoutMeaning({ arrival, control, treatment }: ExperimentChoice): void {
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

/** The options by which a command's user designs the experiment: who comes when, and who is recommended what. */
export abstract class ExperimentChoiceCommand extends DatasetChoiceCommand {
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

  @Option({ flags: '--cycle <n>', description: 'releases in a cycle of the experiment', defaultValue: 2000 })
  parseCycle(text: string): number {
    return wholeNumber('--cycle', text, 1, 2 ** 31 - 1);
  }

  @Option({
    flags: '--arrival <protocol>',
    description:
      'release: all visitors at a film’s release; window: over the releases after it, the fairer one',
    choices: [...ARRIVALS],
    defaultValue: 'release',
  })
  parseArrival(text: string): 'release' | 'window' {
    return oneOf('--arrival', text, ARRIVALS);
  }

  @Option({ flags: '--window <releases>', description: 'mean of the window, in releases', defaultValue: 100 })
  parseWindow(text: string): number {
    return wholeNumber('--window', text, 1, 1_000_000);
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
}
