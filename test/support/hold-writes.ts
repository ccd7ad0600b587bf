import pg from 'pg';
import { testVariables } from './service.js';

/** Holds everything back that would write to the table (on the embedded database: everything), until it is let go. */
export async function holdWrites(table: string): Promise<() => Promise<void>> {
  const client = new pg.Client(testVariables().DATABASE_URL);
  await client.connect();
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
  return async () => {
    await client.query('ROLLBACK');
    await client.end();
  };
}
