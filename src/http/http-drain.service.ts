import cluster from 'node:cluster';
import { once } from 'node:events';
import { Server as HttpServer, type ServerResponse } from 'node:http';
import { Server, type Socket } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Subject } from 'rxjs';
import { Environment } from '../config/environment.js';

/** Parts of SHUTDOWN_SECONDS: calls without an end are asked to end, and what is still open is cut. */
const HURRY_AT = 0.5;
const CUT_AT = 0.8;
/** How long a connection without a call is left open: its client may be sending one just now. */
const IDLE_MS = 500;
const LOOK_MS = 50;
/** Nobody waits to be let in when nobody has come for so long; and how long it is waited for that at the most. */
const QUIET_MS = 50;
const MOST_QUIET_MS = 1000;
/** The port of several workers is closed when the last of them has closed it: a client that is told to go comes to the next. */
const LAST_WORKER_MS = 500;

const HURRY = Symbol('hurry');

/** Calls back when the service is about to end, and a call of no certain length should end too. */
export const onHurry = (response: ServerResponse, callback: () => void) => response.once(HURRY, callback);

/** Ends the HTTP server in order: nobody new gets in, and who is in is answered, and told to go. */
@Injectable()
export class HttpDrain implements OnModuleInit, OnModuleDestroy {
  /** The end has begun: streams should end. */
  readonly began = new Subject<void>();
  private readonly sockets = new Set<Socket & { _httpMessage?: ServerResponse | null }>();
  private hasBegun = false;
  /** How many connections have been let in. */
  private accepted = 0;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly environment: Environment,
  ) {}

  get isStopping(): boolean {
    return this.hasBegun;
  }

  onModuleInit(): void {
    this.server?.on('connection', (socket: Socket) => {
      this.accepted++;
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /** Before anything else ends: what is under way needs all of it. Ends when the last connection has. */
  async onModuleDestroy(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    this.hasBegun = true;
    const startedAt = performance.now();
    await this.letIn();
    const ended = once(server, 'close');
    // Of the TCP server: HTTP's own would cut idle connections at once, and with them calls that are on their way.
    Server.prototype.close.call(server);
    if (cluster.isWorker) await sleep(Math.min(LAST_WORKER_MS, this.most));
    server.prependListener('request', (_request, response: ServerResponse) => {
      response.shouldKeepAlive = false;
    });
    for (const response of this.responses()) response.shouldKeepAlive = false;
    this.began.next();
    const ending = new AbortController();
    const clearing = this.clear(server, startedAt, ending.signal);
    await ended;
    ending.abort();
    await clearing;
  }

  /** The longest that a step before the hurry may take, in milliseconds: a quarter of all of it. */
  private get most(): number {
    return 250 * this.environment.SHUTDOWN_SECONDS;
  }

  private get server(): HttpServer | undefined {
    const server: unknown = this.host.httpAdapter.getHttpServer();
    return server instanceof HttpServer ? server : undefined;
  }

  /**
   * Whoever is connected already is let in: closing the port would reset them. The event loop accepts one connection a turn,
   * and a worker is handed one at a time.
   */
  private async letIn(): Promise<void> {
    const until = performance.now() + Math.min(MOST_QUIET_MS, this.most);
    for (let before = -1; before !== this.accepted && performance.now() < until;) {
      before = this.accepted;
      await sleep(QUIET_MS);
      await turn();
    }
  }

  private responses(): ServerResponse[] {
    return [...this.sockets].flatMap(({ _httpMessage: response }) => response ?? []);
  }

  /** Closes what has become idle, and later what has not. */
  private async clear(server: HttpServer, startedAt: number, signal: AbortSignal): Promise<void> {
    const whole = this.environment.SHUTDOWN_SECONDS * 1000;
    let isHurrying = false;
    await sleep(Math.min(IDLE_MS, HURRY_AT * whole), undefined, { signal }).catch(() => undefined);
    while (!signal.aborted) {
      // A call that has arrived is read first: closing over what is unread would reset the connection.
      await turn();
      server.closeIdleConnections();
      const passed = performance.now() - startedAt;
      if (passed >= CUT_AT * whole) server.closeAllConnections();
      else if (passed >= HURRY_AT * whole && !isHurrying) {
        isHurrying = true;
        for (const response of this.responses()) response.emit(HURRY);
      }
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
