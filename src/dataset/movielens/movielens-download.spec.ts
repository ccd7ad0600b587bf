import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MOVIELENS_ARCHIVES, MOVIELENS_NAMES, type MovieLensName } from './movielens-archives.js';
import { downloadMovieLens, type DownloadOptions } from './movielens-download.js';

const ZIP = Buffer.from('PK not really, but the checksum knows');
const SHA256 = createHash('sha256').update(ZIP).digest('hex');
const MD5 = createHash('md5').update(ZIP).digest('hex');

let root: string;
let cacheFolder: string;
let server: Server;
let baseUrl: string;
let requests: string[];
let answer: RequestListener;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'download-'));
  cacheFolder = join(root, 'deep', 'cache');
  requests = [];
  answer = (_, response) => response.end(ZIP);
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/movielens`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(root, { recursive: true });
});

const pinned = { ...MOVIELENS_ARCHIVES, 'ml-1m': { sha256: SHA256 } };
const download = (name: MovieLensName, options: Partial<DownloadOptions> = {}) =>
  downloadMovieLens(name, { cacheFolder, baseUrl, ...options });

/** The message of the error, with the addresses of the spec left out; nothing may lie in the cache after it. */
async function refusal(name: MovieLensName, options: Partial<DownloadOptions> = {}): Promise<string> {
  const error: unknown = await download(name, options).catch((thrown: unknown) => thrown);
  expect(await readdir(cacheFolder)).toEqual([]);
  expect((error as Error).name).toBe('DatasetError');
  return (error as Error).message.replaceAll(baseUrl, 'URL').replaceAll(cacheFolder, 'CACHE');
}
const byHand = (name: string) =>
  `; get URL/${name}.zip some other way and put it at CACHE/${name}.zip, or give --dataset a folder.`;

/** Answers the MD5 file with a text, and everything else with the zip. */
const publish =
  (text: string): RequestListener =>
  (request, response) =>
    response.end(request.url?.endsWith('.md5') ? text : ZIP);

describe('downloadMovieLens', () => {
  it('keeps a zip whose pinned checksum is right, and uses it from then on', async () => {
    const path = await download('ml-1m', { checksums: pinned });
    expect(path).toBe(join(cacheFolder, 'ml-1m.zip'));
    expect(await readFile(path)).toEqual(ZIP);
    expect(await download('ml-1m', { checksums: pinned, baseUrl: 'http://127.0.0.1:1' })).toBe(path);
    expect(requests).toEqual(['/movielens/ml-1m.zip']);
    expect(await readdir(cacheFolder)).toEqual(['ml-1m.zip']);
  });

  it.each([`MD5 (ml-latest.zip) = ${MD5}\n`, `${MD5}  ml-latest.zip\n`, MD5.toUpperCase()])(
    'keeps a zip whose published checksum is right: %j',
    async (text) => {
      answer = publish(text);
      await download('ml-latest');
      expect(requests).toEqual(['/movielens/ml-latest.zip.md5', '/movielens/ml-latest.zip']);
      expect(await readdir(cacheFolder)).toEqual(['ml-latest.zip']);
    },
  );

  it('pins every zip but ml-latest', () => {
    const published = MOVIELENS_NAMES.filter((name) => MOVIELENS_ARCHIVES[name] === 'published');
    expect(published).toEqual(['ml-latest']);
  });

  it('tells the bytes, and a total of 0 where the server tells none', async () => {
    const calls: [number, number][] = [];
    const onProgress = (...call: [number, number]) => void calls.push(call);
    answer = (_, response) => response.setHeader('content-length', ZIP.length).end(ZIP);
    await download('ml-1m', { checksums: pinned, onProgress });
    expect(calls.at(-1)).toEqual([ZIP.length, ZIP.length]);
    await rm(cacheFolder, { recursive: true });
    answer = (_, response) => {
      response.write(ZIP.subarray(0, 5));
      response.end(ZIP.subarray(5));
    };
    await download('ml-1m', { checksums: pinned, onProgress });
    expect(calls.at(-1)).toEqual([ZIP.length, 0]);
  });

  it('refuses a zip with a wrong checksum', async () => {
    expect(await refusal('ml-25m')).toBe(
      `URL/ml-25m.zip has the SHA256 ${SHA256}, not ${MOVIELENS_ARCHIVES['ml-25m'].sha256}, the one known for it, ` +
        `and is not used${byHand('ml-25m')}`,
    );
  });

  it('says of a latest zip that it may be a new one', async () => {
    expect(await refusal('ml-latest-small')).toContain(
      ', the one known for it (GroupLens may have made a new one since), and is not used; get URL/',
    );
    answer = publish('0'.repeat(32));
    expect(await refusal('ml-latest')).toBe(
      `URL/ml-latest.zip has the MD5 ${MD5}, not ${'0'.repeat(32)}, the one published at URL/ml-latest.zip.md5 ` +
        `(GroupLens may have made a new one since), and is not used${byHand('ml-latest')}`,
    );
  });

  it('refuses a zip whose published checksum is none', async () => {
    answer = publish('<html>');
    expect(await refusal('ml-latest')).toBe(`URL/ml-latest.zip.md5 holds no MD5${byHand('ml-latest')}`);
  });

  it('refuses an answer that is no success', async () => {
    answer = (_, response) => response.writeHead(404).end('no');
    expect(await refusal('ml-1m')).toBe(`URL/ml-1m.zip answered 404 Not Found${byHand('ml-1m')}`);
    expect(await refusal('ml-latest')).toBe(
      `URL/ml-latest.zip.md5 answered 404 Not Found${byHand('ml-latest')}`,
    );
  });

  it('says where to get the zip and where to put it when there is no network', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const message = await refusal('ml-1m', { baseUrl: `http://127.0.0.1:${port}/` });
    expect(message.replaceAll(`http://127.0.0.1:${port}`, 'URL')).toBe(
      `URL/ml-1m.zip cannot be reached (connect ECONNREFUSED 127.0.0.1:${port})${byHand('ml-1m')}`,
    );
  });

  it('gives up a server that sends nothing', async () => {
    answer = () => undefined;
    expect(await refusal('ml-1m', { stallTimeout: 100 })).toBe(
      `URL/ml-1m.zip sent nothing for 0.1 s${byHand('ml-1m')}`,
    );
  });

  it('gives up a server that stops in the middle', async () => {
    answer = (_, response) => void response.writeHead(200, { 'content-length': 99 }).write('PK');
    expect(await refusal('ml-1m', { stallTimeout: 100 })).toBe(
      `URL/ml-1m.zip sent nothing for 0.1 s${byHand('ml-1m')}`,
    );
  });

  it('leaves nothing when the connection breaks', async () => {
    answer = (request, response) => {
      response.writeHead(200, { 'content-length': 99 }).write('PK');
      setTimeout(() => request.socket.destroy(), 50);
    };
    expect(await refusal('ml-1m')).toMatch(
      /^URL\/ml-1m\.zip broke off after 2 bytes \(.+\); get URL\/ml-1m\.zip some/,
    );
  });

  it('refuses a cache folder that is a file', async () => {
    await writeFile(join(root, 'file'), '');
    const target = join(root, 'file', 'ml-1m.zip');
    await expect(download('ml-1m', { cacheFolder: join(root, 'file') })).rejects.toThrow(
      `${target} cannot be written (EEXIST: file already exists); give another cache folder.`,
    );
  });

  it('lets two downloads at once both end well', async () => {
    const both = await Promise.all([1, 2].map(() => download('ml-1m', { checksums: pinned })));
    expect(both[0]).toBe(both[1]);
    expect(await readdir(cacheFolder)).toEqual(['ml-1m.zip']);
  });
});
