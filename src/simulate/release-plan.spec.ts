import { Dataset } from '../dataset/dataset.js';
import { listSeedOf, planReleases } from './release-plan.js';

const dataset = (ids: number[]) =>
  new Dataset(
    'five',
    { id: Int32Array.from(ids), title: ids.map(String), genres: ids.map(() => '') },
    { user: new Int32Array(0), movie: new Int32Array(0), value: new Float64Array(0) },
  );
const five = dataset([3, 10, 20, 30, 40]);
const idsOf = (seed: number, out: number[] = [], endless = false, count = 100) => {
  const plan = planReleases(five, seed, (id) => out.includes(id), endless);
  const ids: number[] = [];
  for (let next = plan.next(); !next.done && ids.length < count; next = plan.next())
    ids.push(next.value.movieId);
  return ids;
};

describe('planReleases', () => {
  it('releases every film once, in an order that the seed decides', () => {
    expect(idsOf(1).toSorted((a, b) => a - b)).toEqual([3, 10, 20, 30, 40]);
    expect(idsOf(1)).toEqual(idsOf(1));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => String(idsOf(seed)))).size).toBeGreaterThan(10);
  });

  it('goes on where an earlier run ended', () => {
    const whole = idsOf(1);
    expect(idsOf(1, whole.slice(0, 2))).toEqual(whole.slice(2));
  });

  it('begins a further season under new ids when it has no end', () => {
    const ids = idsOf(1, [], true, 15);
    expect(ids.slice(0, 5)).toEqual(idsOf(1));
    expect(ids.slice(5, 10).toSorted((a, b) => a - b)).toEqual([43, 50, 60, 70, 80]);
    expect(new Set(ids).size).toBe(15);
  });

  it('stops before ids pass 32 bits', () => {
    const plan = planReleases(dataset([2 ** 30]), 1, () => false, true);
    expect([...plan].map(({ movieId }) => movieId)).toEqual([2 ** 30]);
  });
});

describe('listSeedOf', () => {
  it('draws list seeds that the service takes', () => {
    const seed = listSeedOf(1, 2, 3);
    expect(seed).toBe(listSeedOf(1, 2, 3));
    expect(seed >= 0 && seed < 2 ** 32 && Number.isInteger(seed)).toBe(true);
    expect(seed).not.toBe(listSeedOf(1, 3, 2));
  });
});
