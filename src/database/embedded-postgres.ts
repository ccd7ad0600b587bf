import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { lockFolder } from './folder-lock.js';

/** The worker's compiled file, found from `src` (under a test runner) as well as from `dist`. */
const WORKER = new URL('../../dist/database/embedded-postgres.worker.js', import.meta.url);

/** The files of an empty database, as the build makes them: unpacking takes a third of the time that initdb does. */
const TEMPLATE = fileURLToPath(new URL('../../dist/database/embedded-template.tar.gz', import.meta.url));

const INITIALISED = 'movieflix.initialised';

/** The embedded database cannot be used; the message says why, and what to do. */
export class EmbeddedStartError extends Error {
  override readonly name = 'EmbeddedStartError';
}

/** The cluster's folder; one whose first start was cut off holds nothing that was acknowledged and is made anew. */
function freshOrWhole(folder: string): string {
  const cluster = join(folder, 'movieflix-pgdata');
  if (!existsSync(cluster) && readdirSync(folder).some((name) => !name.startsWith('movieflix'))) {
    throw new Error('it holds other files, and no database of MovieFlix');
  }
  if (!existsSync(join(folder, INITIALISED))) rmSync(cluster, { recursive: true, force: true });
  return cluster;
}

/** A PostgreSQL that lives in a thread of this process and keeps its tables in a folder or in memory. */
export class EmbeddedPostgres {
  private constructor(
    private readonly worker: Worker,
    private readonly lock: { release: () => void } | undefined,
    /** `postgres://…` for `pg`, `psql` and pipelines; all connections share one session. */
    readonly url: string,
  ) {}

  /**
   * Starts on a free loopback port.
   * @param place a folder, kept between runs, or `memory`, forgotten at the end
   * @throws FolderInUseError when another living process has the folder
   */
  static async start(place: string): Promise<EmbeddedPostgres> {
    const folder = place === 'memory' ? undefined : resolve(place);
    const lock = folder === undefined ? undefined : lockFolder(folder);
    try {
      const dataDir = folder === undefined ? 'memory://' : freshOrWhole(folder);
      const isNew = folder === undefined || !existsSync(dataDir);
      const template = isNew && existsSync(TEMPLATE) ? TEMPLATE : undefined;
      const worker = new Worker(WORKER, { workerData: { dataDir, template } });
      const [{ address }] = (await once(worker, 'message')) as [{ address: AddressInfo }];
      if (folder !== undefined) writeFileSync(join(folder, INITIALISED), '');
      return new EmbeddedPostgres(worker, lock, `postgres://postgres@127.0.0.1:${address.port}/postgres`);
    } catch (error) {
      lock?.release();
      const cause = error instanceof Error ? error.message : String(error);
      throw new EmbeddedStartError(
        `The embedded database in ${folder ?? 'memory'} did not start: ${cause}. ` +
          'Use another folder (DATABASE_URL=embedded:OTHER_FOLDER) or a server (DATABASE_URL=postgres://…).',
        { cause: error },
      );
    }
  }

  /** Writes everything to the folder, then ends the thread. Close the connections first. */
  async stop(): Promise<void> {
    this.worker.postMessage('stop');
    await once(this.worker, 'exit');
    this.lock?.release();
  }
}
