import { Command } from 'nest-commander';
import { ServiceCommand } from '../client/service-command.js';
import { Environment } from '../config/environment.js';
import type { Example } from '../terminal/movieflix-command.js';
import { textTable, whole } from '../terminal/text-table.js';
import { printable } from '../terminal/text-width.js';
import { listRuns, type RunRecord } from './run-record.js';

@Command({ name: 'runs', description: 'List the runs that a service has recorded' })
export class RunsCommand extends ServiceCommand {
  protected readonly examples: readonly Example[] = [
    ['of the service on PORT, or of one started for it', 'runs'],
    ['of a service elsewhere', 'runs --url http://films.example:3000'],
    ['all that decides them, for a program', 'runs --json'],
  ];

  constructor(private readonly environment: Environment) {
    super();
  }

  override async run(_arguments: string[], { url, json }: { url?: string; json?: boolean }): Promise<void> {
    const runs = await this.ask(this.environment, url, listRuns);
    if (json) console.log(JSON.stringify(runs));
    else if (runs.length === 0) console.log('No run is recorded here: movieflix simulate plays one.');
    else console.log(printable(describeRuns(runs)));
  }
}

const HEADING = [
  'run',
  'status',
  'began',
  'dataset',
  'seed',
  'position',
  'of',
  'visits',
  'feedback',
  'ratings',
];

function describeRuns(runs: readonly RunRecord[]): string {
  const rows = runs.map(
    ({ run_id, status, created_at, dataset, seed, position, options: { releases }, counts }) => [
      ...[run_id, status, `${created_at.slice(0, 19)}Z`, dataset, seed],
      ...[
        whole(position),
        typeof releases === 'number' ? whole(releases) : typeof releases === 'string' ? releases : '–',
      ],
      ...['visits', 'feedback', 'ratings'].map((name) => whole(counts[name] ?? 0)),
    ],
  );
  return textTable([HEADING, ...rows]);
}
