import type { ApiClient, Outage } from '../client/api-client.js';
import type { ClientLoop } from './client-loop.js';
import type { ExperimentReport } from './experiment-report.js';

/** Where a run stands. */
export interface RunFigures {
  readonly seconds: number;
  /** Of the whole run. */
  readonly releases: number;
  /** Of these, before this client began to play it. */
  readonly earlier: number;
  /** Infinity without end; 0 until it is known. */
  readonly intended: number;
  readonly visits: number;
  /** Of the last seconds. */
  readonly callsPerSecond: number;
  /** Milliseconds, of the last 1,000 calls; unknown before the first. */
  readonly latency: { readonly median: number; readonly percentile99: number } | undefined;
  readonly retried: number;
  readonly failed: number;
  readonly activity: 'playing' | 'training' | 'stopping';
  /** While the service does not answer. */
  readonly outage: Outage | undefined;
  /** The cycle of the newest feedback, unknown before the first. */
  readonly cycle: number | undefined;
  /** What the service said last. */
  readonly report: ExperimentReport | undefined;
}

const RATE_MS = 5000;

/** Reads off a loop where it stands. */
export class RunMeter {
  private readonly startedAt = performance.now();
  private readonly counts: { at: number; calls: number }[] = [{ at: this.startedAt, calls: 0 }];

  constructor(
    private readonly loop: ClientLoop,
    private readonly api: ApiClient,
    private readonly latestReport: () => ExperimentReport | undefined,
  ) {}

  get seconds(): number {
    return (performance.now() - this.startedAt) / 1000;
  }

  read(): RunFigures {
    const { loop, api } = this;
    const { tally } = loop;
    const quantiles = api.latency.quantiles(0.5, 0.99);
    return {
      seconds: this.seconds,
      releases: loop.releases,
      earlier: loop.releases - tally.releases,
      intended: loop.intended,
      visits: tally.visits,
      callsPerSecond: this.rateOf(api.calls),
      latency: quantiles && { median: quantiles[0], percentile99: quantiles[1] },
      retried: api.retried,
      failed: tally.failures.length,
      activity: loop.isStopping ? 'stopping' : loop.isTraining ? 'training' : 'playing',
      outage: this.outage,
      cycle: tally.cycle,
      report: this.latestReport(),
    };
  }

  get outage(): Outage | undefined {
    return this.api.outage;
  }

  /** Calls per second since five seconds ago, or since the reading before this one if that is longer ago. */
  private rateOf(calls: number): number {
    const { counts } = this;
    const now = performance.now();
    counts.push({ at: now, calls });
    while (counts.length > 2 && counts[1].at < now - RATE_MS) counts.shift();
    return ((calls - counts[0].calls) / (now - counts[0].at)) * 1000;
  }
}
