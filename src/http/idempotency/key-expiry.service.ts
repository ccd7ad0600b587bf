import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Environment } from '../../config/environment.js';
import { FORGET_KEYS } from '../../database/idempotency.statements.js';
import { Writer } from '../../database/writer.service.js';

/** How often old keys are looked for. */
const EVERY_MS = 60_000;
/** Keys of one statement: few, so that it keeps nobody waiting. */
const AT_ONCE = 1000;
/** Between two of them, so that others have their turn. */
const PAUSE_MS = 10;

/** Forgets keys that are older than `IDEMPOTENCY_HOURS`, some at a time. */
@Injectable()
export class KeyExpiry implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('KeyExpiry');
  private readonly closing = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly environment: Environment,
    private readonly writer: Writer,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  /** Forgets all that are too old by now, unless another instance is doing it. */
  async forgetOld(): Promise<void> {
    const { IDEMPOTENCY_HOURS } = this.environment;
    while (!this.closing.signal.aborted) {
      const rows = await this.writer.query(FORGET_KEYS, [IDEMPOTENCY_HOURS, AT_ONCE]);
      if (rows.length < AT_ONCE) return;
      await this.pause(PAUSE_MS);
    }
  }

  private async run(): Promise<void> {
    while (!this.closing.signal.aborted) {
      try {
        await this.forgetOld();
      } catch (error) {
        this.logger.warn(`Old idempotency keys could not be forgotten: ${String(error)}`);
      }
      await this.pause(EVERY_MS);
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.closing.signal, ref: false }).catch(() => undefined);
  }
}
