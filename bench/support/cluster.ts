import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const DEBIAN = '/usr/lib/postgresql';

/** The newest server that Debian's packages have put here. @throws Error that says what to install */
function findBinaries(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  const found = versions
    .sort((a, b) => b - a)
    .map((version) => join(DEBIAN, String(version), 'bin'))
    .find((folder) => existsSync(join(folder, 'pg_ctl')));
  if (found) return found;
  throw new Error('There is no PostgreSQL server here: apt-get install postgresql.');
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A PostgreSQL server of its own in a new folder, as durable as PostgreSQL is by default; on loopback only. */
export class Cluster {
  private constructor(
    readonly binaries: string,
    /** Of the server's files. */
    readonly folder: string,
    private readonly settings: string,
    /** A database of the server that may create others. */
    readonly url: string,
  ) {}

  /**
   * Makes the server's files, in `parent`, and starts it.
   * @param settings of postgresql.conf, beside those for where it listens
   */
  static async create(settings: Record<string, string | number> = {}, parent = tmpdir()): Promise<Cluster> {
    const binaries = findBinaries();
    const outer = mkdtempSync(join(parent, 'movieflix-cluster-'));
    const folder = join(outer, 'cluster');
    // PostgreSQL refuses to run as root.
    if (userInfo().uid === 0) {
      chmodSync(outer, 0o711);
      execFileSync('install', ['-d', '-m', '700', '-o', 'postgres', folder]);
    }
    const port = await freePort();
    const all = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, ...settings };
    const options = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`);
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    const cluster = new Cluster(binaries, folder, options.join(' '), url);
    cluster.run('initdb', '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8');
    cluster.start();
    return cluster;
  }

  /** Starts it, again if need be, and waits until it answers. */
  start(): void {
    this.run('pg_ctl', '--wait', '--log', join(this.folder, 'log'), '--options', this.settings, 'start');
  }

  /** @param mode `fast` ends all sessions in order, `immediate` leaves it to the next start to recover */
  stop(mode: 'fast' | 'immediate' = 'fast'): void {
    this.run('pg_ctl', '--wait', '--mode', mode, 'stop');
  }

  /** Ends all of its processes as `kill -9` does; `start` brings it back. */
  async kill(): Promise<void> {
    const pidFile = join(this.folder, 'postmaster.pid');
    const [first] = readFileSync(pidFile, 'utf8').split('\n');
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', first], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    const pids = [first, ...children].map(Number);
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    while (pids.some(isAlive)) await sleep(10);
    // Where nobody reaps orphans their numbers stay taken, and the next start would believe that the server runs.
    for (const lock of [pidFile, ...this.socketFiles()]) rmSync(lock, { force: true });
  }

  /** Whether its first process lives. */
  get isRunning(): boolean {
    const file = join(this.folder, 'postmaster.pid');
    return existsSync(file) && isAlive(Number(readFileSync(file, 'utf8').split('\n')[0]));
  }

  /** Stops it where it runs, and deletes its files. */
  remove(): void {
    if (this.isRunning) this.stop('immediate');
    rmSync(join(this.folder, '..'), { recursive: true, force: true });
  }

  private socketFiles(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.startsWith('.s.PGSQL.'))
      .map((name) => join(this.folder, name));
  }

  private run(program: string, ...args: string[]): void {
    const command = [join(this.binaries, program), '--pgdata', this.folder, ...args];
    if (userInfo().uid === 0)
      execFileSync('runuser', ['-u', 'postgres', '--', ...command], { stdio: 'ignore' });
    else execFileSync(command[0], command.slice(1), { stdio: 'ignore' });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process whose end its parent has not noted yet holds nothing any more.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
