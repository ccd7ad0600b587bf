import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../client/api-client.js';
import { CallError } from '../client/call-answer.js';
import type { RunRecord } from './run-record.js';
import type { Tally } from './tally.js';

/** At most two writes a second, whatever the speed of the run. */
const PAUSE_MS = 500;
/** Well within the ten seconds for which the service lets nobody else play the run. */
const SILENCE_MS = 3000;

type Counts = RunRecord['counts'];

/** A run as far as it was played. */
export type PlayedRun = Pick<RunRecord, 'run_id' | 'seed' | 'position' | 'counts' | 'status'> & {
  /** Where this client began to play it. */
  readonly from: number;
};

/** Notes at the service, beside the loop, how far a run has come; nobody waits for it but its end. */
export class RunRecorder {
  /** Why the run is no longer this client's. */
  lostTo: string | undefined;
  private position: number;
  private counts: Counts;
  private status: RunRecord['status'] = 'running';
  private isNoted = true;
  private notedAt = performance.now();
  private readonly ending = new AbortController();
  private following: Promise<void> | undefined;

  /**
   * @param api a client of its own: its calls are none of the loop's
   * @param onLost called when another client has taken the run
   */
  constructor(
    private readonly api: ApiClient,
    private readonly run: RunRecord,
    private readonly player: string,
    private readonly onLost: () => void,
  ) {
    this.position = run.position;
    this.counts = run.counts;
  }

  /** @param tally what this client has delivered up to the position */
  reached(position: number, { counts }: Tally): void {
    const names = Object.keys({ ...this.run.counts, ...counts });
    this.position = position;
    this.counts = Object.fromEntries(
      names.map((name) => [name, (this.run.counts[name] ?? 0) + (counts[name] ?? 0)]),
    );
    this.isNoted = false;
  }

  summarize(): PlayedRun {
    const { run_id, seed, position: from } = this.run;
    const { position, counts, status } = this;
    return { ...{ run_id, seed, from }, ...{ position, counts, status } };
  }

  start(): void {
    this.following = this.follow();
  }

  /** Notes the end; a service that is gone keeps what was noted last. */
  async end(status: 'stopped' | 'finished'): Promise<void> {
    this.status = status;
    this.abandon();
    await this.following;
    if (this.lostTo === undefined) await this.note(status);
  }

  /** Notes nothing more. */
  abandon(): void {
    this.ending.abort();
  }

  private async follow(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted && this.lostTo === undefined) {
      if (!this.isNoted || performance.now() - this.notedAt > SILENCE_MS) await this.note('running');
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async note(status: RunRecord['status']): Promise<void> {
    const { player, position, counts } = this;
    this.isNoted = true;
    try {
      await this.api.put(`/runs/${this.run.run_id}/progress`, { player, position, counts, status });
      this.notedAt = performance.now();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.isNoted = false;
      if (error.status !== 409) return;
      this.lostTo = error.detail;
      this.onLost();
    }
  }
}
