import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { ClientBase } from 'pg';
import { DataSource } from 'typeorm';
import { Environment } from '../config/environment.js';
import { DatabaseServer } from './database-server.js';
import { migrate } from './migrate.js';
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

/**
 * A statement keeps its first plan until the next ANALYZE, and a table may have grown a thousandfold by then: the plan for
 * a small one must not be to read all of it. And no statement runs so long that compiling it would pay.
 */
const SETTINGS = 'SET enable_seqscan = off; SET jit = off';

/** The one connection pool of the process, migrated before anything uses it, and its one writer. */
@Global()
@Module({
  imports: [
    DatabaseServerModule,
    TypeOrmModule.forRootAsync({
      inject: [DatabaseServer],
      useFactory: ({ url, poolSize }: DatabaseServer): TypeOrmModuleOptions => ({
        type: 'postgres',
        url,
        poolSize,
        applicationName: 'movieflix',
        parseInt8: true,
        autoLoadEntities: true,
        migrations: [
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
        ],
        retryAttempts: 0,
        installExtensions: false,
        extra: { onConnect: (client: ClientBase) => client.query(SETTINGS) },
      }),
      dataSourceFactory: async (options) => {
        const dataSource = await new DataSource(options!).initialize();
        await migrate(dataSource);
        return dataSource;
      },
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
