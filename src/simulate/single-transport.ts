import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../client/api-client.js';
import type { Visit } from './arrivals.js';
import type { Delivery } from './delivery.js';
import type { Transport } from './transport.js';
import type { ServedList, StoredFeedback, VisitCalls } from './visit-calls.js';

export interface Pace {
  /** Seconds between the starts of two visits; 0 is full speed. */
  readonly wait: number;
  /** Visits under way at once, at the most. */
  readonly concurrency: number;
}

/** Visits as users make them: each asks for its list, then sends feedback and the rating side by side, a call each. */
export class SingleTransport implements Transport {
  private nextVisitAt = 0;

  /** @param stopping once aborted, visits no longer wait */
  constructor(
    private readonly api: ApiClient,
    private readonly calls: VisitCalls,
    private readonly delivery: Delivery,
    private readonly pace: Pace,
    private readonly stopping: AbortSignal,
  ) {}

  async play(visits: readonly Visit[], onServed: () => void): Promise<void> {
    const { tally } = this.delivery;
    let next = 0;
    let unserved = visits.length;
    const countServed = () => {
      if (--unserved === 0) onServed();
    };
    const lane = async (): Promise<void> => {
      while (next < visits.length && this.delivery.isOpen) {
        const visit = visits[next++];
        await this.waitForTurn();
        await this.delivery.attempt(() => this.visit(visit, countServed));
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.pace.concurrency, visits.length) }, lane));
    if (next < visits.length) {
      tally.failures.push(`${visits.length - next} further visits after movie ${visits[0].movieId}`);
    }
  }

  private async visit(visit: Visit, countServed: () => void): Promise<void> {
    const { api, calls } = this;
    const { tally } = this.delivery;
    tally.visits++;
    const served = await api.get<ServedList>(
      `/recommend?${calls.queryOf(visit)}`,
      calls.keyOf(visit, 'list'),
    );
    await calls.countList(visit, served);
    countServed();
    await Promise.all([
      this.delivery.attempt(async () => {
        const body = calls.feedbackOf(visit, served);
        const feedback = await api.post<StoredFeedback>('/feedback', body, calls.keyOf(visit, 'feedback'));
        calls.countFeedback(visit, feedback);
      }),
      this.delivery.attempt(async () => {
        await api.post('/ratings', calls.ratingOf(visit), calls.keyOf(visit, 'rating'));
        tally.ratings++;
      }),
    ]);
  }

  /** Lets one visit start every `wait` seconds, whatever the number of lanes. */
  private async waitForTurn(): Promise<void> {
    if (this.pace.wait === 0 || this.stopping.aborted) return;
    const startAt = Math.max(performance.now(), this.nextVisitAt);
    this.nextVisitAt = startAt + this.pace.wait * 1000;
    await sleep(startAt - performance.now(), undefined, { signal: this.stopping }).catch(() => undefined);
  }
}
