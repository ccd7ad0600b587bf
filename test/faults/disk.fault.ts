import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MissingError } from '../../bench/support/benchmark.js';
import { ServiceProcess } from '../../bench/support/product.js';
import { withCluster } from './support/cluster-run.js';
import { describe } from './support/describe-counts.js';
import type { Fault, FaultContext, FaultResult } from './support/fault.js';
import { PatientWriters } from './support/patient-writers.js';

const WRITERS = 20;
const DISK_BYTES = 192 * 2 ** 20;
/** What is left to the database when the disk is "full": it goes on writing until that is used up too. */
const LEFT_BYTES = 2 ** 20;
const BACK_WITHIN_MS = 60_000;

/** The disk of the database runs full under load, and is given room again. */
export const disk: Fault = {
  name: 'disk',
  about: `the disk of PostgreSQL is full while ${WRITERS} clients write`,
  async run(context) {
    const folder = mountSmallDisk();
    try {
      return [await fillUp(context, folder)];
    } finally {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    }
  },
};

/** @throws MissingError where this user may mount nothing */
function mountSmallDisk(): string {
  if (userInfo().uid !== 0)
    throw new MissingError('A small file system is mounted for it, which only root may do.');
  const folder = mkdtempSync(join(tmpdir(), 'movieflix-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw new MissingError(`No small file system can be mounted here: ${(error as Error).message.trim()}`);
  }
  chmodSync(folder, 0o711);
  return folder;
}

function fillUp({ say, quick }: FaultContext, folder: string): Promise<FaultResult> {
  const settings = { max_wal_size: '48MB', min_wal_size: '32MB' };
  return withCluster(settings, folder, async (cluster) => {
    const service = await ServiceProcess.of({ DATABASE_URL: cluster.url });
    const writers = new PatientWriters(1);
    const filler = join(folder, 'filler');
    try {
      const writing = writers.write(service.url, WRITERS);
      await sleep(2000);
      say('the disk is full');
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - LEFT_BYTES), 1));
      const refusedBefore = writers.statuses.get(503) ?? 0;
      for (let wait = 0; wait < 600 && (writers.statuses.get(503) ?? 0) === refusedBefore; wait++)
        await sleep(100);
      const isRefused = (writers.statuses.get(503) ?? 0) > refusedBefore;
      await sleep(quick ? 2000 : 10_000);
      const alive = (await fetch(`${service.url}/livez`)).status;
      rmSync(filler);
      say('there is room again');
      const roomAt = performance.now();
      let wasStarted = false;
      while (writers.rate(roomAt, performance.now()) === 0 && performance.now() - roomAt < BACK_WITHIN_MS) {
        // A server that could not write its log may have ended, as after any crash: somebody starts it again.
        if (performance.now() - roomAt > 3000 && !wasStarted && !cluster.isRunning) {
          cluster.start();
          wasStarted = true;
        }
        await sleep(100);
      }
      const isBack = writers.rate(roomAt, performance.now()) > 0;
      const seconds = (performance.now() - roomAt) / 1000;
      await sleep(1000);
      writers.stop();
      await writing;
      const { acknowledged, lost, doubled } = await writers.reckon(cluster.url);
      const others = [...writers.statuses].filter(([status]) => ![200, 201, 503].includes(status));
      const isSurvived = isRefused && isBack && alive === 200 && others.length === 0;
      const notes = [
        `answers ${describe(writers.statuses)}; without an answer ${describe(writers.unanswered)}`,
        `rows are stored again ${seconds.toFixed(1)} s after there is room${wasStarted ? '; the server had to be started again' : ''}`,
      ];
      return {
        fault: 'disk full',
        trials: 1,
        survived: isSurvived ? 1 : 0,
        acknowledged,
        lost,
        doubled,
        notes,
      };
    } finally {
      writers.stop();
      rmSync(filler, { force: true });
      await service.stop();
    }
  });
}
