import type { IncomingMessage, OutgoingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A body must bring at least so many bytes in each look, while the service reads: 100 a second. */
const LEAST_BYTES = 500;
const LOOK_MS = 5000;
/** So many looks in a row may find less. */
const PATIENCE = 3;

/** What Node.js notes at a connection; the same is read where it answers what is no HTTP. */
export type ServedSocket = Socket & { readonly _httpMessage?: OutgoingMessage | null };

interface SlowBody {
  readonly request: IncomingMessage;
  bytes: number;
  looks: number;
}

const requestAt = (socket: ServedSocket): IncomingMessage | undefined =>
  (socket._httpMessage as ServerResponse | null | undefined)?.req;

/**
 * Keeps connections from being held for nothing. Beyond the most of them a new one takes the place of the oldest that has
 * asked for nothing so far or whose body hardly arrives, or else of one that has nothing under way. A body that hardly arrives is given up at last. Headers are timed by Node.js. Nothing of this costs a request.
 */
export class Connections {
  /** In the order in which they were opened. */
  private readonly open = new Set<ServedSocket>();
  private readonly slow = new WeakMap<ServedSocket, SlowBody>();

  /** @param giveUp ends a connection whose request does not arrive in time, and says so */
  constructor(
    private readonly most: number,
    private readonly giveUp: (socket: ServedSocket) => void,
  ) {}

  watch(server: Server): void {
    server.on('connection', (socket: ServedSocket) => {
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
      if (this.open.size > this.most) this.makeRoom();
    });
    const timer = setInterval(() => {
      this.giveUpSlow();
    }, LOOK_MS).unref();
    server.once('close', () => {
      clearInterval(timer);
    });
  }

  /** The oldest that says nothing goes first; the newest when all others are at work. */
  private makeRoom(): void {
    let idle: ServedSocket | undefined;
    let newest: ServedSocket | undefined;
    for (const socket of this.open) {
      if (this.saysNothing(socket)) {
        this.cut(socket);
        return;
      }
      newest = socket;
      if (!socket._httpMessage) idle ??= socket;
    }
    const last = idle ?? newest;
    if (last) this.cut(last);
  }

  /** Whether it has asked for nothing so far, or its body hardly arrives. */
  private saysNothing(socket: ServedSocket): boolean {
    const request = requestAt(socket);
    if (!socket._httpMessage) return socket.bytesWritten === 0;
    if (!request || request.complete) return false;
    const isFirst = socket.bytesWritten === 0 && socket.bytesRead < LEAST_BYTES;
    return isFirst || (this.slow.get(socket)?.looks ?? 0) > 0;
  }

  private cut(socket: ServedSocket): void {
    this.open.delete(socket);
    socket.destroy();
  }

  private giveUpSlow(): void {
    for (const socket of this.open) {
      const request = requestAt(socket);
      // What the service itself does not read yet is not the client's delay.
      if (!request || request.complete || request.readableLength > 0 || socket.isPaused()) {
        this.slow.delete(socket);
        continue;
      }
      const body = this.slow.get(socket);
      if (body?.request !== request || socket.bytesRead - body.bytes >= LEAST_BYTES) {
        this.slow.set(socket, { request, bytes: socket.bytesRead, looks: 0 });
        continue;
      }
      body.bytes = socket.bytesRead;
      if (++body.looks < PATIENCE) continue;
      this.slow.delete(socket);
      this.giveUp(socket);
    }
  }
}
