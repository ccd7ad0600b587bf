import { existsSync, readFileSync } from 'node:fs';

/** Whether this machine tells what its processes use. */
export const tellsFigures = existsSync('/proc/self/stat');

/** The kernel's ticks in a second, as it shows them to programs (time(7), USER_HZ). */
const TICKS = 100;

/** Seconds of the processor that a process and all its threads have used; NaN where the machine does not tell. */
export function processorSeconds(pid: number): number {
  if (!tellsFigures) return NaN;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Fields 14 and 15 of proc(5), utime and stime, counted after the name, which may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Bytes of memory that a process holds now, or held at the most; NaN where the machine does not tell. */
export function residentBytes(pid: number, which: 'now' | 'most' = 'now'): number {
  if (!tellsFigures) return NaN;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const line = which === 'now' ? /^VmRSS:\s+(\d+) kB$/m : /^VmHWM:\s+(\d+) kB$/m;
  return Number(line.exec(status)![1]) * 1024;
}
