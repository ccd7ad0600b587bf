import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Holder {
  readonly pid: number;
  /** When the process started, in the kernel's ticks: a later process with the same id is another one. */
  readonly bornAt: string | null;
  readonly since: string;
}

/** The folder is in use by a living process. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/** Field 22 of /proc/PID/stat (proc(5)); null where there is no such file system or no such process. */
function bornAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return null;
  }
}

function isAlive({ pid, bornAt: born }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return born === null || born === bornAt(pid);
}

const read = (file: string): Holder | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
};

/**
 * Takes a folder for this process alone, until `release` or the process's end, however it ends.
 * @throws FolderInUseError that names the process that holds it
 */
export function lockFolder(folder: string): { release: () => void } {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, 'movieflix.lock');
  const mine = join(folder, `movieflix.lock.${randomUUID()}`);
  const me: Holder = { pid: process.pid, bornAt: bornAt(process.pid), since: new Date().toISOString() };
  writeFileSync(mine, JSON.stringify(me));
  try {
    for (;;) {
      try {
        // A link appears whole or not at all, and only where no other stands.
        linkSync(mine, lock);
        return {
          release: () => {
            if (read(lock)?.pid === process.pid) rmSync(lock, { force: true });
          },
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      clearDeadLock(folder, lock);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function clearDeadLock(folder: string, lock: string): void {
  const refuse = (holder: Holder): never => {
    throw new FolderInUseError(
      `The embedded database in ${folder} is in use by process ${holder.pid} (since ${holder.since}). ` +
        `Use that MovieFlix over HTTP, stop it (kill ${holder.pid}), ` +
        'or give this one another database: DATABASE_URL=embedded:OTHER_FOLDER or postgres://…',
    );
  };
  const holder = read(lock);
  if (holder && isAlive(holder)) refuse(holder);
  // Move it aside before removing it: between the look and the move another process may have taken the lock.
  const aside = `${lock}.${randomUUID()}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved && isAlive(moved)) {
    renameSync(aside, lock);
    refuse(moved);
  }
  rmSync(aside, { force: true });
}
