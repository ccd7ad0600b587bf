import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Processes of two containers may have the same id on the same host: they have different namespaces. */
function processNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '';
  } catch {
    return '';
  }
}

const place = (): string => `${hostname()}:${processNamespace()}`;

/** A name that no other client has, and that says where it runs: host, process namespace, process, and something drawn. */
export const newPlayer = (): string => `${place()}:${process.pid}:${randomBytes(4).toString('hex')}`;

/** Whether a player ran on this machine and is known to have ended; one elsewhere may live. */
export function hasEnded(player: string): boolean {
  const [, there, pid] = /^(.*):(\d+):[0-9a-f]+$/.exec(player) ?? [];
  if (there !== place()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
