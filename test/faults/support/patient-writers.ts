import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'undici';
import { query } from '../../../bench/support/postgres.js';

const KINDS = ['feedback', 'ratings', 'movies'] as const;
type Kind = (typeof KINDS)[number];

/** Where the rows of a kind are, and what tells one from the other. */
const KEYS: Readonly<Record<Kind, string>> = {
  feedback: 'SELECT user_id AS key FROM feedbacks',
  ratings: 'SELECT user_id AS key FROM ratings',
  movies: 'SELECT movie_id AS key FROM movies',
};

/** How long a writer waits before it tries a service again that is not there. */
const PAUSE_MS = 100;

const bodyOf = (kind: Kind, key: number): object =>
  ({
    feedback: { user_id: key, recommended_movie_id_list: [1, 2, 3], selected_movie_id: 2 },
    ratings: { user_id: key, movie_id: 1, rating: 3.5 },
    movies: { movie_id: key, title: `The Silent Harbour ${key} (2026)`, genres: 'Drama' },
  })[kind];

/** Rows that were told to be stored, held against the tables. */
export interface Reckoning {
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
}

/**
 * Clients of the API as the documentation wants them: each sends one row after another, and what is answered 503 or not
 * at all again, with the same Idempotency-Key, until it is told that the row is stored.
 */
export class PatientWriters {
  /** How often each status was answered. */
  readonly statuses = new Map<number, number>();
  /** Attempts without an answer, by the error's code. */
  readonly unanswered = new Map<string, number>();
  /** When each acknowledgement came, by `performance.now()`. */
  readonly acknowledgedAt: number[] = [];
  private readonly acknowledged = new Map<Kind, Set<number>>(KINDS.map((kind) => [kind, new Set()]));
  private next: number;
  private isOver = false;

  /**
   * @param firstKey of rows that no others write
   * @param endsWithService whether a service that takes no more connections ends the writing
   */
  constructor(
    firstKey: number,
    private readonly endsWithService = false,
  ) {
    this.next = firstKey;
  }

  /** Writes over so many connections, until `stop`. */
  async write(url: string, connections: number): Promise<void> {
    await Promise.all(Array.from({ length: connections }, () => this.writeOver(url)));
  }

  /** Ends the writing when the rows under way are stored, or given up where the service is gone. */
  stop(): void {
    this.isOver = true;
  }

  /** Acknowledgements a second, of a time from and to `performance.now()`. */
  rate(from: number, to: number): number {
    return this.acknowledgedAt.filter((at) => at >= from && at < to).length / ((to - from) / 1000);
  }

  /** Looks in the tables for every row that was acknowledged. */
  async reckon(databaseUrl: string): Promise<Reckoning> {
    let [acknowledged, lost, doubled] = [0, 0, 0];
    for (const kind of KINDS) {
      const times = new Map<number, number>();
      for (const { key } of await query<{ key: number }>(databaseUrl, KEYS[kind])) {
        times.set(key, (times.get(key) ?? 0) + 1);
      }
      const keys = this.acknowledged.get(kind)!;
      acknowledged += keys.size;
      for (const key of keys) if (!times.has(key)) lost++;
      for (const count of times.values()) if (count > 1) doubled++;
    }
    return { acknowledged, lost, doubled };
  }

  private async writeOver(url: string): Promise<void> {
    const client = new Client(url, { headersTimeout: 60_000 });
    try {
      while (!this.isOver) {
        const key = this.next++;
        const kind = KINDS[key % KINDS.length];
        if (!(await this.store(client, kind, key))) return;
        this.acknowledged.get(kind)!.add(key);
        this.acknowledgedAt.push(performance.now());
      }
    } finally {
      await client.destroy();
    }
  }

  /** Sends a row until it is stored; false when there is nobody to send it to any more. */
  private async store(client: Client, kind: Kind, key: number): Promise<boolean> {
    const call = {
      method: 'POST',
      path: `/${kind}`,
      headers: { 'content-type': 'application/json', 'idempotency-key': `"${randomUUID()}"` },
      body: JSON.stringify(bodyOf(kind, key)),
    } as const;
    for (;;) {
      try {
        const { statusCode, headers, body } = await client.request(call);
        await body.dump();
        this.statuses.set(statusCode, (this.statuses.get(statusCode) ?? 0) + 1);
        if (statusCode < 300) return true;
        await sleep(Number(headers['retry-after'] ?? 1) * 1000);
      } catch (error) {
        const code = String((error as { code?: unknown }).code);
        this.unanswered.set(code, (this.unanswered.get(code) ?? 0) + 1);
        if (this.endsWithService) return false;
        await sleep(PAUSE_MS);
      }
      if (this.isOver && this.endsWithService) return false;
    }
  }
}
