import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { RUNS } from '../../test/support/property-runs.js';
import { Batcher, BusyError } from './batcher.js';

/** What the database makes of a row: it is stored, refused for its data, or fails alone. */
type Kind = 'good' | 'refused' | 'failing';
/** What becomes of one call of the database; where the connection is lost, it may be after the commit. */
type Fate = 'answers' | 'loses a race' | 'is cut before' | 'is cut after' | 'takes too long';
type Step =
  | { readonly do: 'submit'; readonly kinds: readonly Kind[] }
  | { readonly do: 'submitMany'; readonly kinds: readonly Kind[] }
  | { readonly do: 'wait' }
  | { readonly do: 'drain' };

const MOST_IN_BATCH = 4;
const MOST_WAITING = 12;

const kind = fc.constantFrom<Kind>('good', 'good', 'good', 'refused', 'failing');
const kinds = fc.array(kind, { minLength: 1, maxLength: MOST_WAITING / 2 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('submit' as const), kinds }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('submitMany' as const), kinds }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drain' as const) }) },
);
const fate = fc.constantFrom<Fate>(
  'answers',
  'answers',
  'answers',
  'loses a race',
  'is cut before',
  'is cut after',
  'takes too long',
);
const call = fc.record({ fate, turns: fc.nat({ max: 2 }) });

interface Item {
  readonly id: number;
  readonly kind: Kind;
}

const sqlError = (code: string) => Object.assign(new Error(`SQLSTATE ${code}`), { code });

/** A database whose calls end as they are told to, and a batcher before it that is asked in any order. */
class Trial {
  readonly stored: number[] = [];
  /** Items of calls whose fate nobody knows. */
  readonly doubtful = new Set<number>();
  readonly handed = new Map<number, number>();
  readonly settled = new Map<number, { result: number | Error; times: number }>();
  readonly items: Item[] = [];
  /** What must not be, seen where throwing would only fail a batch. */
  readonly broken: string[] = [];
  calls = 0;
  private isBusy = false;
  private readonly answers: Promise<unknown>[] = [];
  private readonly batcher = new Batcher<Item, number>((items) => this.commit(items), {
    mostInBatch: MOST_IN_BATCH,
    mostWaiting: MOST_WAITING,
  });

  constructor(private readonly fates: readonly { fate: Fate; turns: number }[]) {}

  async run(steps: readonly Step[]): Promise<void> {
    for (const one of steps) {
      if (one.do === 'wait') await turn();
      else if (one.do === 'drain') this.answers.push(this.batcher.drain());
      else if (one.do === 'submit') for (const kind of one.kinds) this.submit(this.item(kind));
      else this.submitMany(one.kinds.map((kind) => this.item(kind)));
      if (this.batcher.waiting > MOST_WAITING) this.broken.push(`${this.batcher.waiting} wait`);
    }
    await Promise.all(this.answers);
    await this.batcher.drain();
    expect(this.batcher.waiting).toBe(0);
  }

  /** What is wrong with what was said of an item, by what the database knows. */
  describeWrong({ id, kind }: Item): string[] {
    const { result, times } = this.settled.get(id) ?? { result: new Error('not settled'), times: 0 };
    const stored = this.stored.filter((one) => one === id).length;
    const handed = this.handed.get(id) ?? 0;
    const isGiven = result === id * 10;
    const wrong = {
      'is settled other than once': times !== 1,
      'is stored twice': stored > 1,
      'has its result, and is not stored': isGiven && stored === 0,
      'is stored, and has an error that says it is not': !isGiven && stored > 0 && !this.doubtful.has(id),
      'was refused by the database, and has a result': isGiven && kind !== 'good',
      'was refused at once, and handed on': result instanceof BusyError && handed > 0,
      'was never handed on, and not refused': !(result instanceof BusyError) && handed === 0,
      // Five tries, and one more for each halving of four.
      'was handed on without end': handed > 5 + 2,
    };
    return Object.entries(wrong).flatMap(([what, is]) => (is ? `${kind} item ${id} ${what}` : []));
  }

  private item(kind: Kind): Item {
    const item = { id: this.items.length, kind };
    this.items.push(item);
    return item;
  }

  private submit(item: Item): void {
    const settle = (result: number | Error) => {
      this.settle(item, result);
    };
    this.answers.push(this.batcher.submit(item).then(settle, settle));
  }

  private submitMany(items: readonly Item[]): void {
    const settle = (results: readonly (number | Error)[]) => {
      expect(results).toHaveLength(items.length);
      items.forEach((item, at) => {
        this.settle(item, results[at]);
      });
    };
    const refuse = (error: Error) => {
      settle(items.map(() => error));
    };
    this.answers.push(this.batcher.submitMany(items).then(settle, refuse));
  }

  private settle({ id }: Item, result: number | Error): void {
    this.settled.set(id, { result, times: (this.settled.get(id)?.times ?? 0) + 1 });
  }

  private async commit(items: Item[]): Promise<(number | Error)[]> {
    if (this.isBusy) this.broken.push('two calls at once');
    if (items.length < 1 || items.length > MOST_IN_BATCH) this.broken.push(`${items.length} items`);
    if (items.some(({ id }) => this.doubtful.has(id))) this.broken.push('a doubtful item again');
    this.isBusy = true;
    const { fate, turns } = this.fates[this.calls++ % this.fates.length];
    for (const { id } of items) this.handed.set(id, (this.handed.get(id) ?? 0) + 1);
    for (let left = turns; left > 0; left--) await turn();
    this.isBusy = false;
    if (fate === 'loses a race') throw sqlError('40001');
    if (fate === 'takes too long') throw sqlError('57014');
    if (items.some((item) => item.kind === 'refused')) throw sqlError('23514');
    if (fate.startsWith('is cut')) for (const { id } of items) this.doubtful.add(id);
    if (fate === 'is cut before') throw sqlError('08006');
    this.stored.push(...items.filter((item) => item.kind === 'good').map(({ id }) => id));
    if (fate === 'is cut after') throw sqlError('08006');
    return items.map(({ id, kind }) => (kind === 'failing' ? new Error('failing') : id * 10));
  }
}

describe('Batcher, in any order of calls and failures', () => {
  it('settles each item once, stores none twice, and says of each what became of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 20 }),
        fc.array(call, { minLength: 1, maxLength: 8 }),
        async (steps, fates) => {
          const trial = new Trial(fates);
          await trial.run(steps);
          expect(trial.broken).toEqual([]);
          expect(trial.items.flatMap((item) => trial.describeWrong(item))).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});
