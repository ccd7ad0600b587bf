import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Subject } from 'rxjs';
import { type EntityManager, Repository } from 'typeorm';
import { EventHistory } from './event-history.service.js';
import { Model } from './model.entity.js';
import { repeat } from './repeat.js';
import { TRAINABLE } from './trainable.js';
import { trainInThread } from './training-thread.js';

/** How often a version that another instance trained is looked for. */
const POLL_MS = 1000;
/** Versions of a recommender whose weights are kept, for instances that have yet to take up the newest. */
const KEPT_WEIGHTS = 3;
/** How many numbers before the last one a version may appear late: instances that train at once draw them before they store. */
const MOST_LATE = 100;

/** Stores models in a transaction; whatever else belongs to it is stored there too. */
export type CommitModels = (store: (manager: EntityManager) => Promise<Model[]>) => Promise<unknown>;

/** The trained models: versions are kept in the database, loaded at start, and noticed when another instance trains. */
@Injectable()
export class ModelService implements OnModuleInit, OnApplicationShutdown {
  /** The newest version of each recommender. */
  readonly newest = new Map<string, Model>();
  /** Every version that becomes the newest; undefined when the table was emptied and there is none any more. */
  readonly changes = new Subject<Model | undefined>();
  private readonly logger = new Logger('ModelService');
  private readonly closing = new AbortController();
  /** The last version looked at, of whichever recommender. */
  private last = 0;
  private stopPolling?: () => void;
  private training?: { readonly names?: string; readonly done: Promise<Model[]> };

  constructor(
    @InjectRepository(Model) private readonly models: Repository<Model>,
    private readonly history: EventHistory,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.loadNewer();
    this.stopPolling = repeat(
      () => this.loadNewer(),
      POLL_MS,
      (reason) => {
        this.logger.warn(`New models could not be read: ${reason}`);
      },
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopPolling?.();
    this.closing.abort(new Error('The service is stopping.'));
    await this.training?.done.catch(() => undefined);
  }

  /**
   * Trains those of the recommenders that can be trained, on what the tables hold, one training at a time; one of the
   * same recommenders that is under way is shared.
   * @param commit runs the transaction that stores the models, for who has more to store with them and shares with nobody;
   *   not called where there is nothing to train
   */
  train(recommenders: readonly string[], commit?: CommitModels): Promise<Model[]> {
    const wanted = [...TRAINABLE.keys()].filter((name) => recommenders.includes(name));
    if (wanted.length === 0) return Promise.resolve([]);
    const names = commit ? undefined : wanted.join();
    if (names !== undefined && this.training?.names === names) return this.training.done;
    const before = this.training?.done.catch(() => undefined) ?? Promise.resolve();
    const training = {
      names,
      done: before
        .then(() => this.trainAll(wanted, commit ?? ((store) => this.models.manager.transaction(store))))
        .finally(() => {
          if (this.training === training) this.training = undefined;
        }),
    };
    this.training = training;
    return training.done;
  }

  private async trainAll(names: readonly string[], commit: CommitModels): Promise<Model[]> {
    await this.loadNewer();
    const { ratings, models } = await trainInThread(names, this.history.read(), this.closing.signal);
    const rows = names.map((recommender, at) => this.models.create({ recommender, ...models[at], ratings }));
    await commit(async (manager) => {
      for (const row of rows) {
        await manager.insert(Model, row);
        await forgetOldWeights(manager, row.recommender);
      }
      return rows;
    });
    for (const row of rows) this.take(row);
    await this.loadNewer();
    return rows;
  }

  private async loadNewer(): Promise<void> {
    const versions = await this.models.query<{ recommender: string; version: number }[]>(
      'SELECT recommender, max(model_version) AS version FROM models WHERE model_version > $1 GROUP BY recommender',
      [this.last - MOST_LATE],
    );
    const last = Math.max(0, ...versions.map(({ version }) => version));
    if (last < this.last) {
      this.forget();
      return this.loadNewer();
    }
    for (const { recommender, version } of versions) {
      if (version <= this.versionOf(recommender)) continue;
      const row = await this.models.findOneBy({ modelVersion: version });
      if (row) this.take(row);
    }
    this.last = last;
  }

  private take(row: Model): void {
    if (row.modelVersion <= this.versionOf(row.recommender)) return;
    this.newest.set(row.recommender, row);
    this.changes.next(row);
  }

  private versionOf(recommender: string): number {
    return this.newest.get(recommender)?.modelVersion ?? 0;
  }

  private forget(): void {
    this.last = 0;
    this.newest.clear();
    this.changes.next(undefined);
  }
}

const forgetOldWeights = (manager: EntityManager, recommender: string): Promise<unknown> =>
  manager.query(
    `UPDATE models SET weights = NULL WHERE recommender = $1 AND weights IS NOT NULL AND model_version NOT IN
       (SELECT model_version FROM models WHERE recommender = $1 ORDER BY model_version DESC LIMIT $2)`,
    [recommender, KEPT_WEIGHTS],
  );
