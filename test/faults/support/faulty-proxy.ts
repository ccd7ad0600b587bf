import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomStream, type RandomStream } from '../../../src/random/seeded-random.js';

/** What is done to a call: before the service has it, or when the service has committed and answered. */
const FAULTS = [
  'dropped before',
  'cut off while it is sent',
  'delayed before',
  'dropped after',
  'answer cut off',
  'delayed after',
  'sent twice at once',
  'sent again later',
] as const;
export type ProxyFault = (typeof FAULTS)[number];

const ONE_IN = 7;
const LONGEST_DELAY_MS = 150;
/** Later than the calls that come after it. */
const LONGEST_LATER_MS = 400;

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** An HTTP proxy in front of a service that does something to one call in seven, drawn from a seed. */
export class FaultyProxy {
  /** How often each fault was done. */
  readonly counts = new Map<ProxyFault, number>(FAULTS.map((fault) => [fault, 0]));
  calls = 0;
  private readonly later = new Set<Promise<unknown>>();

  private constructor(
    private readonly server: Server,
    private readonly service: URL,
    private readonly random: RandomStream,
  ) {}

  static async open(service: string, seed: number): Promise<FaultyProxy> {
    const server = createServer();
    const proxy = new FaultyProxy(server, new URL(service), randomStream(seed, 'proxy'));
    server.on('request', (incoming, outgoing) => {
      proxy.pass(incoming, outgoing).catch(() => incoming.socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends when all that is still to come has come. */
  async close(): Promise<void> {
    while (this.later.size > 0) await Promise.all(this.later);
    this.server.closeAllConnections();
    this.server.close();
  }

  private async pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const fault = this.draw(incoming);
    if (fault === 'dropped before') return void incoming.socket.destroy();
    if (fault === 'cut off while it is sent') {
      await this.send(incoming, body, true).catch(() => undefined);
      return void incoming.socket.destroy();
    }
    if (fault === 'delayed before') await sleep(this.random() * LONGEST_DELAY_MS);
    if (fault === 'sent twice at once') this.follow(this.send(incoming, body));
    const answer = await this.send(incoming, body);
    if (fault === 'sent again later') {
      this.follow(sleep(this.random() * LONGEST_LATER_MS).then(() => this.send(incoming, body)));
    }
    if (fault === 'dropped after') return void incoming.socket.destroy();
    if (fault === 'delayed after') await sleep(this.random() * LONGEST_DELAY_MS);
    outgoing.writeHead(answer.status, answer.headers);
    if (fault === 'answer cut off') {
      outgoing.write(answer.body.subarray(0, answer.body.length / 2));
      await sleep(5);
      return void incoming.socket.destroy();
    }
    outgoing.end(answer.body);
  }

  private draw({ url }: IncomingMessage): ProxyFault | undefined {
    // The first call only asks whether anybody is there, once.
    if (url === '/livez') return undefined;
    this.calls++;
    if (this.random() >= 1 / ONE_IN) return undefined;
    const fault = FAULTS[Math.floor(this.random() * FAULTS.length)];
    this.counts.set(fault, this.counts.get(fault)! + 1);
    return fault;
  }

  private follow(call: Promise<unknown>): void {
    const ended: Promise<unknown> = call.catch(() => undefined).finally(() => this.later.delete(ended));
    this.later.add(ended);
  }

  /** @param isCut sends half of the body, and breaks off */
  private async send(
    { method, url, headers }: IncomingMessage,
    body: Buffer,
    isCut = false,
  ): Promise<Answer> {
    const { hostname, port } = this.service;
    const call = request({
      method,
      path: url,
      hostname,
      port,
      headers: { ...headers, host: this.service.host },
    });
    const answered = once(call, 'response') as Promise<[IncomingMessage]>;
    if (isCut) {
      call.write(body.subarray(0, body.length / 2), () => call.destroy());
    } else call.end(body);
    const [answer] = await answered;
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const kept: OutgoingHttpHeaders = { ...answer.headers };
    delete kept['transfer-encoding'];
    return { status: answer.statusCode!, headers: kept, body: Buffer.concat(chunks) };
  }
}
