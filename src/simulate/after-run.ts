import type { Service } from '../client/service-process.js';
import { EXIT } from '../terminal/cli-error.js';
import { whole } from '../terminal/text-table.js';
import type { ClientLoop } from './client-loop.js';
import type { RunChoice } from './run-choice.js';
import type { RunRecord } from './run-record.js';

const SHOWN_FAILURES = 10;

export function describeFailures(failures: readonly string[]): string[] {
  const lines = failures.slice(0, SHOWN_FAILURES).map((failure) => `not delivered: ${failure}`);
  if (failures.length > SHOWN_FAILURES) lines.push(`… and ${whole(failures.length - SHOWN_FAILURES)} more`);
  return lines;
}

/** Where a run's service keeps its tables, as far as the loop knows. */
export interface Whereabouts {
  /** The port that `npm start` takes; 0 is any. */
  readonly port: number;
  /** Where a service that was started for the run has its tables: as DATABASE_URL says, or in its default's folder. */
  readonly database: 'server' | 'memory' | 'default' | `embedded:${string}`;
}

/** What somebody who has read the summary may want to do. */
export function describeNext(
  { intended, tally }: Pick<ClientLoop, 'intended' | 'tally'>,
  service: Pick<Service, 'url' | 'startedHere'>,
  whereabouts: Whereabouts,
): string[] {
  const lines: string[] = [];
  if (tally.offList > 0) {
    lines.push(
      `${whole(tally.offList)} chosen films were no longer on their list, and scored 0: ` +
        'does somebody else release films in this service?',
    );
  }
  if (intended === 0) {
    lines.push(
      'Every film of the dataset is out already: use --forever, another dataset, or a new database.',
    );
  }
  return [...lines, '', ...describeWhereToLook(service, whereabouts)];
}

const QUERY = '  SELECT action_cycle, user_type, avg(score) FROM feedbacks GROUP BY 1, 2;';

function describeWhereToLook(
  { url, startedHere }: Pick<Service, 'url' | 'startedHere'>,
  { port, database }: Whereabouts,
): string[] {
  if (!startedHere) {
    return [
      `Look at it:  ${url}/ (its calls: ${url}/docs)`,
      `Intervals:   npx movieflix report --url ${url}`,
      'Query it:    psql with its DATABASE_URL, or with the line that npm start printed',
      QUERY,
    ];
  }
  if (database === 'memory') {
    return ['The tables were in memory, and went with the service; DATABASE_URL=embedded:FOLDER keeps them.'];
  }
  const page = port === 0 ? 'the address that it prints' : `http://localhost:${port}/`;
  const withTables = database.startsWith('embedded:') ? `DATABASE_URL=${database} ` : '';
  return [
    `Look at it:  ${withTables}npm start, then ${page}`,
    `Intervals:   ${withTables}npx movieflix report`,
    `Query it:    ${database === 'server' ? 'psql "$DATABASE_URL"' : 'psql with the line that npm start prints'}`,
    QUERY,
  ];
}

/**
 * How to go on with a run that is not over.
 * @param lostTo whose it has become meanwhile
 */
export function describeResume(
  { run_id }: Pick<RunRecord, 'run_id'>,
  lostTo: string | undefined,
  { url, startedHere }: Pick<Service, 'url' | 'startedHere'>,
  { database }: Pick<Whereabouts, 'database'>,
): string[] {
  if (lostTo !== undefined) return [`This client has stopped: ${lostTo}.`];
  if (startedHere && database === 'memory') return [];
  const withTables = startedHere && database.startsWith('embedded:') ? `DATABASE_URL=${database} ` : '';
  return [
    `Go on:       ${withTables}npx movieflix simulate --resume ${run_id}${startedHere ? '' : ` --url ${url}`}`,
  ];
}

export function exitCodeOf(
  loop: Pick<ClientLoop, 'tally' | 'isStopping' | 'releases' | 'intended'>,
  { releases }: Pick<RunChoice, 'releases'>,
  lostTo: string | undefined,
): number {
  if (loop.tally.failures.length > 0 || lostTo !== undefined) return EXIT.undelivered;
  const cutShort = loop.isStopping && loop.releases < loop.intended;
  return cutShort && releases !== 'forever' ? EXIT.interrupted : EXIT.done;
}
