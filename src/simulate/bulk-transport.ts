import type { ApiClient, RowAnswer } from '../client/api-client.js';
import type { Visit } from './arrivals.js';
import type { Delivery } from './delivery.js';
import type { Transport } from './transport.js';
import type { ServedList, StoredFeedback, VisitCalls } from './visit-calls.js';

/** Rows of one call, at the most. */
const MOST_ROWS = 2000;

type Answered<T> = RowAnswer & T;

/** All visits between two releases in few calls: their lists in one, then their feedback and their ratings side by side. */
export class BulkTransport implements Transport {
  constructor(
    private readonly api: ApiClient,
    private readonly calls: VisitCalls,
    private readonly delivery: Delivery,
  ) {}

  async play(visits: readonly Visit[], onServed: () => void): Promise<void> {
    for (let from = 0; from < visits.length; from += MOST_ROWS) {
      const some = visits.slice(from, from + MOST_ROWS);
      const isLast = from + some.length === visits.length;
      const then = isLast ? onServed : () => undefined;
      if (this.delivery.isOpen) await this.delivery.attempt(() => this.visit(some, then));
      else this.delivery.tally.failures.push(`${some.length} further visits after movie ${some[0].movieId}`);
    }
  }

  private async visit(visits: readonly Visit[], onServed: () => void): Promise<void> {
    const { tally } = this.delivery;
    tally.visits += visits.length;
    const lists = await this.api.postMany<Answered<ServedList>>(
      '/recommend/bulk',
      visits.map((visit) => this.calls.listOf(visit)),
      this.calls.keyOf(visits[0], 'lists'),
    );
    const served = visits
      .map((visit, at) => ({ visit, list: lists[at] }))
      .filter(({ list }) => this.isStored('/recommend/bulk', list));
    for (const { visit, list } of served) await this.calls.countList(visit, list);
    onServed();
    if (served.length === 0) return;
    await Promise.all([this.giveFeedback(served), this.rate(served.map(({ visit }) => visit))]);
  }

  private async giveFeedback(served: readonly { visit: Visit; list: ServedList }[]): Promise<void> {
    const answers = await this.api.postMany<Answered<StoredFeedback>>(
      '/feedback/bulk',
      served.map(({ visit, list }) => this.calls.feedbackOf(visit, list)),
      this.calls.keyOf(served[0].visit, 'feedbacks'),
    );
    answers.forEach((answer, at) => {
      if (this.isStored('/feedback/bulk', answer)) this.calls.countFeedback(served[at].visit, answer);
    });
  }

  private async rate(visits: readonly Visit[]): Promise<void> {
    const answers = await this.api.postMany(
      '/ratings/bulk',
      visits.map((visit) => this.calls.ratingOf(visit)),
      this.calls.keyOf(visits[0], 'ratings'),
    );
    for (const answer of answers) if (this.isStored('/ratings/bulk', answer)) this.delivery.tally.ratings++;
  }

  /** Counts a row that was refused as not delivered. */
  private isStored(path: string, { outcome, detail }: RowAnswer): boolean {
    if (outcome === 'created' || outcome === 'identical') return true;
    this.delivery.tally.failures.push(`POST ${path}: ${detail ?? outcome}`);
    return false;
  }
}
