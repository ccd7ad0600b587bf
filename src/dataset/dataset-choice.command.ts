import { Option } from 'nest-commander';
import type { Environment } from '../config/environment.js';
import { UsageError, wholeNumber } from '../terminal/cli-error.js';
import { MovieflixCommand } from '../terminal/movieflix-command.js';
import { StatusLine } from '../terminal/status-line.js';
import type { Dataset } from './dataset.js';
import { loadDataset } from './load-dataset.js';
import { MOVIELENS_NAMES } from './movielens/movielens-archives.js';
import { LARGEST_SIZE } from './synthetic/synthetic-dataset.js';

export interface DatasetChoice {
  dataset: string;
  users?: number;
  movies?: number;
  datasetSeed?: number;
}

/** The options by which a command's user chooses a dataset. */
export abstract class DatasetChoiceCommand extends MovieflixCommand {
  private readonly status = new StatusLine();

  @Option({
    flags: '--dataset <name|folder|zip>',
    description: 'synthetic, the folder or zip of a MovieLens set, or the name of one to download',
    choices: ['synthetic', ...MOVIELENS_NAMES],
    defaultValue: 'synthetic',
  })
  parseDataset(text: string): string {
    return text;
  }

  @Option({ flags: '--users <n>', description: 'users of the synthetic dataset (default: 610)' })
  parseUsers(text: string): number {
    return wholeNumber('--users', text, 1, LARGEST_SIZE);
  }

  @Option({ flags: '--movies <n>', description: 'films of the synthetic dataset (default: 9742)' })
  parseMovies(text: string): number {
    return wholeNumber('--movies', text, 1, LARGEST_SIZE);
  }

  @Option({ flags: '--dataset-seed <n>', description: 'seed of the synthetic dataset (default: 1)' })
  parseDatasetSeed(text: string): number {
    return wholeNumber('--dataset-seed', text, 0, 2 ** 32 - 1);
  }

  /** Loads the chosen dataset, with its progress on a terminal. */
  protected async loadChosen(choice: DatasetChoice, environment: Environment): Promise<Dataset> {
    const showing = (what: string) => (done: number, total: number | undefined) => {
      const percent = total ? `${Math.floor((done / total) * 100)} %` : '';
      this.status.show(() => `${what} ${choice.dataset}: ${percent} ${(done / 1e6).toFixed(1)} MB`);
    };
    const { dataset, users, movies, datasetSeed } = choice;
    if (dataset !== 'synthetic' && [users, movies, datasetSeed].some((size) => size !== undefined)) {
      throw new UsageError(
        `--users, --movies and --dataset-seed are for the synthetic dataset, not for ${dataset}.`,
      );
    }
    this.status.show(() => `Making or reading ${choice.dataset} …`);
    try {
      return await loadDataset(choice.dataset, {
        users: choice.users,
        movies: choice.movies,
        seed: choice.datasetSeed,
        cacheFolder: environment.DATASET_CACHE,
        baseUrl: environment.MOVIELENS_URL,
        onDownload: showing('Downloading'),
        onRead: showing('Reading'),
      });
    } finally {
      this.status.clear();
    }
  }
}
