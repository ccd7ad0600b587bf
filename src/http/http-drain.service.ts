import { once } from 'node:events';
import { Server as HttpServer, type ServerResponse } from 'node:http';
import { Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Subject } from 'rxjs';
import { Environment } from '../config/environment.js';

/** Parts of SHUTDOWN_SECONDS: calls without an end are asked to end, and what is still open is cut. */
const HURRY_AT = 0.5;
const CUT_AT = 0.8;
/** How long a connection without a call is left open: its client may be sending one just now. */
const IDLE_MS = 250;
const LOOK_MS = 50;

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

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly environment: Environment,
  ) {}

  get isStopping(): boolean {
    return this.hasBegun;
  }

  onModuleInit(): void {
    this.server?.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /** Before anything else ends: what is under way needs all of it. Ends when the last connection has. */
  async onModuleDestroy(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    this.hasBegun = true;
    const ended = once(server, 'close');
    // Of the TCP server: HTTP's own would cut idle connections at once, and with them calls that are on their way.
    Server.prototype.close.call(server);
    server.prependListener('request', (_request, response: ServerResponse) => {
      response.shouldKeepAlive = false;
    });
    for (const response of this.responses()) response.shouldKeepAlive = false;
    this.began.next();
    const ending = new AbortController();
    const clearing = this.clear(server, ending.signal);
    await ended;
    ending.abort();
    await clearing;
  }

  private get server(): HttpServer | undefined {
    const server: unknown = this.host.httpAdapter.getHttpServer();
    return server instanceof HttpServer ? server : undefined;
  }

  private responses(): ServerResponse[] {
    return [...this.sockets].flatMap(({ _httpMessage: response }) => response ?? []);
  }

  /** Closes what has become idle, and later what has not. */
  private async clear(server: HttpServer, signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    const whole = this.environment.SHUTDOWN_SECONDS * 1000;
    let isHurrying = false;
    await sleep(Math.min(IDLE_MS, HURRY_AT * whole), undefined, { signal }).catch(() => undefined);
    while (!signal.aborted) {
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
