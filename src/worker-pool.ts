import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** The pause before a worker that has ended is replaced; it doubles for each that ends before its long life. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
const LONG_LIFE_MS = 60_000;

/** What a worker tells: where it answers, or why it does not start. */
export type WorkerMessage = { readonly url: string } | { readonly failure: string };

/** A worker did not start; the message is what it said. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';
}

interface Running {
  /** @throws WorkerStartError when it ends before it answers */
  readonly url: Promise<string>;
  /** Resolves to a sentence on how it ended. */
  readonly ended: Promise<string>;
}

/** Processes of this program that share a port, by places from 0. One that ends is replaced. */
export class WorkerPool {
  private readonly living = new Set<Worker>();
  private readonly places: Promise<void>[] = [];
  private readonly stopping = new AbortController();
  private url?: string;

  /**
   * @param port 0 for a free one, the same for all
   * @param variablesOf environment variables of the worker in a place
   * @param warn is told of each worker that is replaced
   */
  constructor(
    private port: number,
    private readonly variablesOf: (place: number) => Record<string, string>,
    private readonly warn: (text: string) => void,
  ) {}

  /**
   * Starts so many workers at once.
   * @returns where they answer once all of them do; undefined when `stop` came first
   * @throws WorkerStartError as soon as one of them ends
   */
  async start(count: number): Promise<string | undefined> {
    const workers = Array.from({ length: count }, (_, place) => {
      const running = this.fork(place);
      this.places.push(this.keep(place, running));
      return running;
    });
    try {
      [this.url] = await Promise.all(workers.map(({ url }) => url));
    } catch (error) {
      if (!this.isStopping) throw error;
    }
    return this.url;
  }

  /** Ends all workers, and waits until they have finished what was under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const worker of this.living) worker.process.kill('SIGTERM');
    await Promise.all(this.places);
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async keep(place: number, running: Running): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const startedAt = performance.now();
      const how = await running.ended;
      if (performance.now() - startedAt > LONG_LIFE_MS) pause = FIRST_PAUSE_MS;
      // A Ctrl-C reaches the workers as well, perhaps before this process.
      await sleep(pause, undefined, this.stopping).catch(() => undefined);
      if (this.isStopping) return;
      this.warn(`${how} Another takes its place.`);
      running = this.fork(place);
      // Whether it answers shows in how it ends.
      running.url.catch(() => undefined);
    }
  }

  private fork(place: number): Running {
    // Port 0 is the same free port as long as anybody listens on it; later it could be another one.
    if (this.url !== undefined && this.living.size === 0) this.port = Number(new URL(this.url).port);
    const worker = cluster.fork({ ...this.variablesOf(place), PORT: String(this.port) });
    this.living.add(worker);
    let failure: string | undefined;
    const ended = (once(worker, 'exit') as Promise<[number | null, string | null]>).then(([code, signal]) => {
      this.living.delete(worker);
      return failure ?? `Worker process ${worker.process.pid} ended by ${signal ?? `exit code ${code}`}.`;
    });
    const url = new Promise<string>((resolve, reject) => {
      worker.on('message', (message: Partial<WorkerMessage>) => {
        if ('url' in message) resolve(message.url!);
        else if ('failure' in message) ({ failure } = message);
      });
      void ended.then((how) => {
        reject(new WorkerStartError(how));
      });
    });
    return { url, ended };
  }
}
