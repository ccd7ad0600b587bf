import { setMaxListeners } from 'node:events';
import type { Dataset } from '../dataset/dataset.js';
import type { ApiClient } from '../client/api-client.js';
import { releaseArrivals, type Round, windowArrivals } from './arrivals.js';
import { BulkTransport } from './bulk-transport.js';
import { Delivery } from './delivery.js';
import { deliveryKey } from './delivery-key.js';
import type { RunStart } from './own-releases.js';
import type { RunChoice } from './run-choice.js';
import { type Pace, SingleTransport } from './single-transport.js';
import type { Transport } from './transport.js';
import { Tally } from './tally.js';
import { VisitCalls } from './visit-calls.js';

export type LoopOptions = RunChoice & Pace;

/**
 * The users of a dataset, played against the service: a film is released, users visit, each is recommended a list and
 * returns feedback and the rating. Every draw is a function of the seed and the ids, and the tables do not depend on
 * timing or concurrency: a list is asked for when every answer to the film before is stored, and the next film comes out
 * when the last list of this one is served. Those who were served last may still answer while it does. A run that is
 * gone on with repeats what was under way at its position.
 */
export class ClientLoop {
  readonly tally = new Tally();
  /** How many films this run is to release, from its beginning; Infinity without end. */
  intended = 0;
  /** Whether the loop waits for the recommenders to be trained. */
  isTraining = false;
  private readonly stopping = new AbortController();
  private readonly delivery: Delivery;
  private readonly transport: Transport;
  /** Ends when the visitors of the film that is out now have answered. */
  private answers: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly dataset: Dataset,
    private readonly api: ApiClient,
    private readonly options: LoopOptions,
    private readonly start: RunStart,
    private readonly onFinished: (position: number) => void,
  ) {
    // Every visit that waits listens, and Node warns of more than ten.
    setMaxListeners(0, this.stopping.signal);
    this.delivery = new Delivery(this.tally, () => {
      this.stop();
    });
    const calls = new VisitCalls(dataset, api, this.tally, options, start.name);
    this.transport =
      options.transport === 'bulk'
        ? new BulkTransport(api, calls, this.delivery)
        : new SingleTransport(api, calls, this.delivery, options, this.stopping.signal);
  }

  /** Ends the run after the visits to the film that is out now; they no longer wait. */
  stop(): void {
    this.stopping.abort();
  }

  get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Films released since the run was begun. */
  get releases(): number {
    return this.start.releases + this.tally.releases;
  }

  /** Whether the service still answers. */
  get isAnswered(): boolean {
    return this.delivery.isOpen;
  }

  /** Whether all is delivered that the run intends. */
  get isWhole(): boolean {
    return this.isAnswered && (!this.isStopping || this.releases >= this.intended);
  }

  /**
   * Runs to the end, or to `stop`, or to the first call that stays without an answer.
   * What was refused or not answered is in `tally.failures`.
   */
  async run(): Promise<void> {
    const { releases, trainEvery } = this.options;
    const before = new Set(this.start.before);
    const unreleased = this.dataset.movies.id.reduce((count, id) => count + (before.has(id) ? 0 : 1), 0);
    if (releases === 'forever') this.intended = Infinity;
    else this.intended = releases === 'all' ? unreleased : Math.min(releases, unreleased);

    const rounds = this.arrivals(before);
    let position = 0;
    for (; position < this.start.position; position++) rounds.next();
    while (this.releases < this.intended && !this.isStopping) {
      const next = rounds.next();
      if (next.done) break;
      const released = before.size + position;
      if (trainEvery > 0 && released > 0 && released % trainEvery === 0) {
        await this.answers;
        this.isTraining = true;
        const key = deliveryKey(this.start.name, next.value.release.movieId, 0, 'training');
        await this.delivery.attempt(() => this.api.post('/recommend/model', {}, key));
        this.isTraining = false;
      }
      await this.play(next.value, ++position);
    }
    await this.answers;
  }

  private arrivals(before: ReadonlySet<number>): Generator<Round> {
    const { seed, arrival, window, releases } = this.options;
    return arrival === 'window'
      ? windowArrivals(this.dataset, seed, before, window, this.intended)
      : releaseArrivals(this.dataset, seed, before, releases === 'forever');
  }

  /**
   * Ends when all visitors of the film are served.
   * @param position of the run, once they have answered
   */
  private async play({ release, visits }: Round, position: number): Promise<void> {
    const { movieIndex, movieId } = release;
    const { title, genres } = this.dataset.movies;
    const body = { movie_id: movieId, title: title[movieIndex], genres: genres[movieIndex] };
    const key = deliveryKey(this.start.name, movieId, 0, 'movie');
    const [isOut] = await Promise.all([
      this.delivery.attempt(() => this.api.post('/movies', body, key)),
      this.answers,
    ]);
    if (!isOut) {
      this.finish(position);
      return;
    }
    this.tally.releases++;
    await new Promise<void>((resolve, reject) => {
      this.answers = this.transport.play(visits, resolve).then(() => {
        this.finish(position);
      });
      this.answers.then(() => {
        resolve();
      }, reject);
    });
  }

  /** What is not delivered is not over. */
  private finish(position: number): void {
    if (this.delivery.isOpen) this.onFinished(position);
  }
}
