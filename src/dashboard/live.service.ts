import { Injectable, Logger, type OnApplicationShutdown, ServiceUnavailableException } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { Subscription } from 'rxjs';
import { seldom } from '../database/seldom.js';
import { HttpDrain } from '../http/http-drain.service.js';
import { ActivityService } from './activity.service.js';
import type { ActivityDto, LiveActivityDto } from './activity.dto.js';

/** How often it is looked whether something changed, while anybody listens. */
const POLL_MS = 1000;
/** How often a stream without news says that it is still there. */
const COMMENT_MS = 15_000;
/** How many events are told. */
const EVENTS = 20;
/** How long a stream may take to end, in milliseconds, before its connection is cut. */
const ENDING_MS = 300;

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  // Proxies that collect answers must not; and the connection ends with the stream, so that the service can stop.
  'X-Accel-Buffering': 'no',
  Connection: 'close',
};

/** Tells all who listen what happens, as server-sent events; nothing is asked while nobody does. */
@Injectable()
export class LiveService implements OnApplicationShutdown {
  private readonly logger = new Logger('LiveService');
  private readonly tellFailure = seldom((text) => {
    this.logger.warn(text);
  });
  /** Who listens, and the last message that each was told. */
  private readonly listeners = new Map<ServerResponse, string | undefined>();
  private timer?: NodeJS.Timeout;
  private isLooking = false;
  private isClosing = false;
  /** What was told last, while somebody listens. */
  private told?: { readonly key: string; readonly message: string };
  private lastWrittenAt = 0;

  private readonly subscription: Subscription;

  constructor(
    private readonly activity: ActivityService,
    drain: HttpDrain,
  ) {
    this.subscription = drain.began.subscribe(() => {
      this.end();
    });
  }

  /** Whether it is looked for changes. */
  get isPolling(): boolean {
    return this.timer !== undefined || this.isLooking;
  }

  /**
   * Keeps a stream open until its reader goes or the service stops.
   * @throws ServiceUnavailableException when the service is stopping
   */
  listen(response: ServerResponse): void {
    if (this.isClosing) throw new ServiceUnavailableException('The service is stopping');
    response.writeHead(200, HEADERS);
    response.socket?.setNoDelay(true);
    response.write(`retry: ${POLL_MS}\n\n`);
    this.listeners.set(response, undefined);
    this.tellAll();
    response.once('close', () => {
      this.listeners.delete(response);
      if (this.listeners.size === 0) this.rest();
    });
    if (!this.isPolling) void this.look();
  }

  onApplicationShutdown(): void {
    this.subscription.unsubscribe();
    this.end();
  }

  /** Streams end first: the server waits for what is open. */
  private end(): void {
    this.isClosing = true;
    this.rest();
    for (const response of this.listeners.keys()) {
      response.end();
      setTimeout(() => response.destroy(), ENDING_MS).unref();
    }
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.told = undefined;
  }

  private async look(): Promise<void> {
    this.timer = undefined;
    this.isLooking = true;
    try {
      await this.tellNews();
    } catch (error) {
      if (!this.isClosing) this.tellFailure(`What happens could not be read: ${String(error)}`);
    }
    this.isLooking = false;
    if (this.listeners.size === 0 || this.isClosing) this.rest();
    else this.timer = setTimeout(() => void this.look(), POLL_MS).unref();
  }

  private async tellNews(): Promise<void> {
    const activity = await this.activity.describe();
    if (!this.told || withoutTime(activity) !== this.told.key) {
      const told: LiveActivityDto = { activity, events: await this.activity.listEvents(EVENTS) };
      this.told = {
        key: withoutTime(activity),
        message: `event: activity\ndata: ${JSON.stringify(told)}\n\n`,
      };
    }
    this.tellAll();
    if (performance.now() - this.lastWrittenAt < COMMENT_MS) return;
    this.lastWrittenAt = performance.now();
    for (const response of this.listeners.keys()) response.write(': nothing new\n\n');
  }

  /** Tells everybody who has not been told; who has yet to take what came before waits: each message says everything. */
  private tellAll(): void {
    const message = this.told?.message;
    if (message === undefined) return;
    for (const [response, last] of this.listeners) {
      if (last === message || response.writableNeedDrain) continue;
      response.write(message);
      this.listeners.set(response, message);
      this.lastWrittenAt = performance.now();
    }
  }
}

/** All of it but the time. */
const withoutTime = (activity: ActivityDto): string =>
  JSON.stringify(activity, (key, value: unknown) => (key === 'now' ? undefined : value));
