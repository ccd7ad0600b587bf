import { type Call, HttpConnection } from './http-connection.js';
import type { ServiceProcess } from './product.js';

const KINDS = ['feedback', 'ratings', 'movies'] as const;
type Kind = (typeof KINDS)[number];

interface Page {
  readonly items: { readonly user_id: number; readonly feedback_id?: number }[];
  readonly next_cursor: string | null;
}

/** What became of the writes of a ledger, in rows. */
export interface Account {
  readonly sent: number;
  readonly acknowledged: number;
  /** Acknowledged, and not there. */
  readonly lost: number;
  /** There more than once. */
  readonly doubled: number;
  /** Never answered, and there. */
  readonly unanswered: number;
}

const EMPTY: Account = { sent: 0, acknowledged: 0, lost: 0, doubled: 0, unanswered: 0 };

export const addAccounts = (accounts: readonly Account[]): Account =>
  accounts.reduce(
    (sum, one) => ({
      sent: sum.sent + one.sent,
      acknowledged: sum.acknowledged + one.acknowledged,
      lost: sum.lost + one.lost,
      doubled: sum.doubled + one.doubled,
      unanswered: sum.unanswered + one.unanswered,
    }),
    EMPTY,
  );

/** Feedback, ratings and films in turn, none of them ever sent twice, and which of them were acknowledged. */
export class WriteLedger {
  /** By kind: whether the row of each key was acknowledged. A key is a user, and of a film its id. */
  private readonly rows = new Map(KINDS.map((kind) => [kind, new Map<number, boolean>()]));
  private next: number;

  /**
   * @param mark a film that the ledger's feedback chose and its ratings rate, and no other's do
   * @param firstKey the first of the ledger's keys: users and films of its own
   */
  constructor(
    private readonly mark: number,
    firstKey: number,
  ) {
    this.next = firstKey;
  }

  /**
   * Writes without a pause over so many connections, shared among the services, until the time is over or the service is
   * gone. @throws Error at any answer that is not 201
   */
  async write(urls: readonly string[], connections: number, seconds: number): Promise<void> {
    const endAt = performance.now() + seconds * 1000;
    const lane = async (_: unknown, at: number): Promise<void> => {
      const connection = await HttpConnection.open(urls[at % urls.length]).catch(() => undefined);
      if (!connection) return;
      try {
        while (performance.now() < endAt) {
          const kind = KINDS[this.next % KINDS.length];
          const key = this.next++;
          const rows = this.rows.get(kind)!;
          rows.set(key, false);
          const answer = await connection.send(this.callOf(kind, key)).catch(() => undefined);
          if (!answer) return;
          if (answer.status !== 201) throw new Error(`POST /${kind}: ${answer.status} ${answer.body}`);
          rows.set(key, true);
        }
      } finally {
        connection.close();
      }
    };
    await Promise.all(Array.from({ length: connections }, lane));
  }

  /** Rows acknowledged so far. */
  get acknowledged(): number {
    return KINDS.reduce((sum, kind) => sum + compare(this.rows.get(kind)!, []).acknowledged, 0);
  }

  /** Looks through a service's tables for every row that was sent. */
  async account(service: ServiceProcess): Promise<Account> {
    const found = {
      feedback: await this.usersIn(service, `/feedback?selected_movie_id=${this.mark}`),
      ratings: await this.usersIn(service, `/ratings?movie_id=${this.mark}`),
      movies: await service.get<number[]>('/movies/all'),
    };
    return addAccounts(KINDS.map((kind) => compare(this.rows.get(kind)!, found[kind])));
  }

  private callOf(kind: Kind, key: number): Call {
    const body = {
      feedback: { user_id: key, recommended_movie_id_list: [1, this.mark, 2], selected_movie_id: this.mark },
      ratings: { user_id: key, movie_id: this.mark, rating: 3.5 },
      movies: { movie_id: key, title: `The Silent Harbour ${key} (2026)`, genres: 'Drama|Mystery' },
    }[kind];
    return { method: 'POST', path: `/${kind}`, body: JSON.stringify(body) };
  }

  private async usersIn(service: ServiceProcess, path: string): Promise<number[]> {
    const users: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Page = await service.get<Page>(`${path}&limit=1000${from}`);
      users.push(...page.items.map((row) => row.user_id));
      cursor = page.next_cursor;
    }
    return users;
  }
}

/** Holds what was sent, by key, against the keys that were found; those of others are passed over. */
function compare(sent: ReadonlyMap<number, boolean>, found: readonly number[]): Account {
  const times = new Map<number, number>();
  for (const key of found) times.set(key, (times.get(key) ?? 0) + 1);
  const count = (holds: (acknowledged: boolean, times: number) => boolean) =>
    [...sent].filter(([key, acknowledged]) => holds(acknowledged, times.get(key) ?? 0)).length;
  return {
    sent: sent.size,
    acknowledged: count((acknowledged) => acknowledged),
    lost: count((acknowledged, times) => acknowledged && times === 0),
    doubled: count((_, times) => times > 1),
    unanswered: count((acknowledged, times) => !acknowledged && times > 0),
  };
}
