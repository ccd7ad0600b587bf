import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { residentBytes } from '../../bench/support/process-figures.js';
import { ServiceProcess } from '../../bench/support/product.js';
import { WriteLedger } from '../../bench/support/write-ledger.js';
import type { Fault, FaultContext, FaultResult } from './support/fault.js';
import type { SlowFigures, SlowOrder } from './support/slow-clients.js';

const PROGRAM = fileURLToPath(new URL('support/slow-clients.js', import.meta.url));
const PROCESSES = 4;
/** Each slow connection sends a byte this often. */
const PAUSE_MS = 5000;
/** Clients that write as always. */
const WRITERS = 20;
const MARK = 2_000_000_001;
const PROBE_MS = 250;
/** Nobody who behaves waits longer for an answer over a new connection. */
const MOST_WAIT_MS = 5000;

/** Connections that send a byte now and then must not keep the others from being served. */
export const slowClients: Fault = {
  name: 'slow-clients',
  about: '10,000 connections that send a byte now and then, while others write',
  async run(context) {
    const postgres = await context.postgres();
    const database = await postgres.createDatabase();
    try {
      return [await holdOut(context, database)];
    } finally {
      await postgres.dropDatabase(database);
    }
  },
};

async function holdOut(context: FaultContext, database: string): Promise<FaultResult> {
  // Several times what may come in one turn of the event loop (the 511 of Node.js's backlog), or newcomers push each other out.
  const [connections, seconds] = context.quick ? [3000, 10] : [10_000, 60];
  // As many as there are slow ones would find no place: those that wait longest must go.
  const service = await ServiceProcess.of({
    DATABASE_URL: database,
    MAX_CONNECTIONS: String(connections / 2),
  });
  const ledger = new WriteLedger(MARK, 1);
  await ledger.write([service.url], WRITERS, 2);
  const before = { rows: ledger.acknowledged, bytes: residentBytes(service.pid) };
  const crowd = new Crowd(Number(new URL(service.url).port), connections);
  try {
    await crowd.gather(context);
    const startedAt = ledger.acknowledged;
    context.say(`${connections} slow connections, ${WRITERS} that write`);
    const endAt = performance.now() + seconds * 1000;
    const probing = probe(service.url, endAt);
    const writers: Promise<void>[] = [];
    for (let left = seconds; left > 0; left -= 5) {
      // New connections every five seconds: old ones have their place already.
      writers.push(ledger.write([service.url], WRITERS, Math.min(5, left)));
      await writers.at(-1);
    }
    const waits = await probing;
    const written = ledger.acknowledged - startedAt;
    const grown = residentBytes(service.pid) - before.bytes;
    crowd.disperse();
    const { acknowledged, lost, doubled } = await ledger.account(service);
    const [median, slowest] = [waits[Math.floor(waits.length / 2)], waits.at(-1)!];
    const isServed = written > 0 && Number.isFinite(slowest) && slowest <= MOST_WAIT_MS;
    return {
      ...{ fault: `${connections} slow connections for ${seconds} s`, trials: 1, survived: isServed ? 1 : 0 },
      ...{ acknowledged, lost, doubled },
      notes: [
        `alone ${Math.round(before.rows / 2)} rows/s, among them ${Math.round(written / seconds)} rows/s`,
        `GET /movies/last over new connections: ${waits.length} answers, median ${Math.round(median)} ms, slowest ${Math.round(slowest)} ms`,
        `${crowd.opened} slow connections were opened, as the service cut them; its memory grew by ${Math.round(grown / 2 ** 20)} MiB`,
      ],
    };
  } finally {
    crowd.disperse();
    await service.stop();
  }
}

/** How long answers over new connections take, in milliseconds and ascending; one that fails took for ever. */
async function probe(url: string, endAt: number): Promise<number[]> {
  const waits: number[] = [];
  while (performance.now() < endAt) {
    const startedAt = performance.now();
    const isAnswered = await fetch(`${url}/movies/last`, { headers: { connection: 'close' } }).then(
      async (answer) => answer.ok && (await answer.text()) !== '',
      () => false,
    );
    waits.push(isAnswered ? performance.now() - startedAt : Infinity);
    await sleep(PROBE_MS);
  }
  return waits.sort((a, b) => a - b);
}

/** Slow clients in processes of their own. */
class Crowd {
  private readonly children: ChildProcess[];
  private readonly figures: SlowFigures[] = [];

  constructor(
    port: number,
    private readonly connections: number,
  ) {
    this.children = Array.from({ length: PROCESSES }, (_, at) => {
      const child = fork(PROGRAM);
      child.on('message', (figures: SlowFigures) => (this.figures[at] = figures));
      child.send({ port, connections: connections / PROCESSES, pause: PAUSE_MS } satisfies SlowOrder);
      return child;
    });
  }

  get opened(): number {
    return this.figures.reduce((sum, { opened }) => sum + opened, 0);
  }

  /** Waits until all of them have come. @throws Error when they do not within a minute */
  async gather(context: FaultContext): Promise<void> {
    for (let second = 0; this.opened < this.connections; second++) {
      if (second === 60) throw new Error(`Only ${this.opened} of ${this.connections} connections came`);
      context.say(`${this.opened} of ${this.connections} slow connections have come`);
      await sleep(1000);
    }
  }

  disperse(): void {
    for (const child of this.children) if (child.connected) child.disconnect();
  }
}
