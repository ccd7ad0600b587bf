import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Dataset } from '../dataset/dataset.js';
import type { ApiClient } from '../client/api-client.js';
import { releaseArrivals, type Round, windowArrivals } from './arrivals.js';
import { BulkTransport } from './bulk-transport.js';
import { Delivery } from './delivery.js';
import { deliveryKey } from './delivery-key.js';
import { checkSameDataset } from './same-dataset.js';
import { type Pace, SingleTransport } from './single-transport.js';
import type { Transport } from './transport.js';
import { Tally } from './tally.js';
import { VisitCalls } from './visit-calls.js';

export interface LoopOptions extends Pace {
  readonly seed: number;
  /** How many films to release; all that are left, or without end. */
  readonly releases: number | 'all' | 'forever';
  /** Releases in a cycle. */
  readonly cycle: number;
  /** Who comes when: everybody at a film's release, or in a window after it. */
  readonly arrival: 'release' | 'window';
  /** Mean of the window, in releases. */
  readonly window: number;
  /** Recommenders of the control and of the treatment, by name. */
  readonly control: string;
  readonly treatment: string;
  /** Weights of the groups A and B. */
  readonly groups: readonly [number, number];
  /** Train the recommenders after so many releases; 0 is never. */
  readonly trainEvery: number;
  /** Score the other recommender on every visit too. */
  readonly shadow: boolean;
  /** A call for each thing a user does, or one for what all visitors of a release do. */
  readonly transport: 'single' | 'bulk';
}

/**
 * The users of a dataset, played against the service: a film is released, users visit, each is recommended a list and
 * returns feedback and the rating. Every draw is a function of the seed and the ids, and the tables do not depend on
 * timing or concurrency: a list is asked for when every answer to the film before is stored, and the next film comes out
 * when the last list of this one is served. Those who were served last may still answer while it does.
 */
export class ClientLoop {
  readonly tally = new Tally();
  /** How many releases this run intends; Infinity without end. */
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
    /** Names the run in the keys of what it sends. */
    private readonly name: string = randomUUID(),
  ) {
    // Every visit that waits listens, and Node warns of more than ten.
    setMaxListeners(0, this.stopping.signal);
    this.delivery = new Delivery(this.tally, () => {
      this.stop();
    });
    const calls = new VisitCalls(dataset, api, this.tally, options, name);
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

  /**
   * Runs to the end, or to `stop`, or to the first call that stays without an answer.
   * What was refused or not answered is in `tally.failures`.
   * @throws OtherDatasetError
   */
  async run(): Promise<void> {
    const { releases, trainEvery } = this.options;
    const out = new Set(await this.api.get<number[]>('/movies/all'));
    if (out.size > 0) await checkSameDataset(this.dataset, this.api);
    await this.api.put('/experiments/current', this.design());
    const unreleased = this.dataset.movies.id.reduce((count, id) => count + (out.has(id) ? 0 : 1), 0);
    if (releases === 'forever') this.intended = Infinity;
    else this.intended = releases === 'all' ? unreleased : Math.min(releases, unreleased);

    const rounds = this.arrivals(out);
    let position = out.size;
    while (this.tally.releases < this.intended && !this.isStopping) {
      const next = rounds.next();
      if (next.done) break;
      if (trainEvery > 0 && position > 0 && position % trainEvery === 0) {
        await this.answers;
        this.isTraining = true;
        const key = deliveryKey(this.name, next.value.release.movieId, 0, 'training');
        await this.delivery.attempt(() => this.api.post('/recommend/model', {}, key));
        this.isTraining = false;
      }
      await this.play(next.value);
      position++;
    }
    await this.answers;
  }

  private design(): object {
    const { seed, groups, control, treatment, cycle } = this.options;
    const variants = [
      { name: 'A', weight: groups[0] },
      { name: 'B', weight: groups[1] },
    ];
    return { salt: `${seed}:group`, groups: variants, control, treatment, cycle };
  }

  private arrivals(out: ReadonlySet<number>): Generator<Round> {
    const { seed, arrival, window, releases } = this.options;
    return arrival === 'window'
      ? windowArrivals(this.dataset, seed, out, window, this.intended)
      : releaseArrivals(this.dataset, seed, out, releases === 'forever');
  }

  /** Ends when all visitors of the film are served. */
  private async play({ release, visits }: Round): Promise<void> {
    const { movieIndex, movieId } = release;
    const { title, genres } = this.dataset.movies;
    const body = { movie_id: movieId, title: title[movieIndex], genres: genres[movieIndex] };
    const key = deliveryKey(this.name, movieId, 0, 'movie');
    const [isOut] = await Promise.all([
      this.delivery.attempt(() => this.api.post('/movies', body, key)),
      this.answers,
    ]);
    if (!isOut) return;
    this.tally.releases++;
    await new Promise<void>((resolve, reject) => {
      this.answers = this.transport.play(visits, resolve);
      this.answers.then(() => {
        resolve();
      }, reject);
    });
  }
}
