import { ArraySplitter, BrokenBodyError, LineSplitter, type RowSplitter } from './row-splitter.js';

/** The rows of a body that arrives in pieces of this many bytes; a row that is too long is null. */
function split(splitter: RowSplitter, body: string | Buffer, piece = Infinity): (string | null)[] {
  const bytes = Buffer.from(body);
  const rows: (string | null)[] = [];
  for (let at = 0; at < bytes.length; at += piece) {
    // A copy each, as a socket would give it: nothing may be kept of a buffer that is used again.
    const chunk = Buffer.from(bytes.subarray(at, Math.min(bytes.length, at + piece)));
    rows.push(...splitter.push(chunk).map((row) => row?.toString() ?? null));
  }
  const last = splitter.end();
  return last === undefined ? rows : [...rows, last.toString()];
}

const PIECES = [1, 2, 3, 5, 7, Infinity];

describe('LineSplitter', () => {
  const body = '\uFEFF{"a":1}\r\n\n  \t\n{"b":"é \\" \\n 映画"}\n[1,2]\n7\n{"last":true}';
  const rows = ['{"a":1}\r', '{"b":"é \\" \\n 映画"}', '[1,2]', '7', '{"last":true}'];

  it.each(PIECES.slice(2))('cuts lines that arrive in pieces of %p bytes', (piece) => {
    expect(split(new LineSplitter(100), body, piece)).toEqual(rows);
  });

  it.each([1, 2])('cuts lines that arrive in pieces of %p bytes', (piece) => {
    expect(split(new LineSplitter(100), body.slice(1), piece)).toEqual(rows);
  });

  it('has no last row when the body ends with a newline', () => {
    expect(split(new LineSplitter(100), '{}\n{}\n')).toEqual(['{}', '{}']);
    expect(split(new LineSplitter(100), '')).toEqual([]);
    expect(split(new LineSplitter(100), '{}\n \r\n ')).toEqual(['{}']);
  });

  it.each(PIECES)(
    'tells of a line that is too long and goes on behind it, in pieces of %p bytes',
    (piece) => {
      const long = 'x'.repeat(21);
      expect(split(new LineSplitter(20), `1\n${long}\n2\n${long}${long}\n3\n`, piece)).toEqual([
        '1',
        null,
        '2',
        null,
        '3',
      ]);
    },
  );
});

describe('ArraySplitter', () => {
  const rows = ['{"a":[1,{"b":"]"}]}', '"x,\\"],["', '[[],[{}]]', '7', ' null ', '{"é":"映画\\\\"}'];

  it.each(PIECES)('cuts elements that arrive in pieces of %p bytes', (piece) => {
    expect(split(new ArraySplitter(100), ` \n[${rows.join(',')}]\n `, piece)).toEqual(rows);
  });

  it.each(PIECES)('finds no element in an empty array, in pieces of %p bytes', (piece) => {
    expect(split(new ArraySplitter(100), '[]', piece)).toEqual([]);
    expect(split(new ArraySplitter(100), ' [ \n ] ', piece)).toEqual([]);
  });

  it('takes a byte order mark', () => {
    expect(split(new ArraySplitter(100), '\uFEFF[1,2]')).toEqual(['1', '2']);
  });

  it('leaves what is no JSON to who reads the element', () => {
    expect(split(new ArraySplitter(100), '[{]},,{}{},1,]')).toEqual(['{]}', '', '{}{}', '1', '']);
  });

  it.each(PIECES)(
    'tells of an element that is too long and goes on behind it, in pieces of %p bytes',
    (piece) => {
      const long = `"${'],['.repeat(10)}"`;
      expect(split(new ArraySplitter(20), `[1,${long},2,${long}]`, piece)).toEqual(['1', null, '2', null]);
    },
  );

  it.each([
    ['{"a":1}', 'it is not a JSON array'],
    ['7', 'it is not a JSON array'],
    ['[1] [2]', 'something follows the array'],
    ['[1],', 'something follows the array'],
  ])('refuses %p: %s', (body, message) => {
    for (const piece of PIECES) {
      expect(() => split(new ArraySplitter(100), body, piece)).toThrow(new BrokenBodyError(message));
    }
  });

  it.each(['', ' ', '[', '[1', '[1,', '[{"a":1}', '["]'])(
    'says that %p ends before the array does',
    (body) => {
      expect(() => split(new ArraySplitter(100), body)).toThrow('it ends before the array does');
    },
  );

  it('holds no more than the row that is not complete', () => {
    const splitter = new ArraySplitter(1000);
    expect(splitter.push(Buffer.from('[1,2,{"a":'))).toHaveLength(2);
    for (let chunk = 0; chunk < 1000; chunk++) splitter.push(Buffer.from('"x",'.repeat(250)));
    // A row of a million bytes left nothing behind but its end.
    expect(splitter.push(Buffer.from('},3]')).map((row) => row?.toString())).toEqual([undefined, '3']);
  });
});
