import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MissingError } from './benchmark.js';
import type { Postgres } from './postgres.js';

/**
 * Transactions a second of one statement, by PostgreSQL's own benchmark.
 * @throws MissingError where there is no pgbench
 */
export function pgbench(
  { binaries }: Postgres,
  database: string,
  sql: string,
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
): number {
  const program = binaries === undefined ? 'pgbench' : join(binaries, 'pgbench');
  if (binaries !== undefined && !existsSync(program)) throw new MissingError(`There is no ${program}.`);
  const folder = mkdtempSync(join(tmpdir(), 'movieflix-pgbench-'));
  try {
    const script = join(folder, 'script.sql');
    writeFileSync(script, sql);
    const options = [
      '--no-vacuum',
      '--protocol=prepared',
      '--client',
      String(clients),
      '--time',
      String(seconds),
    ];
    const said = execFileSync(program, [...options, '--file', script, database], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return Number(/tps = ([\d.]+)/.exec(said)![1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
