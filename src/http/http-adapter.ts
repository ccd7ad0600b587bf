import { createServer, IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Application, Request, Response } from 'express';
import type { Gate } from './access/access-gate.js';
import { Connections, type ServedSocket } from './connections.js';
import { discardBody, hasLongBody } from './long-body.js';
import { toProblem } from './problem.js';

const cutOffs = new WeakMap<Duplex, () => void>();

/** Calls back when a request ends before its body does, also where the client still listens for an answer. */
export function onCutOff(request: IncomingMessage, callback: () => void): void {
  cutOffs.set(request.socket, callback);
  request.once('error', callback);
  request.once('end', () => cutOffs.delete(request.socket));
}

/** The longest header, its first line included. */
const HEADER_LIMIT = 16 * 1024;
const HEADERS_MS = 10_000;

const CLIENT_ERRORS: Partial<Record<string, [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, `The header is larger than ${HEADER_LIMIT} bytes`],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time'],
};

/** Connections that have been told why they end. */
const parting = new WeakSet<Duplex>();
/** How long a client may take to read why its connection ends. */
const PARTING_MS = 1000;
/** Answers what is no HTTP; a bulk call whose body ends too early tells so in its own answer. */
function answerClientError(error: NodeJS.ErrnoException, socket: ServedSocket | Duplex): void {
  // What comes behind the answer is no HTTP either.
  if (parting.has(socket)) return;
  const callback = cutOffs.get(socket);
  if (callback) {
    callback();
  } else if (socket.writable && !(socket as ServedSocket)._httpMessage?.headersSent) {
    const [status, detail] = CLIENT_ERRORS[error.code ?? ''] ?? [400, 'The request is not valid HTTP'];
    const body = JSON.stringify(toProblem(status, detail));
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
        `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
    // Who sends on all the same has a moment to read, and is not read himself: cut at once, he would lose the answer.
    parting.add(socket);
    socket.pause();
    setTimeout(() => socket.destroy(), PARTING_MS).unref();
  } else {
    socket.destroy();
  }
}

/** The prototypes that an application gives to requests and responses. */
interface Prototypes {
  request: object;
  response: object;
}

/**
 * Nest on Express, whose requests and responses are born as what Express turns them into. Express gives each of them
 * another prototype on its way in, and V8 then forgets what it has learnt about the objects: that cost more than half
 * of a request's time. Given the prototype that they have already, nothing changes.
 */
export class HttpAdapter extends ExpressAdapter {
  private gate?: Gate;

  /** From now on every request passes this first; without one nobody is answered. */
  guardBy(gate: Gate): void {
    this.gate = gate;
  }

  /** @param most connections at once, of this process */
  limitConnections(most: number): void {
    const tooSlow = Object.assign(new Error('The body hardly arrives'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    const connections = new Connections(most, (socket) => {
      answerClientError(tooSlow, socket);
    });
    connections.watch(this.getHttpServer());
  }

  override initHttpServer(): void {
    const app = this.getInstance<Application & Prototypes>();
    class ExpressRequest extends IncomingMessage {}
    class ExpressResponse extends ServerResponse<ExpressRequest> {}
    Object.setPrototypeOf(ExpressRequest.prototype, app.request);
    Object.setPrototypeOf(ExpressResponse.prototype, app.response);
    app.request = ExpressRequest.prototype;
    app.response = ExpressResponse.prototype;
    const options = {
      IncomingMessage: ExpressRequest,
      ServerResponse: ExpressResponse,
      maxHeaderSize: HEADER_LIMIT,
      headersTimeout: HEADERS_MS,
      connectionsCheckingInterval: 2000,
      // A bulk body may take its time, as long as it arrives.
      requestTimeout: 0,
    };
    /** Clients that send their body only when told to go on. */
    const waiting = new WeakSet<IncomingMessage>();
    const answer = (message: IncomingMessage, answering: ServerResponse) => {
      const [request, response] = [message as Request, answering as Response];
      if (hasLongBody(request)) response.once('finish', discardBody);
      this.gate!(request, response, () => {
        if (request.headers.expect !== undefined && waiting.has(request)) response.writeContinue();
        app(request, response);
      });
    };
    const server = createServer(options, answer).on('clientError', answerClientError);
    server.on('checkContinue', (request, response) => {
      waiting.add(request);
      server.emit('request', request, response);
    });
    this.setHttpServer(server);
  }
}
