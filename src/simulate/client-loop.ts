import { setTimeout as sleep } from 'node:timers/promises';
import type { Dataset } from '../dataset/dataset.js';
import { type ApiClient, CallError } from './api-client.js';
import {
  cycleOf,
  groupOf,
  listSeedOf,
  planReleases,
  type PlannedRelease,
  recommenderOf,
} from './release-plan.js';
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
}

interface FeedbackRow {
  readonly score: number;
}

/** The service holds films that are not this dataset's. */
export class OtherDatasetError extends Error {
  override readonly name = 'OtherDatasetError';
}

/**
 * The users of a dataset, played against the service: a film is released, everybody who rated it visits, each is
 * recommended a list and returns feedback and the rating. Every draw is a function of the seed and the ids, so the
 * tables do not depend on timing or concurrency: a film's visits all end before the next release.
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

  /** Ends the run after the visits of the film that is out now; they no longer wait. */
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
    const { seed, releases, cycle } = this.options;
    const out = new Set(await this.api.get<number[]>('/movies/all'));
    await this.checkSameDataset(out);
    const plan = planReleases(this.dataset, seed, (id) => out.has(id), releases === 'forever');
    const unreleased = this.dataset.movies.id.reduce((count, id) => count + (out.has(id) ? 0 : 1), 0);
    if (releases === 'forever') this.intended = Infinity;
    else this.intended = releases === 'all' ? unreleased : Math.min(releases, unreleased);

    for (let position = out.size; this.tally.releases < this.intended && !this.stopping; position++) {
      const next = plan.next();
      if (next.done) break;
      await this.release(next.value, cycleOf(position, cycle));
    }
  }

  private async release(release: PlannedRelease, cycle: 0 | 1): Promise<void> {
    const { movieIndex, movieId } = release;
    const { title, genres } = this.dataset.movies;
    const body = { movie_id: movieId, title: title[movieIndex], genres: genres[movieIndex] };
    if (!(await this.attempt(() => this.api.post('/movies', body)))) return;
    this.tally.releases++;

    const rows = this.dataset.rowsOfMovie(movieIndex);
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < rows.length && this.serviceAnswers) {
        const row = rows[next++];
        await this.pace();
        await this.attempt(() => this.visit(row, movieId, cycle));
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.options.concurrency, rows.length) }, lane));
    if (next < rows.length)
      this.tally.failures.push(`${rows.length - next} further visits to movie ${movieId}`);
  }

  private async visit(row: number, movieId: number, cycle: 0 | 1): Promise<void> {
    const { user, value } = this.dataset.ratings;
    const { seed } = this.options;
    const userId = user[row];
    const group = groupOf(seed, userId);
    this.tally.visits++;

    const query = `user_id=${userId}&seed=${listSeedOf(seed, movieId, userId)}`;
    const list = await this.api.get<number[]>(`/recommend/${recommenderOf(group, cycle)}?${query}`);
    const { score } = await this.api.post<FeedbackRow>(
      '/feedback',
      {
        user_id: userId,
        recommended_movie_id_list: list,
        selected_movie_id: movieId,
        user_type: group,
        action_cycle: cycle,
      },
      () => this.findFeedback(userId, movieId),
    );
    this.tally.addFeedback(cycle, group, userId, score);
    await this.api.post('/ratings', { user_id: userId, movie_id: movieId, rating: value[row] });
    this.tally.ratings++;
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

  /** Ids alone do not tell datasets apart: the films that are out must be the ones that would be released. */
  private async checkSameDataset(out: ReadonlySet<number>): Promise<void> {
    if (out.size === 0) return;
    const { id, title } = this.dataset.movies;
    const indexOf = new Map(Array.from(id, (movieId, index) => [movieId, index]));
    const { items } = await this.api.get<{ items: { movie_id: number; title: string }[] }>(
      '/movies?limit=1000',
    );
    for (const movie of items) {
      const index = indexOf.get(movie.movie_id);
      if (index !== undefined && title[index] !== movie.title) {
        throw new OtherDatasetError(
          `The service holds films of another dataset: movie ${movie.movie_id} is "${movie.title}" there and ` +
            `"${title[index]}" in ${this.dataset.name}. Use a database of its own, ` +
            'for example DATABASE_URL=embedded:.movieflix/another, or the dataset that it was filled from.',
        );
      }
    }
  }
}
