import fc from 'fast-check';
import { RUNS } from '../../test/support/property-runs.js';
import { commitKeyed, type KeptOutcome, TAKEN } from './keyed-commit.js';
import type { Outcome } from './outcome.js';
import { fingerprintOf, type Keyed, type RequestKey } from './request-key.js';

type Kind = 'good' | 'conflict' | 'failing';
/** What becomes of one call of the database; before it, another process may take one of the keys. */
type Fate = 'answers' | 'fails' | 'is overtaken';

interface Item {
  readonly kind: Kind;
  /** Two requests of one content are the same. */
  readonly content: number;
}

interface Row {
  readonly id: number;
}

const request = fc.record({
  kind: fc.constantFrom<Kind>('good', 'good', 'good', 'conflict', 'failing'),
  content: fc.nat({ max: 1 }),
  key: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
});
const fate = fc.constantFrom<Fate>('answers', 'answers', 'answers', 'is overtaken', 'fails');

const keyOf = (key: string, content: number): RequestKey => ({
  key,
  part: 0,
  route: 'POST /things',
  fingerprint: fingerprintOf(content),
});

/** Rows and keys, and a lane before them; `isWhole` when a key that is taken undoes a statement. */
class Database {
  readonly rows: { readonly id: number; readonly key?: string; readonly isOurs: boolean }[] = [];
  readonly keys = new Map<string, RequestKey & KeptOutcome>();
  private calls = 0;

  constructor(
    private readonly fates: readonly Fate[],
    private readonly isWhole: boolean,
  ) {}

  readonly store = {
    find: (keys: readonly RequestKey[]) => {
      this.meet(keys);
      return Promise.resolve(keys.flatMap(({ key }) => this.keys.get(key) ?? []));
    },
    keep: (
      outcomes: readonly { readonly key: RequestKey; readonly status: number; readonly answer: unknown }[],
    ) => {
      this.meet(outcomes.map(({ key }) => key));
      const kept = outcomes.filter(({ key }) => !this.keys.has(key.key));
      for (const { key, status, answer } of kept) this.note(key, { status, answer });
      return Promise.resolve(kept.map(({ key }) => key));
    },
    isTaken: (error: unknown) => error instanceof Error && error.message === 'taken',
  };

  readonly lane = {
    commit: (entries: readonly Keyed<Item>[]): Promise<(Outcome<Row> | Error | typeof TAKEN)[]> => {
      const keys = entries.flatMap(({ key }) => key ?? []);
      this.meet(keys);
      if (new Set(keys.map(({ key }) => key)).size < keys.length)
        throw new Error('one key twice in a statement');
      if (this.isWhole && keys.some(({ key }) => this.keys.has(key))) throw new Error('taken');
      return Promise.resolve(entries.map((entry) => this.insert(entry)));
    },
    restore: (_: Item, { rowId }: KeptOutcome): Row => ({ id: rowId! }),
  };

  private insert({ item, key }: Keyed<Item>): Outcome<Row> | Error | typeof TAKEN {
    if (key && this.keys.has(key.key)) return TAKEN;
    if (item.kind === 'failing') return new Error('fails alone');
    if (item.kind === 'conflict') return { outcome: 'conflict', detail: 'is there already' };
    const id = this.add(key, true);
    return { outcome: 'created', row: { id } };
  }

  private add(key: RequestKey | undefined, isOurs: boolean): number {
    const id = this.rows.length + 1;
    this.rows.push({ id, isOurs, ...(key && { key: key.key }) });
    if (key) this.note(key, { status: 201, answer: null, rowId: id });
    return id;
  }

  private note(key: RequestKey, kept: Partial<KeptOutcome> & Pick<KeptOutcome, 'status' | 'answer'>): void {
    this.keys.set(key.key, { rowId: null, rowCreatedAt: null, rowUpdatedAt: null, ...key, ...kept });
  }

  /** @throws Error where the call fails, before it has done anything */
  private meet(keys: readonly RequestKey[]): void {
    const fate = this.fates[this.calls++ % this.fates.length];
    if (fate === 'fails') throw new Error('connection lost');
    if (fate === 'is overtaken') {
      const free = keys.find(({ key }) => !this.keys.has(key));
      if (free) this.add(free, false);
    }
  }
}

describe('commitKeyed, of any batch, among other processes that take the same keys', () => {
  it('stores each key once, tells all requests of a key the same, and throws only when it has stored nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 8 }),
        fc.array(fate, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (requests, fates, isWhole) => {
          const entries = requests.map(({ kind, content, key }): Keyed<Item> => ({
            // The same request has the same fate, whoever sends it.
            item: { kind: key === undefined ? kind : requests.find((one) => one.key === key)!.kind, content },
            ...(key !== undefined && { key: keyOf(key, content) }),
          }));
          const database = new Database(fates, isWhole);
          let outcomes: (Outcome<Row> | Error)[];
          try {
            outcomes = await commitKeyed(entries, database.lane, database.store);
          } catch {
            expect(database.rows.filter(({ isOurs }) => isOurs)).toEqual([]);
            return;
          }
          const keyed = database.rows.flatMap(({ key }) => key ?? []);
          expect(new Set(keyed).size).toBe(keyed.length);
          const said = outcomes.flatMap((one) =>
            !(one instanceof Error) && one.outcome === 'created' ? one.row.id : [],
          );
          // What was stored without a key is told once.
          const plain = database.rows.filter(({ key }) => key === undefined).map(({ id }) => id);
          expect(said.filter((id) => plain.includes(id)).toSorted((a, b) => a - b)).toEqual(plain);
          outcomes.forEach((outcome, at) => {
            const { key } = entries[at];
            const kept = key && database.keys.get(key.key);
            if (!key || outcome instanceof Error) return;
            const isSame = kept?.fingerprint.equals(key.fingerprint);
            if (kept && !isSame) expect(outcome).toMatchObject({ outcome: 'invalid' });
            else if (kept?.status === 201)
              expect(outcome).toEqual({ outcome: 'created', row: { id: kept.rowId } });
            else if (kept) expect(outcome).toMatchObject({ outcome: 'conflict' });
            else expect(outcome).toMatchObject({ outcome: 'invalid' });
          });
        },
      ),
      { ...RUNS, numRuns: 500 },
    );
  });
});
