import cluster from 'node:cluster';
import {
  Injectable,
  type OnApplicationShutdown,
  type OnModuleInit,
  ServiceUnavailableException,
} from '@nestjs/common';
import { type ClusterMessage, isClusterMessage } from './cluster-message.js';
import { MetricRegistry } from './metric-registry.service.js';

/** How long the process that keeps the workers is waited for; it waits for the workers itself. */
const PATIENCE_MS = 3000;

/** The metrics of the service as text: of all workers together where there are some, whichever of them is asked. */
@Injectable()
export class MetricsService implements OnModuleInit, OnApplicationShutdown {
  private readonly requests = new Map<number, (text: string) => void>();
  private last = 0;

  constructor(private readonly registry: MetricRegistry) {}

  onModuleInit(): void {
    if (!cluster.isWorker) return;
    process.on('message', this.take);
    tell({ metrics: 'joined' });
  }

  onApplicationShutdown(): void {
    process.off('message', this.take);
  }

  /** @throws ServiceUnavailableException when the other workers cannot be reached */
  expose(): Promise<string> {
    if (!cluster.isWorker) return this.registry.metrics();
    const request = ++this.last;
    return new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new ServiceUnavailableException('The metrics of all workers could not be gathered; try again'),
        );
      }, PATIENCE_MS);
      this.requests.set(request, (text) => {
        clearTimeout(timer);
        resolve(text);
      });
      tell({ metrics: 'wanted', request });
    }).finally(() => this.requests.delete(request));
  }

  private readonly take = (message: unknown): void => {
    if (!isClusterMessage(message)) return;
    if (message.metrics === 'gathered') this.requests.get(message.request)?.(message.text);
    else if (message.metrics === 'asked') void this.answer(message.round);
  };

  private async answer(round: number): Promise<void> {
    tell({ metrics: 'told', round, values: await this.registry.getMetricsAsJSON() });
  }
}

/** Nobody needs an answer when the process that keeps the workers is gone. */
function tell(message: ClusterMessage): void {
  if (process.connected) process.send!(message, undefined, undefined, () => undefined);
}
