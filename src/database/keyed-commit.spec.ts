import { commitKeyed, type KeptOutcome, type KeyedLane, type KeyStore, TAKEN } from './keyed-commit.js';
import type { Outcome } from './outcome.js';
import { fingerprintOf, type Keyed, type RequestKey } from './request-key.js';

interface Item {
  readonly value: number;
}
interface Row extends Item {
  readonly id: number;
}
type Kept = RequestKey & KeptOutcome;

const keyed = (value: number, key?: string): Keyed<Item> => ({
  item: { value },
  key:
    key === undefined ? undefined : { key, part: 0, route: 'POST /rows', fingerprint: fingerprintOf(value) },
});

/** A table and its keys in memory; another process may take keys while a batch is on its way. */
class Memory {
  readonly rows: Row[] = [];
  readonly kept = new Map<string, Kept>();
  /** What happens before the next batch is stored. */
  before: (() => void) | undefined;
  /** Thrown instead of the next call of each kind. */
  readonly failures: Partial<Record<'find' | 'keep' | 'commit', Error>> = {};
  /** Values that are there already, and refused. */
  readonly refused = new Map<number, 'identical' | 'conflict'>();
  finds = 0;

  readonly store: { -readonly [Part in keyof KeyStore]: KeyStore[Part] } = {
    find: (keys) => {
      this.finds++;
      this.fail('find');
      return Promise.resolve(keys.flatMap(({ key }) => this.kept.get(key) ?? []));
    },
    keep: (outcomes) => {
      this.fail('keep');
      const free = outcomes.filter(({ key }) => !this.kept.has(key.key));
      for (const { key, status, answer } of free) this.note(key, status, { answer });
      return Promise.resolve(free.map(({ key }) => key));
    },
    isTaken: (error) => error === this.taken,
  };

  readonly taken = new Error('taken');

  readonly lane: KeyedLane<Item, Row> = {
    commit: (entries) => {
      this.before?.();
      this.before = undefined;
      this.fail('commit');
      return Promise.resolve(entries.map((entry) => this.insert(entry)));
    },
    restore: ({ value }, { rowId }) => ({ value, id: rowId! }),
  };

  run(...entries: Keyed<Item>[]): Promise<(Outcome<Row> | Error)[]> {
    return commitKeyed(entries, this.lane, this.store);
  }

  insert({ item, key }: Keyed<Item>): Outcome<Row> | typeof TAKEN {
    if (key && this.kept.has(key.key)) return TAKEN;
    const refused = this.refused.get(item.value);
    if (refused === 'identical') return { outcome: 'identical', row: { ...item, id: 0 } };
    if (refused === 'conflict') return { outcome: 'conflict', detail: 'is there' };
    const row = { ...item, id: this.rows.length + 1 };
    this.rows.push(row);
    if (key) this.note(key, 201, { rowId: row.id });
    return { outcome: 'created', row };
  }

  private note(key: RequestKey, status: number, more: Partial<KeptOutcome>): void {
    const nothing = { answer: null, rowId: null, rowCreatedAt: null, rowUpdatedAt: null };
    this.kept.set(key.key, { ...key, ...nothing, ...more, status });
  }

  private fail(kind: 'find' | 'keep' | 'commit'): void {
    const error = this.failures[kind];
    this.failures[kind] = undefined;
    if (error) throw error;
  }
}

const kinds = (outcomes: readonly (Outcome<Row> | Error)[]) =>
  outcomes.map((one) => (one instanceof Error ? one.message : one.outcome));
const ids = (outcomes: readonly (Outcome<Row> | Error)[]) =>
  outcomes.map((one) => ('row' in one ? one.row.id : undefined));

describe('commitKeyed', () => {
  let memory: Memory;
  beforeEach(() => (memory = new Memory()));

  it('stores each key once, in one batch and in later ones', async () => {
    const first = await memory.run(keyed(1, 'a'), keyed(2), keyed(1, 'a'), keyed(3, 'b'));
    expect(ids(first)).toEqual([1, 2, 1, 3]);
    expect(ids(await memory.run(keyed(3, 'b'), keyed(1, 'a'), keyed(1, 'a')))).toEqual([3, 1, 1]);
    expect(memory.rows).toHaveLength(3);
  });

  it('refuses another request of a key, and answers the one that was kept beside it', async () => {
    await memory.run(keyed(1, 'a'));
    const outcomes = await memory.run(keyed(2, 'a'), keyed(1, 'a'), keyed(4, 'b'), keyed(5, 'b'));
    expect(kinds(outcomes)).toEqual(['invalid', 'created', 'created', 'invalid']);
    expect(ids(outcomes)).toEqual([undefined, 1, 2, undefined]);
  });

  it('keeps that a row was there, and that it was another one', async () => {
    memory.refused.set(1, 'identical').set(2, 'conflict');
    const first = await memory.run(keyed(1, 'a'), keyed(2, 'b'), keyed(1));
    expect(kinds(first)).toEqual(['identical', 'conflict', 'identical']);
    memory.refused.clear();
    expect(await memory.run(keyed(1, 'a'), keyed(2, 'b'))).toEqual(first.slice(0, 2));
    expect(memory.rows).toHaveLength(0);
  });

  it('answers by what another process has stored meanwhile', async () => {
    memory.before = () => memory.insert(keyed(1, 'a'));
    expect(ids(await memory.run(keyed(1, 'a'), keyed(2)))).toEqual([1, 2]);
    expect(memory.rows).toHaveLength(2);
  });

  it('answers by it too where the row itself was found to be there', async () => {
    memory.refused.set(1, 'conflict');
    memory.store.keep = () => {
      memory.refused.clear();
      memory.insert(keyed(1, 'a'));
      return Promise.resolve([]);
    };
    expect(kinds(await memory.run(keyed(1, 'a')))).toEqual(['created']);
  });

  it('comes again as a whole when a key is taken while rows are stored', async () => {
    memory.failures.commit = memory.taken;
    expect(ids(await memory.run(keyed(1, 'a'), keyed(2)))).toEqual([1, 2]);
    expect(memory.finds).toBe(2);
  });

  it.each(['find', 'commit'] as const)('throws what fails before anything is stored: %s', async (kind) => {
    memory.failures[kind] = new Error('away');
    await expect(memory.run(keyed(1, 'a'), keyed(2))).rejects.toThrow('away');
    expect(memory.rows).toHaveLength(0);
  });

  it('never throws once a row is stored: what was not kept fails alone, or is kept at another try', async () => {
    memory.refused.set(2, 'conflict');
    memory.store.keep = () => Promise.reject(new Error('away'));
    const outcomes = await memory.run(keyed(1, 'a'), keyed(2, 'b'), keyed(3));
    expect(kinds(outcomes)).toEqual(['created', 'away', 'created']);
    expect(memory.rows).toHaveLength(2);
  });

  it('gives up on a key that is taken and never to be found', async () => {
    memory.store.find = () => Promise.resolve([]);
    memory.insert(keyed(1, 'a'));
    expect(kinds(await memory.run(keyed(1, 'a'), keyed(2)))).toEqual([
      'Key a was taken, and was not to be found',
      'created',
    ]);
  });
});
