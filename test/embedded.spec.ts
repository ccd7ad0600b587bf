import pg from 'pg';
import { newFolder, type Running, start, startMain } from './support/cli.js';

const stop = async ({ child, outcome }: Running, signal: NodeJS.Signals = 'SIGTERM') => {
  child.kill(signal);
  return outcome;
};
const post = async (url: string, path: string, body: object) =>
  (
    await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).status;
const get = async (url: string, path: string): Promise<unknown> => (await fetch(url + path)).json();
const film = { movie_id: 1, title: 'A', genres: '' };

describe('the embedded database', () => {
  it('keeps its rows over a stop, and over kill -9 every row that was answered', async () => {
    const cwd = newFolder();
    const first = await startMain({}, cwd);
    expect(await post(first.url, '/movies', film)).toBe(201);
    expect((await stop(first)).code).toBe(0);

    const second = await startMain({}, cwd);
    expect(await get(second.url, '/movies/all')).toEqual([1]);
    let acknowledged = 0;
    const writer = (async () => {
      for (let user_id = 1; ; user_id++) {
        await post(second.url, '/ratings', { user_id, movie_id: 1, rating: 3 });
        acknowledged = user_id;
      }
    })().catch(() => undefined);
    while (acknowledged < 100) await new Promise((resolve) => setTimeout(resolve, 10));
    await stop(second, 'SIGKILL');
    await writer;

    const third = await startMain({}, cwd);
    const { items } = (await get(third.url, '/ratings?limit=1000')) as { items: { user_id: number }[] };
    await stop(third);
    expect(items.slice(0, acknowledged).map(({ user_id }) => user_id)).toEqual(
      Array.from({ length: Math.min(acknowledged, 1000) }, (_, index) => index + 1),
    );
  });

  it('refuses a second process on its folder, names the first, and says what to do', async () => {
    const cwd = newFolder();
    const first = await startMain({}, cwd);
    const second = await start('main', [], { PORT: '0' }, cwd).outcome;
    await stop(first);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`in use by process ${first.child.pid}`);
    expect(second.stderr).toContain('DATABASE_URL=');
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('forgets what embedded:memory held', async () => {
    const cwd = newFolder();
    for (let run = 0; run < 2; run++) {
      const service = await startMain({ DATABASE_URL: 'embedded:memory' }, cwd);
      expect(await post(service.url, '/movies', film)).toBe(201);
      await stop(service);
    }
  });
});

const embeddedOnly = process.env.TEST_DATABASE_URL === undefined ? describe : describe.skip;
embeddedOnly('connections to the embedded database', () => {
  const connect = async () => {
    const client = new pg.Client(process.env[`MOVIEFLIX_TEST_DATABASE_${process.env.JEST_WORKER_ID}`]);
    await client.connect();
    return client;
  };

  it('take turns: one in a transaction keeps the others waiting, and gives way when it goes away', async () => {
    const [writer, reader] = await Promise.all([connect(), connect()]);
    await writer.query('CREATE TABLE turns (n int)');
    await writer.query('BEGIN');
    await writer.query('INSERT INTO turns VALUES (1)');
    const waiting = reader.query<{ count: string }>('SELECT count(*) FROM turns WHERE n > $1', [0]);
    await writer.query('INSERT INTO turns VALUES (2)');
    writer.on('error', () => undefined);
    await writer.end();
    // The transaction was never committed.
    expect((await waiting).rows[0].count).toBe('0');
    await reader.query('DROP TABLE turns');
    await reader.end();
  });

  it('do not mix up the statements of clients that write at once', async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, connect));
    await Promise.all(
      clients.map(async (client, index) => {
        for (let call = 0; call < 100; call++) {
          const { rows } = await client.query<{ n: number }>('SELECT $1::int AS n', [index * 1000 + call]);
          expect(rows[0].n).toBe(index * 1000 + call);
        }
      }),
    );
    await Promise.all(clients.map((client) => client.end()));
  });

  it('keep their settings and temporary tables to themselves', async () => {
    const [service, visitor] = await Promise.all([connect(), connect()]);
    await service.query('CREATE TABLE shared (n int)');
    await visitor.query("SET search_path = ''");
    await visitor.query('SET default_transaction_read_only = on');
    await visitor.query('CREATE TEMP TABLE shared (other text)').catch(() => undefined);
    await service.query('INSERT INTO shared VALUES (1)');
    expect((await service.query<object>('SELECT * FROM shared')).rows).toEqual([{ n: 1 }]);
    await visitor.query('CREATE TEMP TABLE shared (other text)');
    expect((await service.query<object>('SELECT * FROM shared')).rows).toEqual([{ n: 1 }]);
    await visitor.end();
    await service.query('DROP TABLE shared');
    await service.end();
  });

  it('come and go while another is inside a transaction', async () => {
    const writer = await connect();
    await writer.query('CREATE TABLE visits (n int)');
    for (let n = 0; n < 20; n++) {
      const [visitor] = await Promise.all([connect(), writer.query('SELECT 1')]);
      await visitor.query("SET search_path = ''");
      const gone = visitor.end();
      await writer.query('BEGIN');
      await writer.query('INSERT INTO visits VALUES ($1)', [n]);
      await gone;
      await writer.query('COMMIT');
    }
    expect((await writer.query<{ count: string }>('SELECT count(*) FROM visits')).rows).toEqual([
      { count: '20' },
    ]);
    await writer.query('DROP TABLE visits');
    await writer.end();
  });
});
