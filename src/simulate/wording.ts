import type { Outage } from '../client/api-client.js';
import { describeDuration, describeMilliseconds } from '../terminal/duration.js';
import { whole } from '../terminal/text-table.js';
import type { ReportedGroup } from './experiment-report.js';
import type { RunFigures } from './run-figures.js';

const PHASES: Partial<Record<number, string>> = { 0: 'A/A', 1: 'A/B' };

/** The kind of test that a cycle is. */
export const phaseOf = (cycle: number): string => PHASES[cycle] ?? '';

/** With a true minus sign: small samples have intervals beyond the scale. */
export const score = (value: number): string => value.toFixed(3).replace('-', '−');

/** The interval of a group's mean, as far as it is known. */
export function describeInterval(mean: ReportedGroup['mean_per_feedback']): string {
  return mean?.interval95 ? mean.interval95.map(score).join(' to ') : '–';
}

export const STOPPING = 'Stopping after this film’s visits; Ctrl-C again stops at once.';

/** Before so many seconds, what is left would be a guess. */
const GUESSING_SECONDS = 2;

/** How long the run will yet take, if all releases take as long as those so far. */
export function describeTimeLeft({ releases, earlier, intended, seconds, activity }: RunFigures): string {
  if (activity !== 'playing') return activity;
  if (intended === Infinity) return `for ${describeDuration(seconds)}`;
  const played = releases - earlier;
  if (played === 0 || seconds < GUESSING_SECONDS) return '';
  return `about ${describeDuration((seconds / played) * (intended - releases))} left`;
}

export function describeLatency({ latency }: RunFigures): string {
  if (!latency) return 'latency –';
  return (
    `latency: median ${describeMilliseconds(latency.median)}, ` +
    `99% under ${describeMilliseconds(latency.percentile99)}`
  );
}

/** What went wrong, if anything did. */
export function describeFaults({ retried, failed }: RunFigures): string | undefined {
  if (retried + failed === 0) return undefined;
  return `${whole(retried)} retried, ${whole(failed)} not delivered`;
}

/** That the loop waits, for how long yet, and why. */
export function describeOutage({ seconds, patience, reason }: Outage): string {
  return (
    `The service does not answer: waiting since ${describeDuration(seconds)}, ` +
    `for ${describeDuration(patience)} at the most (${reason})`
  );
}
