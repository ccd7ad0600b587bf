import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Pool } from 'undici';
import type { FaultResult } from './fault.js';

const KINDS = ['feedback', 'ratings', 'movies', 'bulk'] as const;
type Kind = (typeof KINDS)[number];

/** Rows of a bulk call. */
const BULK_ROWS = 5;
/** More than one set of requests has. */
const IDS = 1_000_000;

export interface KeyedRequest {
  readonly kind: Kind;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  /** Users that its feedback is of, or rates, or its film: of no other request. */
  readonly ids: readonly number[];
}

export interface Sent {
  readonly status: number;
  readonly text: string;
  readonly isStored: boolean;
}

/** Feedback, ratings, films and bulks of feedback in turn, each with a key, and which of them were acknowledged. */
export class KeyedRequests {
  readonly all: readonly KeyedRequest[];
  private readonly acknowledged = new Set<KeyedRequest>();
  private readonly pools = new Map<string, Pool>();

  /** @param set requests of different sets share no row */
  constructor(count: number, set = 0) {
    const run = randomUUID();
    this.all = Array.from({ length: count }, (_, at) => {
      const kind = KINDS[at % KINDS.length];
      const first = set * IDS + at * BULK_ROWS + 1;
      const ids = Array.from({ length: kind === 'bulk' ? BULK_ROWS : 1 }, (__, row) => first + row);
      const rows = ids.map((id) => bodyOf(kind, id));
      const path = kind === 'bulk' ? '/feedback/bulk' : `/${kind}`;
      return { kind, path, body: kind === 'bulk' ? rows : rows[0], key: `${run}/${at}`, ids };
    });
  }

  /** What was not acknowledged. */
  get open(): KeyedRequest[] {
    return this.all.filter((request) => !this.acknowledged.has(request));
  }

  /** Nothing when no answer came. */
  async send(url: string, request: KeyedRequest): Promise<Sent | undefined> {
    let pool = this.pools.get(url);
    if (!pool) this.pools.set(url, (pool = new Pool(url, { connections: 50 })));
    try {
      const answer = await pool.request({
        method: 'POST',
        path: request.path,
        headers: { 'content-type': 'application/json', 'idempotency-key': request.key },
        body: JSON.stringify(request.body),
      });
      const text = await answer.body.text();
      const isStored = answer.statusCode < 300 && (request.kind !== 'bulk' || isWhole(text));
      if (isStored) this.acknowledged.add(request);
      return { status: answer.statusCode, text, isStored };
    } catch {
      return undefined;
    }
  }

  /** Looks through the tables for every row. */
  async account(database: string): Promise<Pick<FaultResult, 'acknowledged' | 'lost' | 'doubled'>> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
    this.pools.clear();
    const client = new pg.Client(database);
    await client.connect();
    try {
      const found = await timesOf(client);
      const rows = this.all.flatMap((request) => request.ids.map((id) => ({ request, id })));
      const times = ({ request, id }: (typeof rows)[number]) => found[request.kind].get(id) ?? 0;
      const acknowledged = rows.filter(({ request }) => this.acknowledged.has(request));
      return {
        acknowledged: acknowledged.length,
        lost: acknowledged.filter((row) => times(row) === 0).length,
        doubled: rows.filter((row) => times(row) > 1).length,
      };
    } finally {
      await client.end();
    }
  }
}

function bodyOf(kind: Kind, id: number): object {
  if (kind === 'movies') return { movie_id: id, title: `The Silent Harbour ${id} (2026)`, genres: 'Drama' };
  if (kind === 'ratings') return { user_id: id, movie_id: 1, rating: 3.5 };
  return { user_id: id, recommended_movie_id_list: [1, 2, 3], selected_movie_id: 2 };
}

const isWhole = (text: string): boolean => {
  const { complete, created } = JSON.parse(text) as { complete: boolean; created: number };
  return complete && created === BULK_ROWS;
};

/** How often each id is there. */
async function timesOf(client: pg.Client): Promise<Record<Kind, ReadonlyMap<number, number>>> {
  const count = async (table: string, column: string) => {
    const { rows } = await client.query<{ id: number; times: number }>(
      `SELECT ${column} AS id, count(*)::integer AS times FROM ${table} GROUP BY 1`,
    );
    return new Map(rows.map(({ id, times }) => [id, times]));
  };
  const [feedback, ratings, movies] = [
    await count('feedbacks', 'user_id'),
    await count('ratings', 'user_id'),
    await count('movies', 'movie_id'),
  ];
  return { feedback, ratings, movies, bulk: feedback };
}
