import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Running } from './cli.js';

/** Process ids with those of their parents: from /proc where there is one, else from ps. */
function allProcesses(): (readonly [pid: number, parent: number])[] {
  if (!existsSync('/proc/self/stat')) {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    return lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  }
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' ? [] : [[Number(pid), Number(parent)] as const];
    } catch {
      // No process, or one that has just ended.
      return [];
    }
  });
}

/** The processes that a service has started. */
export const workersOf = ({ child }: Running): number[] =>
  allProcesses()
    .filter(([, parent]) => parent === child.pid)
    .map(([pid]) => pid);
