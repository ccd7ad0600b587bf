import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { MessageReader } from './postgres-messages.js';

/**
 * The embedded PostgreSQL: PGlite behind a loopback socket that speaks PostgreSQL's own protocol.
 * PGlite is one session. Each connection's messages up to a Sync or a simple query run as one turn, and an open
 * transaction keeps the turn, so `psql` may look at the tables while the service writes them.
 */
const { dataDir, template } = workerData as { dataDir: string; template?: string };
const port = parentPort!;

/** A fresh client's settings; temporary tables come last, so that nobody's hide the tables from the others. */
const FRESH_SETTINGS = 'RESET ALL; SET search_path = public, pg_temp';

const loadDataDir = template === undefined ? undefined : new Blob([gunzipSync(readFileSync(template))]);
const database = await PGlite.create({ dataDir, database: 'postgres', loadDataDir });
await database.exec(FRESH_SETTINGS);
/** What a connection wants of the session: its messages run, or, without messages, to leave it. */
interface Turn {
  readonly socket: Socket;
  readonly messages?: Uint8Array;
}

const waiting: Turn[] = [];
let owner: Socket | undefined;
let last: Socket | undefined;
let running = false;
let stopping = false;
/** Ends when there is nothing to do, or the turn under way is over and no further one begins. */
let turns = Promise.resolve();

async function takeTurns(): Promise<void> {
  running = true;
  while (!stopping) {
    const next = waiting.findIndex(({ socket }) => owner === undefined || socket === owner);
    if (next === -1) break;
    const [{ socket, messages }] = waiting.splice(next, 1);
    try {
      await (messages ? run(socket, messages) : leave(socket));
    } catch (error) {
      socket.destroy(error instanceof Error ? error : undefined);
    }
    owner = database.isInTransaction() ? socket : undefined;
  }
  running = false;
}

async function run(socket: Socket, messages: Uint8Array): Promise<void> {
  // All clients share the session: what the last one has set is not for this one.
  if (last !== undefined && last !== socket) await database.exec(FRESH_SETTINGS);
  last = socket;
  await database.runExclusive(() =>
    database.execProtocolRawStream(messages, {
      // PGlite reuses its memory: what goes to the socket is a copy.
      onRawData: (answer) => socket.writable && socket.write(Buffer.from(answer)),
    }),
  );
}

/** Undoes a transaction left open, and takes settings and temporary tables out of the session. */
async function leave(socket: Socket): Promise<void> {
  if (owner === socket) await database.exec('ROLLBACK');
  await database.exec('DISCARD ALL');
  await database.exec(FRESH_SETTINGS);
  if (last === socket) last = undefined;
}

function queue(turn: Turn): void {
  waiting.push(turn);
  if (!running) turns = takeTurns();
}

const server = createServer((socket) => {
  socket.setNoDelay(true);
  const reader = new MessageReader({
    onStartup: (messages) => socket.write(messages),
    onTurn: (messages) => {
      queue({ socket, messages });
    },
    onEnd: () => socket.end(),
  });
  socket.on('data', (chunk) => {
    reader.push(chunk);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    queue({ socket });
  });
});

port.on('message', () => {
  stopping = true;
  server.close();
  void turns
    .then(() => database.close())
    .then(() => {
      port.close();
    });
});

server.listen(0, '127.0.0.1', () => {
  port.postMessage({ address: server.address() });
});
