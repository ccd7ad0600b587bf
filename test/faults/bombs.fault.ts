import { connect } from 'node:net';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { residentBytes } from '../../bench/support/process-figures.js';
import { ServiceProcess } from '../../bench/support/product.js';
import type { Fault, FaultResult } from './support/fault.js';

const MIB = 2 ** 20;
const MOST_GROWTH = 64 * MIB;
/** One after another, so that what one leaves behind adds up; and side by side. */
const AT_ONCE = 4;
const PATIENCE_MS = 60_000;

/** A request that is made to hurt, and what may become of it. */
interface Bomb {
  readonly name: string;
  readonly head: string;
  /** What follows the head, for as long as the connection takes it. */
  readonly body: () => Iterable<Buffer | string> | AsyncIterable<Buffer | string>;
  readonly status: number;
  /** What must stand in the answer too. */
  readonly says?: RegExp;
}

const post = (path: string, ...headers: string[]) => [
  `POST ${path} HTTP/1.1`,
  'Host: localhost',
  'Content-Type: application/json',
  ...headers,
];
const chunked = (path: string, ...headers: string[]) =>
  [...post(path, ...headers, 'Transfer-Encoding: chunked'), '', ''].join('\r\n');
const long = (path: string, length: number, ...headers: string[]) =>
  [...post(path, ...headers, `Content-Length: ${length}`), '', ''].join('\r\n');
const frame = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

function* repeat(bytes: Buffer, times: number): Generator<Buffer> {
  for (let at = 0; at < times; at++) yield bytes;
}

async function* inChunks(parts: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const part of parts) yield frame(part);
  yield Buffer.from('0\r\n\r\n');
}

/** Compresses a gigabyte of one byte as it goes. */
function gigabyteOf(byte: string, compressor: NodeJS.ReadWriteStream): AsyncIterable<Buffer> {
  const part = Buffer.alloc(MIB, byte);
  let left = 1024;
  const feed = () => {
    while (left > 0) {
      left--;
      if (!compressor.write(part)) {
        compressor.once('drain', feed);
        return;
      }
    }
    compressor.end();
  };
  feed();
  return compressor as unknown as AsyncIterable<Buffer>;
}
const brotli = () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 2 } });

const zeros = Buffer.alloc(MIB, '0');
const nested = Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
const millions = Buffer.from(
  `{"user_id":1,"selected_movie_id":1,"recommended_movie_id_list":[${'1,'.repeat(999_999)}1]}`,
);
const halfDeep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
const LINES = 'Content-Encoding: gzip';

const BOMBS: readonly Bomb[] = [
  {
    name: 'gzip bomb, 1 GiB of zeros',
    head: chunked('/ratings', LINES),
    body: () => inChunks(gigabyteOf('0', createGzip())),
    status: 413,
  },
  {
    name: 'gzip bomb in bulk, 1 GiB of blanks',
    head: chunked('/ratings/bulk', LINES),
    body: () => inChunks(gigabyteOf(' ', createGzip())),
    status: 400,
    says: /100 times its length/,
  },
  {
    name: 'brotli bomb in bulk, 1 GiB of blanks',
    head: chunked('/ratings/bulk', 'Content-Encoding: br'),
    body: () => inChunks(gigabyteOf(' ', brotli())),
    status: 400,
    says: /100 times its length/,
  },
  {
    name: 'body of 1 GB that says its length',
    head: long('/ratings', 1e9),
    body: () => repeat(zeros, 954),
    status: 413,
  },
  {
    name: 'body of 1 GB in chunks',
    head: chunked('/ratings'),
    body: () => inChunks(repeat(zeros, 954)),
    status: 413,
  },
  {
    name: 'row of 1 GB in bulk',
    head: chunked('/ratings/bulk'),
    body: () =>
      inChunks(
        (function* () {
          yield Buffer.from('["');
          yield* repeat(zeros, 954);
        })(),
      ),
    status: 400,
    says: /a row has no end/,
  },
  {
    name: 'list of a million elements',
    head: long('/feedback', millions.length),
    body: () => [millions],
    status: 413,
  },
  {
    name: 'list of a million elements in bulk',
    head: long('/feedback/bulk', millions.length + 2),
    body: () => ['[', millions, ']'],
    status: 200,
    says: /"outcome":"invalid"[^]*"complete":true/,
  },
  {
    name: '100,000 nested brackets',
    head: long('/ratings', nested.length),
    body: () => [nested],
    status: 413,
  },
  {
    name: '50,000 nested brackets, which a body may hold',
    head: long('/ratings', halfDeep.length + 6),
    body: () => ['{"a":', halfDeep, '}'],
    status: 400,
    says: /nested deeper than 16 levels/,
  },
  {
    name: '100,000 nested brackets in bulk',
    head: long('/ratings/bulk', nested.length + 2),
    body: () => ['[', nested, ']'],
    status: 200,
    says: /"outcome":"invalid"[^]*"complete":true/,
  },
  {
    name: 'headers without an end',
    head: 'GET /movies HTTP/1.1\r\nHost: localhost\r\n',
    body: () => repeat(Buffer.from(`X-Header: ${'x'.repeat(1000)}\r\n`), 100_000),
    status: 431,
  },
  {
    name: 'URL without an end',
    head: 'GET /movies?cursor=',
    body: () => repeat(Buffer.alloc(1000, 'x'), 100_000),
    status: 431,
  },
  {
    name: 'trailers without an end',
    head: chunked('/ratings'),
    body: () => ['2\r\n{}\r\n0\r\n', ...repeat(Buffer.from(`X-Header: ${'x'.repeat(1000)}\r\n`), 1000)],
    status: 431,
  },
  {
    name: 'chunk extensions without an end',
    head: chunked('/ratings'),
    body: () => ['1;', ...repeat(Buffer.alloc(1000, 'x'), 1000)],
    status: 413,
  },
];

/** What is made to exhaust the service is refused, and takes little of its memory. */
export const bombs: Fault = {
  name: 'bombs',
  about: 'bodies, lists, brackets and headers without an end: refused in bounded memory',
  async run(context) {
    const service = await ServiceProcess.of({ DATABASE_URL: 'embedded:memory' });
    try {
      await service.send('POST', '/ratings', { user_id: 1, movie_id: 1, rating: 3 });
      await warmUp(service);
      const results: FaultResult[] = [];
      for (const bomb of BOMBS) {
        context.say(bomb.name);
        results.push(await drop(service, bomb, context.quick ? 1 : 3));
      }
      return results;
    } finally {
      await service.stop();
    }
  },
};

/** The heap takes its usual size first: growth is what a bomb adds. */
async function warmUp({ url }: ServiceProcess): Promise<void> {
  for (let call = 0; call < 300; call++) {
    const body = JSON.stringify(
      Array.from({ length: 500 }, (_, at) => ({ user_id: at + 1, movie_id: 1, rating: 9 })),
    );
    const headers = { 'content-type': 'application/json' };
    await (await fetch(`${url}/ratings/bulk`, { method: 'POST', headers, body })).text();
  }
}

async function drop(service: ServiceProcess, bomb: Bomb, rounds: number): Promise<FaultResult> {
  const before = residentBytes(service.pid);
  let [trials, survived, highest] = [0, 0, before];
  const watch = setInterval(() => (highest = Math.max(highest, residentBytes(service.pid))), 20);
  const notes = new Set<string>();
  try {
    for (let round = 0; round < rounds; round++) {
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => send(service.url, bomb)));
      for (const answer of answers) {
        trials++;
        const isRefused = answer.startsWith(`HTTP/1.1 ${bomb.status} `) && (bomb.says?.test(answer) ?? true);
        if (isRefused) survived++;
        else notes.add(`answered by "${answer.slice(0, 60)} … ${answer.slice(-200)}"`);
      }
      const isWell = await service.get('/movies/last').then(
        () => true,
        () => false,
      );
      if (!isWell) notes.add('the service no longer answers');
    }
  } finally {
    clearInterval(watch);
  }
  const grown = Math.max(0, highest - before);
  const isBounded = grown <= MOST_GROWTH && !notes.has('the service no longer answers');
  return {
    ...{ fault: bomb.name, trials, survived: isBounded ? survived : 0 },
    ...{ acknowledged: 0, lost: 0, doubled: 0 },
    notes: [`memory grew by ${(grown / MIB).toFixed(0)} MiB at the most`, ...notes],
  };
}

/** Sends a request for as long as the service takes it; resolves to the answer. */
async function send(url: string, { head, body }: Bomb): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  socket.on('error', () => undefined);
  // `once` would fail with the connection, as it is meant to.
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
  socket.write(head);
  for await (const part of body()) {
    if (socket.destroyed) break;
    if (!socket.write(part)) {
      await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
    }
  }
  await closed;
  clearTimeout(timer);
  return answer;
}
