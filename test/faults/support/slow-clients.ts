import { connect, type Socket } from 'node:net';

/** Connections of one process; more are spread over several, each with file descriptors of its own. */
export interface SlowOrder {
  readonly port: number;
  readonly connections: number;
  /** Milliseconds between two bytes of a connection. */
  readonly pause: number;
}

/** What the clients have seen so far. */
export interface SlowFigures {
  readonly open: number;
  /** Connections opened, those in the place of cut ones included. */
  readonly opened: number;
}

/** Requests that never end: within the first line, within the header, and within a body. */
const BEGINNINGS = [
  'GET /mov',
  'POST /ratings HTTP/1.1\r\nHost: localhost\r\nX-',
  'POST /ratings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90000\r\n\r\n{"',
  'POST /ratings/bulk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
];

/** Holds connections open that send a byte now and then, and opens another for each that is cut. */
class SlowClients {
  private readonly sockets = new Set<Socket>();
  private opened = 0;

  constructor(private readonly order: SlowOrder) {}

  start(): void {
    const { connections, pause } = this.order;
    const tenths = 10;
    let turn = 0;
    setInterval(() => {
      // A tenth of them speaks at a time: the bytes are spread over the pause.
      let at = 0;
      turn = (turn + 1) % tenths;
      for (const socket of this.sockets) if (at++ % tenths === turn) socket.write('x');
      for (let missing = Math.min(connections - this.sockets.size, connections / 20); missing > 0; missing--)
        this.open();
      process.send!({ open: this.sockets.size, opened: this.opened } satisfies SlowFigures);
    }, pause / tenths);
  }

  private open(): void {
    const socket = connect(this.order.port, '127.0.0.1');
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('data', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
    socket.write(BEGINNINGS[this.opened++ % BEGINNINGS.length]);
  }
}

process.once('message', (order: SlowOrder) => {
  new SlowClients(order).start();
});
process.once('disconnect', () => process.exit(0));
