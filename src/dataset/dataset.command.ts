import { Command, Option } from 'nest-commander';
import { Environment } from '../config/environment.js';
import type { Example } from '../terminal/movieflix-command.js';
import { textTable, whole } from '../terminal/text-table.js';
import { type DatasetChoice, DatasetChoiceCommand } from './dataset-choice.command.js';
import { type DatasetStatistics, describeDataset } from './dataset-statistics.js';
import { writeDataset } from './write-dataset.js';

interface Options extends DatasetChoice {
  write?: string;
  json?: boolean;
}

@Command({
  name: 'dataset',
  description: 'Describe a dataset, and write it as MovieLens CSV files if wanted',
})
export class DatasetCommand extends DatasetChoiceCommand {
  protected readonly examples: readonly Example[] = [
    ['the synthetic dataset of the default size', 'dataset'],
    ['one of another size, written as CSV', 'dataset --users 1000 --movies 5000 --write my-films'],
    ['a public set, downloaded once', 'dataset --dataset ml-latest-small'],
    ['a set that is here already, for a program', 'dataset --dataset my-films --json'],
  ];

  constructor(private readonly environment: Environment) {
    super();
  }

  @Option({ flags: '--write <folder>', description: 'write movies.csv and ratings.csv there' })
  parseWrite(folder: string): string {
    return folder;
  }

  @Option({ flags: '--json', description: 'print one JSON object' })
  parseJson(): boolean {
    return true;
  }

  override async run(_arguments: string[], options: Options): Promise<void> {
    const dataset = await this.loadChosen(options, this.environment);
    if (options.write !== undefined) await writeDataset(dataset, options.write);
    const statistics = describeDataset(dataset);
    console.log(options.json ? JSON.stringify(statistics) : describe(statistics));
    if (options.write !== undefined) console.error(`Written to ${options.write}: movies.csv, ratings.csv`);
  }
}

const BAR_WIDTH = 40;

function describe(statistics: DatasetStatistics): string {
  const { ratingHistogram: histogram, ratings } = statistics;
  const largest = Math.max(...histogram.map(({ count }) => count));
  const figures = textTable([
    [statistics.name, ''],
    ['users', whole(statistics.users)],
    ['films', whole(statistics.movies)],
    ['films with a rating', whole(statistics.moviesRated)],
    ['films rated once', whole(statistics.moviesRatedOnce)],
    ['ratings', whole(ratings)],
    ['density', `${(statistics.density * 100).toFixed(2)}%`],
    ['ratings of the film with most', whole(statistics.largestMovieCount)],
    ['ratings of the user with most', whole(statistics.largestUserCount)],
    ['Gini of popularity', statistics.popularityGini.toFixed(3)],
    ['Gini of activity', statistics.activityGini.toFixed(3)],
    ['mean rating', statistics.ratingMean.toFixed(3)],
    ['standard deviation', statistics.ratingDeviation.toFixed(3)],
  ]);
  const bars = textTable([
    ['stars', 'ratings', 'share', ''],
    ...histogram.map(({ value, count }) => [
      value.toFixed(1),
      whole(count),
      `${((count / ratings) * 100).toFixed(1)}%`,
      '█'.repeat(Math.round((count / largest) * BAR_WIDTH)),
    ]),
  ]);
  return `${figures}\n\n${bars}`;
}
