import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../client/api-client.js';
import { type ExperimentReport, tryReadReport } from './experiment-report.js';

const PAUSE_MS = 1000;
/** A report is asked for during a twentieth of the time, at the most. */
const PAUSE_PER_REPORT = 20;

/** Asks the service beside the loop what it says of the experiment; nobody waits for it. */
export class ReportWatch {
  /** The last answer. */
  latest: ExperimentReport | undefined;
  private readonly ending = new AbortController();

  /** @param api a client of its own: its calls are none of the loop's */
  constructor(private readonly api: ApiClient) {}

  async ask(): Promise<void> {
    this.latest = (await tryReadReport(this.api)) ?? this.latest;
  }

  /** Asks again and again until `stop`. */
  async follow(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      const askedAt = performance.now();
      await this.ask();
      const pause = Math.max(PAUSE_MS, PAUSE_PER_REPORT * (performance.now() - askedAt));
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  stop(): void {
    this.ending.abort();
  }
}
