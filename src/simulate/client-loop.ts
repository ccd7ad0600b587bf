import { setTimeout as sleep } from 'node:timers/promises';
import type { Dataset } from '../dataset/dataset.js';
import { type ApiClient, CallError } from '../client/api-client.js';
import { releaseArrivals, type Round, type Visit, windowArrivals } from './arrivals.js';
import { listSeedOf } from './release-plan.js';
import { checkSameDataset } from './same-dataset.js';
import { Tally } from './tally.js';

export interface LoopOptions {
  readonly seed: number;
  /** How many films to release; all that are left, or without end. */
  readonly releases: number | 'all' | 'forever';
  /** Releases in a cycle. */
  readonly cycle: number;
  /** Seconds between the starts of two visits; 0 is full speed. */
  readonly wait: number;
  /** Visits under way at once, at the most. */
  readonly concurrency: number;
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
}

interface ServedList {
  readonly recommendation_id: number;
  readonly fallback: boolean;
  readonly action_cycle: number;
  readonly user_type: string;
  readonly movie_ids: number[];
}

interface FeedbackRow {
  readonly score: number;
  readonly user_type: string;
  readonly action_cycle: number;
}

/**
 * The users of a dataset, played against the service: a film is released, users visit, each is recommended a list and
 * returns feedback and the rating. Every draw is a function of the seed and the ids, so the tables do not depend on
 * timing or concurrency: the visits between two releases all end before the next release.
 */
export class ClientLoop {
  readonly tally = new Tally();
  /** How many releases this run intends; Infinity without end. */
  intended = 0;
  private stopping = false;
  private serviceAnswers = true;
  private nextVisitAt = 0;
  private readonly wake = new AbortController();

  constructor(
    private readonly dataset: Dataset,
    private readonly api: ApiClient,
    private readonly options: LoopOptions,
  ) {}

  /** Ends the run after the visits to the film that is out now; they no longer wait. */
  stop(): void {
    this.stopping = true;
    this.wake.abort();
  }

  get isStopping(): boolean {
    return this.stopping;
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
    while (this.tally.releases < this.intended && !this.stopping) {
      const next = rounds.next();
      if (next.done) break;
      if (trainEvery > 0 && position > 0 && position % trainEvery === 0) {
        await this.attempt(() => this.api.post('/recommend/model', {}));
      }
      await this.play(next.value);
      position++;
    }
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

  private async play({ release, visits }: Round): Promise<void> {
    const { movieIndex, movieId } = release;
    const { title, genres } = this.dataset.movies;
    const body = { movie_id: movieId, title: title[movieIndex], genres: genres[movieIndex] };
    if (!(await this.attempt(() => this.api.post('/movies', body)))) return;
    this.tally.releases++;

    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < visits.length && this.serviceAnswers) {
        const visit = visits[next++];
        await this.pace();
        await this.attempt(() => this.visit(visit));
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.options.concurrency, visits.length) }, lane));
    if (next < visits.length)
      this.tally.failures.push(`${visits.length - next} further visits after movie ${movieId}`);
  }

  private async visit({ row, movieId, shelf }: Visit): Promise<void> {
    const { user, value } = this.dataset.ratings;
    const userId = user[row];
    this.tally.visits++;

    const candidates = shelf ? `&candidates=${shelf.join(',')}` : '';
    const query = `user_id=${userId}&seed=${listSeedOf(this.options.seed, movieId, userId)}${candidates}`;
    const served = await this.api.get<ServedList>(`/recommend?${query}`);
    if (served.fallback) this.tally.fallbacks++;
    if (!served.movie_ids.includes(movieId)) this.tally.offList++;
    if (this.options.shadow && served.action_cycle === 1) await this.score(query, movieId);
    const { score, user_type, action_cycle } = await this.api.post<FeedbackRow>(
      '/feedback',
      {
        user_id: userId,
        recommended_movie_id_list: served.movie_ids,
        selected_movie_id: movieId,
        recommendation_id: served.recommendation_id,
      },
      () => this.findFeedback(userId, movieId),
    );
    this.tally.addFeedback(action_cycle, user_type, userId, score);
    await this.api.post('/ratings', { user_id: userId, movie_id: movieId, rating: value[row] });
    this.tally.ratings++;
  }

  /** Scores both recommenders on one visit: their difference over all visits is the exact effect. */
  private async score(query: string, movieId: number): Promise<void> {
    const [control, treatment] = [
      await this.api.get<number[]>(`/recommend/v1?${query}`),
      await this.api.get<number[]>(`/recommend/v2?${query}`),
    ].map((list) =>
      list.includes(movieId) ? ((list.length - list.indexOf(movieId)) / list.length) * 10 : 0,
    );
    this.tally.addShadow(control, treatment);
  }

  /** A user gives feedback on a film once: after a lost answer, a row that is there is the one that was sent. */
  private async findFeedback(userId: number, movieId: number): Promise<FeedbackRow | undefined> {
    const query = `user_id=${userId}&selected_movie_id=${movieId}&limit=1`;
    const page = await this.api.get<{ items: FeedbackRow[] }>(`/feedback?${query}`);
    return page.items.at(0);
  }

  /** Does one step; a refused call counts as failed, one without an answer ends the run too. */
  private async attempt(step: () => Promise<unknown>): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.tally.failures.push(error.message);
      if (error.status === undefined) {
        this.serviceAnswers = false;
        this.stop();
      }
      return false;
    }
  }

  /** Lets one visit start every `wait` seconds, whatever the number of lanes. */
  private async pace(): Promise<void> {
    if (this.options.wait === 0 || this.stopping) return;
    const startAt = Math.max(performance.now(), this.nextVisitAt);
    this.nextVisitAt = startAt + this.options.wait * 1000;
    await sleep(startAt - performance.now(), undefined, { signal: this.wake.signal }).catch(() => undefined);
  }
}
