import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ServiceProcess } from '../../../bench/support/product.js';
import type { RandomStream } from '../../../src/random/seeded-random.js';

const FILMS = 20;
const LONGEST_MS = 300;

const INSERT_FEEDBACK = `INSERT INTO feedbacks (user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
  VALUES ($1, '1', 1, 10, 'A', 0) RETURNING feedback_id AS id`;
const PUT_RATING = `INSERT INTO ratings (user_id, movie_id, rating) VALUES ($1, $2, $3)
  ON CONFLICT (user_id, movie_id) DO UPDATE SET rating = EXCLUDED.rating`;

/** Callers of the API beside transactions by SQL that stay open, so that ids are committed in another order than drawn. */
export class OutOfOrderWriters {
  /** Ids of the feedback that was acknowledged. */
  readonly feedback: number[] = [];
  /** How often a rating was acknowledged, first ones and replaced ones. */
  ratingChanges = 0;
  private readonly values = new Map<string, number>();

  constructor(
    private readonly service: ServiceProcess,
    private readonly url: string,
    private readonly random: RandomStream,
  ) {}

  /** The ratings as they were acknowledged last, by user and film. */
  get ratings(): { readonly key: string; readonly value: number }[] {
    return [...this.values].map(([key, value]) => ({ key, value }));
  }

  async write(callers: number, transactions: number, milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    await Promise.all([
      ...Array.from({ length: callers }, (_, at) => this.call(at + 1, until)),
      ...Array.from({ length: transactions }, (_, at) => this.transact(callers + at + 1, until)),
    ]);
  }

  private async call(user: number, until: number): Promise<void> {
    while (performance.now() < until) {
      const body = { user_id: user, recommended_movie_id_list: [1], selected_movie_id: 1 };
      const { feedback_id } = await this.service.send<{ feedback_id: number }>('POST', '/feedback', body);
      this.feedback.push(feedback_id);
      const rating = this.drawRating(user);
      await this.service.send('PUT', '/ratings', rating);
      this.note(rating);
      await sleep(this.random() * 20);
    }
  }

  private async transact(user: number, until: number): Promise<void> {
    const client = new pg.Client(this.url);
    await client.connect();
    while (performance.now() < until) {
      const ids: number[] = [];
      const ratings: ReturnType<OutOfOrderWriters['drawRating']>[] = [];
      await client.query('BEGIN');
      for (let rows = 1 + Math.floor(this.random() * 4); rows > 0; rows--) {
        const { rows: made } = await client.query<{ id: string }>(INSERT_FEEDBACK, [user]);
        ids.push(Number(made[0].id));
        const rating = this.drawRating(user);
        await client.query(PUT_RATING, [rating.user_id, rating.movie_id, rating.rating]);
        ratings.push(rating);
        await sleep(this.random() ** 3 * LONGEST_MS);
      }
      const isKept = this.random() < 0.9;
      await client.query(isKept ? 'COMMIT' : 'ROLLBACK');
      if (!isKept) continue;
      this.feedback.push(...ids);
      for (const rating of ratings) this.note(rating);
    }
    await client.end();
  }

  private drawRating(user_id: number) {
    const movie_id = 1 + Math.floor(this.random() * FILMS);
    return { user_id, movie_id, rating: 0.5 + Math.floor(this.random() * 10) / 2 };
  }

  private note({ user_id, movie_id, rating }: ReturnType<OutOfOrderWriters['drawRating']>): void {
    this.ratingChanges++;
    this.values.set(`${user_id}/${movie_id}`, rating);
  }
}
