import { Command, Option } from 'nest-commander';
import type { ApiClient } from '../client/api-client.js';
import { ServiceCommand } from '../client/service-command.js';
import { Environment } from '../config/environment.js';
import { wholeNumber } from '../terminal/cli-error.js';
import type { Example } from '../terminal/movieflix-command.js';
import { StatusLine } from '../terminal/status-line.js';
import { textTable, whole } from '../terminal/text-table.js';
import { type Calibration, calibrate } from './calibrate.js';
import type { FeedbackColumns } from './resplit-index.js';

interface Options {
  url?: string;
  resplits: number;
  seed: number;
  cycle?: number;
  json?: boolean;
}

interface FeedbackPage {
  items: { user_id: number; selected_movie_id: number; score: number }[];
  next_cursor: string | null;
}

const PAGE = 1000;

@Command({
  name: 'calibrate',
  description:
    'Split the users of stored feedback at random again and again, and count what each estimator calls real',
})
export class CalibrateCommand extends ServiceCommand {
  protected readonly examples: readonly Example[] = [
    ['how often each estimator would call a random split of the stored users different', 'calibrate'],
    ['the feedback of the A/A test only, with more splits', 'calibrate --cycle 0 --resplits 5000'],
    ['from a service elsewhere, for a program', 'calibrate --url http://films.example:3000 --json'],
  ];

  constructor(private readonly environment: Environment) {
    super();
  }

  @Option({ flags: '--resplits <n>', description: 'how many random splits', defaultValue: 1000 })
  parseResplits(text: string): number {
    return wholeNumber('--resplits', text, 1, 1_000_000);
  }

  @Option({ flags: '--seed <n>', description: 'decides the splits', defaultValue: 1 })
  parseSeed(text: string): number {
    return wholeNumber('--seed', text, 0, 2 ** 32 - 1);
  }

  @Option({ flags: '--cycle <n>', description: 'only the feedback of this cycle (default: all)' })
  parseCycle(text: string): number {
    return wholeNumber('--cycle', text, 0, 2 ** 31 - 1);
  }

  override async run(_arguments: string[], { url, resplits, seed, cycle, json }: Options): Promise<void> {
    const columns = await this.ask(this.environment, url, (api) => readFeedback(api, cycle));
    const calibration = calibrate(columns, { resplits, seed });
    console.log(json ? JSON.stringify(calibration) : describeCalibration(calibration));
  }
}

async function readFeedback(api: ApiClient, cycle?: number): Promise<FeedbackColumns> {
  const rows: FeedbackPage['items'] = [];
  const status = new StatusLine();
  const filter = cycle === undefined ? '' : `&action_cycle=${cycle}`;
  for (let cursor: string | null = ''; cursor !== null;) {
    const after: string = cursor && `&cursor=${cursor}`;
    const page: FeedbackPage = await api.get<FeedbackPage>(`/feedback?limit=${PAGE}${filter}${after}`);
    rows.push(...page.items);
    cursor = page.next_cursor;
    status.show(() => `Reading feedback: ${whole(rows.length)}`);
  }
  status.clear();
  return {
    user: Int32Array.from(rows, (row) => row.user_id),
    film: Int32Array.from(rows, (row) => row.selected_movie_id),
    score: Float64Array.from(rows, (row) => row.score),
  };
}

const BARS = '▁▂▃▄▅▆▇█';

/** Small bars, as high as the counts. */
function sparkline(counts: readonly number[]): string {
  const largest = Math.max(1, ...counts);
  return counts.map((count) => BARS[Math.round((count / largest) * (BARS.length - 1))]).join('');
}

function describeCalibration({ users, films, feedback, resplits, level, estimators }: Calibration): string {
  const percent = (share: number | null) => (share === null ? '–' : `${(share * 100).toFixed(1)}%`);
  const rows = estimators.map(({ estimator, estimand, false_positive_rate, interval95, p_histogram }) => [
    estimator.replaceAll('_', ' '),
    estimand.replace('_', ' '),
    percent(false_positive_rate),
    interval95 ? `${percent(interval95[0])} to ${percent(interval95[1])}` : '–',
    sparkline(p_histogram),
  ]);
  return [
    `${whole(feedback)} feedbacks of ${whole(users)} users on ${whole(films)} films, ` +
      `split at random ${whole(resplits)} times;`,
    `an honest test calls ${percent(level)} of the splits different:`,
    '',
    textTable([['estimator', 'mean', 'called different', '95% interval', 'p from 0 to 1'], ...rows]),
  ].join('\n');
}
