import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a database over which it can be taken away, and be silent, without harm to anybody else's. */
export class DatabaseGate {
  private server?: Server;
  private port = 0;
  private fatal?: string;
  private readonly pairs = new Set<Pair>();

  private constructor(private readonly target: URL) {}

  static async open(url: string): Promise<DatabaseGate> {
    const gate = new DatabaseGate(new URL(url));
    await gate.open();
    return gate;
  }

  /** The database's address, through the gate. */
  get url(): string {
    return Object.assign(new URL(this.target), { hostname: '127.0.0.1', port: String(this.port) }).href;
  }

  /** Whoever comes gets through, on the same port as before. */
  async open(): Promise<void> {
    this.fatal = undefined;
    if (this.server) return;
    const server = createServer((client) => {
      this.pass(client);
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Cuts all connections; who comes is refused. */
  async close(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    server.close();
    for (const sockets of this.pairs) for (const socket of sockets) socket.destroy();
    if (server.listening) await once(server, 'close');
  }

  /** What is asked over the connections that are open gets through, and no answer comes back. */
  silence(): void {
    for (const pair of this.pairs) hush(pair);
  }

  /** From when such a text passes no answer comes back over its connection, nor over a later one where it passes. */
  silenceAt(text: string): void {
    this.fatal = text;
  }

  private pass(client: Socket): void {
    const database = connect(Number(this.target.port), this.target.hostname);
    const pair: Pair = [client, database];
    this.pairs.add(pair);
    client.setNoDelay(true);
    database.setNoDelay(true);
    client.on('data', (chunk) => {
      if (this.fatal !== undefined && chunk.includes(this.fatal)) hush(pair);
    });
    client.pipe(database);
    database.pipe(client);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
  }
}

type Pair = readonly [client: Socket, database: Socket];

const hush = ([client, database]: Pair) => database.unpipe(client).resume();
