import { resolve } from 'node:path';
import type { DatasetChoice } from '../dataset/dataset-choice.command.js';
import { isMovieLensName } from '../dataset/movielens/movielens-archives.js';
import { UsageError } from '../terminal/cli-error.js';

/** All that decides a run: the same choice leaves the same tables, at any concurrency and speed. */
export interface RunChoice extends DatasetChoice {
  readonly seed: number;
  /** How many films to release; all that are left, or without end. */
  readonly releases: number | 'all' | 'forever';
  /** Releases in a cycle. */
  readonly cycle: number;
  /** Who comes when: everybody at a film's release, or in a window after it. */
  readonly arrival: 'release' | 'window';
  /** Mean of the window, in releases. */
  readonly window: number;
  /** Recommenders of the control and of the treatment, by name. */
  readonly control: string;
  readonly treatment: string;
  /** Weights of the groups A and B. */
  readonly groups: readonly [number, number];
  /** Train the recommenders after so many releases; 0 is never. */
  readonly trainEvery: number;
  /** Score the other recommender on every visit too. */
  readonly shadow: boolean;
  /** A call for each thing a user does, or one for what all visitors of a release do. */
  readonly transport: 'single' | 'bulk';
}

type Value = string | number | boolean | readonly number[];

/** What each choice is called in the record of a run; the seed has a place of its own there. */
const NAMES: readonly (readonly [keyof RunChoice, string])[] = [
  ['dataset', 'dataset'],
  ['users', 'users'],
  ['movies', 'movies'],
  ['datasetSeed', 'dataset_seed'],
  ['releases', 'releases'],
  ['cycle', 'cycle'],
  ['arrival', 'arrival'],
  ['window', 'window'],
  ['control', 'control'],
  ['treatment', 'treatment'],
  ['groups', 'groups'],
  ['trainEvery', 'train_every'],
  ['shadow', 'shadow'],
  ['transport', 'transport'],
];
const OPTIONAL: readonly string[] = ['users', 'movies', 'dataset_seed'];

/** A choice as it is recorded; a dataset's path is kept so that it holds from any folder. */
export function toOptions(choice: RunChoice): Record<string, Value> {
  const { dataset } = choice;
  const isWord = dataset === 'synthetic' || isMovieLensName(dataset);
  const values = { ...choice, dataset: isWord ? dataset : resolve(dataset) };
  return Object.fromEntries(
    NAMES.flatMap(([key, name]) => (values[key] === undefined ? [] : [[name, values[key]]])),
  );
}

/**
 * The choice that was recorded.
 * @returns nothing when the record lacks one, as that of another client does
 */
export function fromOptions(seed: number, options: Readonly<Record<string, unknown>>): RunChoice | undefined {
  const isWhole = NAMES.every(([, name]) => OPTIONAL.includes(name) || options[name] !== undefined);
  if (!isWhole) return undefined;
  const values = NAMES.flatMap(([key, name]) => (options[name] === undefined ? [] : [[key, options[name]]]));
  return { seed, ...Object.fromEntries(values) } as RunChoice;
}

/** @throws UsageError for a run that cannot be played with so many seconds between visits */
export function refusePace({ transport }: Pick<RunChoice, 'transport'>, wait: number): void {
  if (transport === 'single' || wait === 0) return;
  throw new UsageError('A wait between visits goes with --transport single: bulk sends them all at once.');
}
