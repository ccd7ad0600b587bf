import { randomStream, shuffle } from '../random/seeded-random.js';
import { ascendingOrder } from './ascending-order.js';
import { WaitingRows } from './waiting-rows.js';

const range = (length: number) => Array.from({ length }, (_, at) => at + 1);

describe('ascendingOrder', () => {
  it.each([
    ['one behind another', range(1000)],
    ['with gaps', range(500).map((n) => 3 * n)],
    ['far apart', [...range(300).map((n) => n * n * 1000), 2 ** 52]],
    ['one alone', [7]],
    ['none', []],
  ])('sorts numbers %s', (_, numbers) => {
    const mixed = Float64Array.from(
      shuffle(Float64Array.from(numbers), randomStream('order', numbers.length)),
    );
    expect(Array.from(ascendingOrder(mixed), (place) => mixed[place])).toEqual(numbers);
  });
});

describe('WaitingRows', () => {
  /** Rows whose user, film and score are told by their id. */
  const rowsOf = (ids: readonly number[]) => ({
    id: Float64Array.from(ids),
    user: Int32Array.from(ids, (id) => 2 * id),
    film: Int32Array.from(ids, (id) => 3 * id),
    score: Float64Array.from(ids, (id) => id / 2),
  });
  const taken = (rows: WaitingRows<string>, last: number) => {
    const visits: [string, number][] = [];
    rows.take(last, (line, user, film, score) => {
      expect([film, score]).toEqual([(3 * user) / 2, user / 4]);
      visits.push([line, user / 2]);
    });
    return visits;
  };

  it('gives rows of all lines in the order of their ids, up to the one that is settled, each once', () => {
    const rows = new WaitingRows<string>();
    rows.add('A', rowsOf([5, 1, 3, 9]));
    rows.add('B', rowsOf([4, 2, 8]));
    expect(taken(rows, 4)).toEqual([
      ['A', 1],
      ['B', 2],
      ['A', 3],
      ['B', 4],
    ]);
    rows.add('C', rowsOf([7]));
    rows.add('A', rowsOf([6]));
    expect(taken(rows, 4)).toEqual([]);
    expect(taken(rows, 100)).toEqual([
      ['A', 5],
      ['A', 6],
      ['C', 7],
      ['B', 8],
      ['A', 9],
    ]);
    expect(taken(rows, 100)).toEqual([]);
  });
});
