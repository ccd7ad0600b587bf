import { Injectable } from '@nestjs/common';
import { Gauge, Histogram } from 'prom-client';
import { Writer } from '../database/writer.service.js';
import { MetricRegistry } from './metric-registry.service.js';

/** What the writer commits, what waits for it, and the connections to the database. */
@Injectable()
export class WriterMetrics {
  constructor(
    private readonly registry: MetricRegistry,
    private readonly writer: Writer,
  ) {
    this.measureCommits();
    this.gauge('movieflix_writer_queue_rows', 'Rows that wait for their batch', 'lane', () =>
      writer.lanes.map(({ name, batcher }) => [name, batcher.waiting]),
    );
    this.gauge('movieflix_writer_queue_limit_rows', 'The most rows that may wait', 'lane', () =>
      writer.lanes.map(({ name, batcher }) => [name, batcher.mostWaiting]),
    );
    this.gauge('movieflix_database_pool_connections', 'Open connections to the database', 'state', () => {
      const { total, idle } = writer.poolCounts;
      return [
        ['idle', idle],
        ['busy', total - idle],
      ];
    });
    this.gauge('movieflix_database_pool_limit_connections', 'The most connections', undefined, () => [
      ['', writer.poolCounts.most],
    ]);
    this.gauge(
      'movieflix_database_pool_waiting_queries',
      'Queries that wait for a connection',
      undefined,
      () => [['', writer.poolCounts.waiting]],
    );
  }

  private measureCommits(): void {
    const common = { labelNames: ['lane'] as const, registers: [this.registry] };
    const rows = new Histogram({
      name: 'movieflix_writer_batch_rows',
      help: 'Rows of a batch, committed or refused',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
      ...common,
    });
    const durations = new Histogram({
      name: 'movieflix_writer_commit_duration_seconds',
      help: 'Time to commit a batch',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      ...common,
    });
    this.writer.commits.subscribe((commit) => {
      const { lane } = commit;
      rows.observe({ lane }, commit.rows);
      durations.observe({ lane }, commit.seconds);
    });
  }

  /** A gauge that is read when it is asked for. */
  private gauge(
    name: string,
    help: string,
    label: string | undefined,
    read: () => readonly (readonly [label: string, value: number])[],
  ): void {
    new Gauge({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.registry],
      collect() {
        for (const [value, number] of read()) {
          if (label === undefined) this.set(number);
          else this.set({ [label]: value }, number);
        }
      },
    });
  }
}
