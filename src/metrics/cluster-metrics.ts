import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import { type ClusterMessage, isClusterMessage, type ProcessMetrics } from './cluster-message.js';

/** How long a worker is waited for; what a late one told last counts then. */
const PATIENCE_MS = 1000;

const addUp = (all: readonly ProcessMetrics[]) => AggregatorRegistry.aggregate(all as object[]);

interface Round {
  readonly missing: Set<number>;
  readonly end: () => void;
}

/**
 * Adds up the metrics of all workers, for whichever of them is asked. What a worker that has ended counted stays in the
 * sums: a counter that falls would be taken for one that began anew.
 */
export class ClusterMetrics {
  /** What each worker that can be asked told last. */
  private readonly known = new Map<number, ProcessMetrics>();
  private readonly rounds = new Map<number, Round>();
  private departed: Promise<ProcessMetrics> = Promise.resolve([]);
  private round = 0;

  /** From now on workers are answered. */
  listen(): void {
    cluster.on('message', (worker, message: unknown) => {
      if (isClusterMessage(message) && !worker.isDead()) this.take(worker, message);
    });
    cluster.on('exit', (worker) => {
      this.forget(worker.id);
    });
  }

  private take(worker: Worker, message: ClusterMessage): void {
    if (message.metrics === 'joined') {
      this.known.set(worker.id, []);
    } else if (message.metrics === 'told') {
      this.known.set(worker.id, message.values);
      this.strike(this.rounds.get(message.round), worker.id);
    } else if (message.metrics === 'wanted') {
      const answer = (text: string) => {
        tell(worker, { metrics: 'gathered', request: message.request, text });
      };
      // Who gets no answer gives up by itself; this process keeps the service.
      this.gather().then(answer, () => undefined);
    }
  }

  private async gather(): Promise<string> {
    const asked = [...this.known.keys()];
    const round = ++this.round;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS);
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      this.rounds.set(round, { missing: new Set(asked), end });
      for (const id of asked) tell(cluster.workers?.[id], { metrics: 'asked', round });
    });
    this.rounds.delete(round);
    return addUp([await this.departed, ...this.known.values()]).metrics();
  }

  private forget(worker: number): void {
    const last = this.known.get(worker)?.filter(({ type }) => type === 'counter' || type === 'histogram');
    this.known.delete(worker);
    if (last) this.departed = this.departed.then((before) => addUp([before, last]).getMetricsAsJSON());
    for (const round of this.rounds.values()) this.strike(round, worker);
  }

  private strike(round: Round | undefined, worker: number): void {
    if (round?.missing.delete(worker) && round.missing.size === 0) round.end();
  }
}

/** One that ends meanwhile needs no answer. */
function tell(worker: Worker | undefined, message: ClusterMessage): void {
  if (worker?.isConnected()) worker.send(message, () => undefined);
}
