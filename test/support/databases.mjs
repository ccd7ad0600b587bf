import pg from 'pg';
import { EmbeddedPostgres } from '../../dist/database/embedded-postgres.js';

/** The variable that tells a test worker where its database is. */
const variableOf = (worker) => `MOVIEFLIX_TEST_DATABASE_${worker}`;

const open = [];

async function onServer(url, sql) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Gives every test worker an empty database: on the server of TEST_DATABASE_URL, else an embedded one each. */
export default async function setUp({ maxWorkers }) {
  const server = process.env.TEST_DATABASE_URL;
  await Promise.all(
    Array.from({ length: maxWorkers }, async (_, index) => {
      const worker = index + 1;
      if (server === undefined) {
        const embedded = await EmbeddedPostgres.start('memory');
        process.env[variableOf(worker)] = embedded.url;
        open.push(() => embedded.stop());
      } else {
        const name = `movieflix_test_${process.pid}_${worker}`;
        await onServer(server, `CREATE DATABASE ${name}`);
        process.env[variableOf(worker)] = Object.assign(new URL(server), { pathname: `/${name}` }).href;
        open.push(() => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`));
      }
    }),
  );
}

export async function tearDown() {
  await Promise.all(open.map((close) => close()));
}
