import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Pool, QueryResultRow } from 'pg';
import { Subject } from 'rxjs';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Batcher, type BatcherOptions } from './batcher.js';

/** SQL that runs again and again; a server plans it once for each connection, under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A batch that went to the database, whether it was stored or refused. */
export interface Commit {
  readonly lane: string;
  readonly rows: number;
  readonly seconds: number;
}

/** What is to be seen of a lane from outside. */
export interface Lane {
  readonly name: string;
  readonly batcher: Pick<Batcher<never, unknown>, 'waiting' | 'mostWaiting' | 'drain'>;
}

/** The one writer of the process: rooms open a lane for each table they write, and hand it rows. */
@Injectable()
export class Writer implements OnModuleInit, BeforeApplicationShutdown {
  readonly lanes: Lane[] = [];
  /** Every batch, when the database has answered. */
  readonly commits = new Subject<Commit>();

  private areNamed = false;

  constructor(@Inject(getDataSourceToken()) private readonly dataSource: DataSource) {}

  /** All connections to an embedded database share one session, and with it the names: no statement is named there. */
  async onModuleInit(): Promise<void> {
    const [{ version }] = await this.dataSource.query<[{ version: string }]>('SELECT version()');
    this.areNamed = !version.includes('PGlite');
  }

  /**
   * A lane commits its batches one after another, beside the other lanes.
   * @param name what it is known by where it is measured
   * @param commit stores many items in one statement, so that all of them are committed together
   */
  openLane<Item, Result>(
    name: string,
    commit: (items: Item[]) => Promise<readonly (Result | Error)[]>,
    options?: BatcherOptions<Result>,
  ): Batcher<Item, Result> {
    const batcher = new Batcher<Item, Result>(async (items) => {
      const startedAt = performance.now();
      try {
        return await commit(items);
      } finally {
        this.commits.next({
          lane: name,
          rows: items.length,
          seconds: (performance.now() - startedAt) / 1000,
        });
      }
    }, options);
    this.lanes.push({ name, batcher });
    return batcher;
  }

  /** Runs a statement by itself; arrays are sent as PostgreSQL arrays. */
  async query<Row>({ name, text }: Statement, values: unknown[]): Promise<Row[]> {
    const result = await this.pool.query<Row & QueryResultRow>({
      ...(this.areNamed && { name }),
      text,
      values,
    });
    return result.rows;
  }

  /** Connections to the database: all that are open, those of them without work, and the queries that wait for one. */
  get poolCounts(): { total: number; idle: number; waiting: number; most: number } {
    const { totalCount: total, idleCount: idle, waitingCount: waiting, options } = this.pool;
    return { total, idle, waiting, most: options.max };
  }

  private get pool(): Pool {
    return (this.dataSource.driver as PostgresDriver).master as Pool;
  }

  /** What was accepted is committed before the connections close; what comes later is refused. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.lanes.map(({ batcher }) => batcher.drain()));
  }
}
