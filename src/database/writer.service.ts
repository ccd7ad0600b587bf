import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Pool, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Batcher, type BatcherOptions } from './batcher.js';

/** SQL that runs again and again; a server plans it once for each connection, under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** The one writer of the process: rooms open a lane for each table they write, and hand it rows. */
@Injectable()
export class Writer implements OnModuleInit, BeforeApplicationShutdown {
  private readonly lanes: { drain: () => Promise<void> }[] = [];

  private areNamed = false;

  constructor(@Inject(getDataSourceToken()) private readonly dataSource: DataSource) {}

  /** All connections to an embedded database share one session, and with it the names: no statement is named there. */
  async onModuleInit(): Promise<void> {
    const [{ version }] = await this.dataSource.query<[{ version: string }]>('SELECT version()');
    this.areNamed = !version.includes('PGlite');
  }

  /**
   * A lane commits its batches one after another, beside the other lanes.
   * @param commit stores many items in one statement, so that all of them are committed together
   */
  openLane<Item, Result>(
    commit: (items: Item[]) => Promise<readonly (Result | Error)[]>,
    options?: BatcherOptions<Result>,
  ): Batcher<Item, Result> {
    const lane = new Batcher(commit, options);
    this.lanes.push(lane);
    return lane;
  }

  /** Runs a statement by itself; arrays are sent as PostgreSQL arrays. */
  async query<Row>({ name, text }: Statement, values: unknown[]): Promise<Row[]> {
    const pool = (this.dataSource.driver as PostgresDriver).master as Pool;
    const result = await pool.query<Row & QueryResultRow>({ ...(this.areNamed && { name }), text, values });
    return result.rows;
  }

  /** What was accepted is committed before the connections close; what comes later is refused. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.drain()));
  }
}
