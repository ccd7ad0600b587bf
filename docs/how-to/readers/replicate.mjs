// Prints every change of the published tables once, in the order of the commits, from a logical replication slot:
// DATABASE_URL=postgres://… node docs/how-to/readers/replicate.mjs SLOT position.txt
// The slot is made at the first start. Remove it when nobody reads it any more, for it keeps the server's log:
// SELECT pg_drop_replication_slot('SLOT')
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const [slot = 'movieflix_reader', file = 'lsn.txt'] = process.argv.slice(2);
/** The end of the last transaction that was handed on. */
let done = existsSync(file) ? BigInt(readFileSync(file, 'utf8')) : 0n;

const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
const { rowCount } = await client.query('SELECT FROM pg_replication_slots WHERE slot_name = $1', [slot]);
if (rowCount === 0) await client.query("SELECT pg_create_logical_replication_slot($1, 'pgoutput')", [slot]);
console.error(`Following ${slot}`);

let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (isEnding = true));

/** Reads the fields of one message of the `pgoutput` plugin; PostgreSQL's documentation, "Logical Replication Message Formats". */
class Message {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  take(size) {
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
  char = () => this.take(1).toString('latin1');
  int16 = () => this.take(2).readInt16BE();
  int32 = () => this.take(4).readInt32BE();
  int64 = () => this.take(8).readBigUInt64BE();
  text() {
    const text = this.bytes.toString('utf8', this.at, this.bytes.indexOf(0, this.at));
    this.at += Buffer.byteLength(text) + 1;
    return text;
  }
  /** A row by its columns' names; a long value that an UPDATE left alone is not among them. */
  row(columns) {
    const row = {};
    for (let count = this.int16(), at = 0; at < count; at++) {
      const kind = this.char();
      if (kind === 'n') row[columns[at]] = null;
      else if (kind === 't') row[columns[at]] = this.take(this.int32()).toString('utf8');
    }
    return row;
  }
}

/** Tables by their number; the server tells of each before its first change, in every call. */
const tables = new Map();
/** The changes of the transaction that is being read. */
let changes = [];

/** @returns the end of the transaction, where the message is its commit */
function read(message) {
  const kind = message.char();
  if (kind === 'B') changes = [];
  if (kind === 'R') {
    const number = message.int32();
    message.text();
    const table = message.text();
    message.char();
    const columns = Array.from({ length: message.int16() }, () => {
      message.take(1);
      const name = message.text();
      message.take(8);
      return name;
    });
    tables.set(number, { table, columns });
  }
  if (kind === 'I' || kind === 'U' || kind === 'D') {
    const { table, columns } = tables.get(message.int32());
    let row;
    // The old key, where an UPDATE has changed it, comes before the new row.
    for (let part = ''; part !== 'N' && message.at < message.bytes.length;) {
      part = message.char();
      row = message.row(columns);
    }
    changes.push({ change: { I: 'insert', U: 'update', D: 'delete' }[kind], table, row });
  }
  if (kind === 'T') {
    const count = message.int32();
    message.take(1);
    for (let at = 0; at < count; at++)
      changes.push({ change: 'truncate', ...tables.get(message.int32()), columns: undefined });
  }
  if (kind !== 'C') return undefined;
  message.take(1 + 8);
  return message.int64();
}

const lsnOf = (position) => `${(position >> 32n).toString(16)}/${(position & 0xffffffffn).toString(16)}`;

while (!isEnding) {
  // Peeking takes nothing: what is not handed on before a crash comes again.
  const { rows } = await client.query(
    `SELECT data FROM pg_logical_slot_peek_binary_changes($1, NULL, 1000, 'proto_version', '1', 'publication_names', 'movieflix')`,
    [slot],
  );
  for (const { data } of rows) {
    const end = read(new Message(data));
    // One that was handed on before a crash, and not noted by the server, is passed over.
    if (end === undefined || end <= done) continue;
    for (const change of changes) process.stdout.write(`${JSON.stringify(change)}\n`);
    done = end;
  }
  if (rows.length > 0) {
    writeFileSync(`${file}.new`, String(done));
    renameSync(`${file}.new`, file);
    await client.query('SELECT pg_replication_slot_advance($1, $2::pg_lsn)', [slot, lsnOf(done)]);
  } else await sleep(isEnding ? 0 : 200);
}
await client.end();
