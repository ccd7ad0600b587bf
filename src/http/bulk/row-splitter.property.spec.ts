import fc from 'fast-check';
import { RUNS } from '../../../test/support/property-runs.js';
import { ArraySplitter, BrokenBodyError, LineSplitter, type RowSplitter } from './row-splitter.js';

const MOST_BYTES = 40;

/** Cuts bytes at any places; a copy each, as a socket gives them. */
function split(splitter: RowSplitter, bytes: Buffer, cuts: readonly number[]): (string | null)[] | Error {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const rows: (string | null)[] = [];
  try {
    [0, ...places].forEach((from, at) => {
      const chunk = Buffer.from(bytes.subarray(from, places[at] ?? bytes.length));
      rows.push(...splitter.push(chunk).map((row) => row?.toString('latin1') ?? null));
    });
    const last = splitter.end();
    return last === undefined ? rows : [...rows, last.toString('latin1')];
  } catch (error) {
    if (error instanceof BrokenBodyError) return error;
    throw error;
  }
}

const cuts = fc.array(fc.nat(), { maxLength: 20 });
const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
const json = fc.json({ maxDepth: 3 });
/** Bytes of which most mean something to a splitter. */
const bytes = fc
  .array(
    fc.oneof(fc.constantFrom(...'[]{},"\\\n 1'.split('')), fc.string({ unit: 'binary', maxLength: 2 })),
    {
      maxLength: 60,
    },
  )
  .map((parts) => Buffer.from(parts.join('')));

describe('row splitters, of any body in any pieces', () => {
  it('give the elements of an array as they stand, and of one that is too long only that it is', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(space, json, space)), space, cuts, (elements, around, places) => {
        const rows = elements.map((parts) => parts.join(''));
        const body = Buffer.from(`${around}[${rows.join(',')}]${around}`);
        expect(split(new ArraySplitter(MOST_BYTES), body, places)).toEqual(
          rows.map((row) =>
            Buffer.byteLength(row) > MOST_BYTES ? null : Buffer.from(row).toString('latin1'),
          ),
        );
      }),
      RUNS,
    );
  });

  it('give the lines as they stand, but for those of white space', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            json,
            space.map((text) => text.replaceAll('\n', '')),
          ),
        ),
        cuts,
        (lines, places) => {
          const body = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const rows = lines.filter((line) => line.trim() !== '');
          expect(split(new LineSplitter(MOST_BYTES), body, places)).toEqual(
            rows.map((row) =>
              Buffer.byteLength(row) > MOST_BYTES ? null : Buffer.from(row).toString('latin1'),
            ),
          );
        },
      ),
      RUNS,
    );
  });

  it.each([
    ['ArraySplitter', () => new ArraySplitter(MOST_BYTES)],
    ['LineSplitter', () => new LineSplitter(MOST_BYTES)],
  ])('%s says the same of any bytes, however they arrive', (_, splitter) => {
    fc.assert(
      fc.property(bytes, cuts, (body, places) => {
        expect(split(splitter(), body, places)).toEqual(split(splitter(), body, []));
      }),
      { ...RUNS, numRuns: 1000 },
    );
  });
});
