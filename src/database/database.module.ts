import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { Environment } from '../config/environment.js';
import { openDataSource, serving } from './data-source.js';
import { DatabaseServer } from './database-server.js';
import { CreateTables1764000000000 } from './migrations/1764000000000-create-tables.js';
import { CreateServedLists1764100000000 } from './migrations/1764100000000-create-served-lists.js';
import { AddModelWeights1764200000000 } from './migrations/1764200000000-add-model-weights.js';
import { NoteRewrites1764300000000 } from './migrations/1764300000000-note-rewrites.js';
import { CountAnswers1764310000000 } from './migrations/1764310000000-count-answers.js';
import { IndexTimesOfChange1764400000000 } from './migrations/1764400000000-index-times-of-change.js';
import { ReleaseByStatement1764500000000 } from './migrations/1764500000000-release-by-statement.js';
import { KeepIdempotencyKeys1764600000000 } from './migrations/1764600000000-keep-idempotency-keys.js';
import { KeptKeys } from './kept-keys.service.js';
import { CreateRuns1764700000000 } from './migrations/1764700000000-create-runs.js';
import { MarkWhatIsSafeToRead1764800000000 } from './migrations/1764800000000-mark-what-is-safe-to-read.js';
import { Writer } from './writer.service.js';

@Global()
@Module({
  providers: [
    {
      provide: DatabaseServer,
      inject: [Environment],
      useFactory: ({ DATABASE_URL, DATABASE_POOL_SIZE }: Environment) =>
        DatabaseServer.open(DATABASE_URL, DATABASE_POOL_SIZE),
    },
  ],
  exports: [DatabaseServer],
})
class DatabaseServerModule {}

const MIGRATIONS = [
  CreateTables1764000000000,
  CreateServedLists1764100000000,
  AddModelWeights1764200000000,
  NoteRewrites1764300000000,
  CountAnswers1764310000000,
  IndexTimesOfChange1764400000000,
  ReleaseByStatement1764500000000,
  KeepIdempotencyKeys1764600000000,
  CreateRuns1764700000000,
  MarkWhatIsSafeToRead1764800000000,
];

/** The one connection pool of the process, migrated before anything uses it, and its one writer. */
@Global()
@Module({
  imports: [
    DatabaseServerModule,
    TypeOrmModule.forRootAsync({
      inject: [DatabaseServer, Environment],
      useFactory: (
        server: DatabaseServer,
        { DATABASE_WAIT_SECONDS: wait, DATABASE_TIMEOUT_SECONDS: statement }: Environment,
      ): TypeOrmModuleOptions => ({ ...serving(server, { wait, statement }), migrations: MIGRATIONS }),
      dataSourceFactory: (options) => openDataSource(options as PostgresDataSourceOptions, console.error),
    }),
  ],
  providers: [Writer, KeptKeys],
  exports: [Writer, KeptKeys],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly server: DatabaseServer,
    @Inject(getDataSourceToken()) private readonly dataSource: DataSource,
  ) {}

  /** The pool closes before the server under it. */
  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    await this.server.close();
  }
}
