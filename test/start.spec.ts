import { once } from 'node:events';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import pg from 'pg';
import { migrate, MigrationError } from '../src/database/migrate.js';
import { EmbeddedPostgres } from '../src/database/embedded-postgres.js';
import { start } from './support/cli.js';
import { DatabaseGate } from './support/database-gate.js';
import { testVariables } from './support/service.js';

class First1000000000001 implements MigrationInterface {
  name = 'First1000000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half_done (id integer)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE half_done');
  }
}

class Second1000000000002 implements MigrationInterface {
  name = 'Second1000000000002';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('INSERT INTO half_done SELECT 1');
    await runner.query('SELECT 1 / id FROM (VALUES (0)) AS zero (id)');
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

describe('the start of the service', () => {
  it('waits for a database that is not there yet, and says so', async () => {
    const gate = await DatabaseGate.open(testVariables().DATABASE_URL);
    await gate.close();
    const { child, outcome } = start('main', [], {
      ...{ PORT: '0', DATABASE_URL: gate.url, DATABASE_POOL_SIZE: '1', DATABASE_WAIT_SECONDS: '150' },
    });
    let stderr = '';
    child.stderr!.on('data', (text: string) => (stderr += text));
    while (!stderr.includes('\n')) await once(child.stderr!, 'data');
    expect(stderr).toMatch(
      /^The database is not there yet \(connect ECONNREFUSED .*\); waiting up to 150 seconds for it\.\n$/,
    );
    await gate.open();
    const [{ url }] = (await once(child, 'message')) as [{ url: string }];
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect((await outcome).code).toBe(0);
    await gate.close();
  });

  it('gives up after DATABASE_WAIT_SECONDS with a sentence and exit code 1', async () => {
    const { code, stderr } = await start('main', [], {
      ...{ PORT: '0', DATABASE_URL: 'postgres://x@127.0.0.1:1/x', DATABASE_WAIT_SECONDS: '1' },
    }).outcome;
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toBe(
      'The database of DATABASE_URL cannot be used: nothing listens there (connect ECONNREFUSED 127.0.0.1:1). ' +
        'It was waited for 1 seconds (DATABASE_WAIT_SECONDS).',
    );
  });

  it('changes nothing when a change of the tables fails, and goes through when that is set right', async () => {
    const source = (...migrations: (new () => MigrationInterface)[]) =>
      new DataSource({
        type: 'postgres',
        url: testVariables().DATABASE_URL,
        poolSize: 1,
        installExtensions: false,
        migrations,
        migrationsTableName: 'tried_migrations',
      }).initialize();
    const failing = await source(First1000000000001, Second1000000000002);
    const exists = async () => {
      const [{ found }] = await failing.query<[{ found: boolean }]>(
        "SELECT to_regclass('half_done') IS NOT NULL AS found",
      );
      return found;
    };
    const failure: unknown = await migrate(failing).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MigrationError);
    expect((failure as Error).message).toMatch(
      /^The tables could not be brought up to date: division by zero at "SELECT 1 \/ id .*Nothing was changed/,
    );
    expect(await exists()).toBe(false);
    const right = await source(First1000000000001);
    await migrate(right);
    expect(await exists()).toBe(true);
    await right.query('DROP TABLE half_done, tried_migrations');
    await right.destroy();
    await failing.destroy();
  });

  it('says what stands in the way of its tables, and leaves it as it is', async () => {
    const server = await EmbeddedPostgres.start('memory');
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query("CREATE TABLE ratings AS SELECT 'mine' AS whose");
    const { code, stderr } = await start('main', [], {
      ...{ PORT: '0', DATABASE_URL: server.url, DATABASE_POOL_SIZE: '1' },
    }).outcome;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The tables could not be brought up to date: relation "ratings" already exists at ".*"\. Nothing was changed: .*\n$/,
    );
    const { rows } = await client.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'`,
    );
    expect(rows).toEqual([{ tablename: 'ratings' }]);
    await client.end();
    await server.stop();
  });
});
