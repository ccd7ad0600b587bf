import { MessageReader } from './postgres-messages.js';

const message = (type: string, body: string): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, Buffer.from(body, 'latin1')]);
};
const startup = (code: number, body = ''): Buffer => {
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt32BE(code, 4);
  return Buffer.concat([head, Buffer.from(body, 'latin1')]);
};
const SSL_REQUEST = startup(80_877_103);
const CANCEL_REQUEST = startup(80_877_102, '12345678');
const HELLO = startup(196_608, 'user\0postgres\0\0');

function read(bytes: Buffer, chunkSize: number): string[] {
  const seen: string[] = [];
  const reader = new MessageReader({
    onStartup: (answer) => seen.push(`answer ${answer}`),
    onTurn: (turn) => seen.push(Buffer.from(turn).toString('latin1')),
    onEnd: () => seen.push('end'),
  });
  for (let start = 0; start < bytes.length; start += chunkSize)
    reader.push(bytes.subarray(start, start + chunkSize));
  return seen;
}

describe('MessageReader', () => {
  const extended = Buffer.concat([
    message('P', 'parse'),
    message('B', 'bind'),
    message('E', ''),
    message('S', ''),
  ]);
  const query = message('Q', 'SELECT 1\0');
  const conversation = Buffer.concat([SSL_REQUEST, HELLO, extended, query, message('X', '')]);

  it.each([1, 2, 7, 64, 10_000])('cuts the same turns from chunks of %i bytes', (chunkSize) => {
    expect(read(conversation, chunkSize)).toEqual([
      'answer N',
      HELLO.toString('latin1'),
      extended.toString('latin1'),
      query.toString('latin1'),
      'end',
    ]);
  });

  it('ends a connection that only asks for a cancellation', () => {
    expect(read(CANCEL_REQUEST, 100)).toEqual(['end']);
  });

  it('holds an incomplete turn back', () => {
    expect(read(Buffer.concat([HELLO, extended.subarray(0, -1)]), 1000)).toHaveLength(1);
  });
});
