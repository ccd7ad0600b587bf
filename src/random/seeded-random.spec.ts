import { hash32, randomStream, shuffle, uniformOf } from './seeded-random.js';

describe('seeded random', () => {
  it('hashes the key as published, so that SQL and other languages can repeat a draw', () => {
    // printf '7:group:42' | sha256sum | cut -c1-8
    expect(hash32(7, 'group', 42).toString(16)).toBe('4e74bb27');
    expect(uniformOf(7, 'group', 42)).toBe(hash32(7, 'group', 42) / 2 ** 32);
  });

  it('gives the same stream for the same key and another for another key', () => {
    const take = (...key: string[]) => Array.from({ length: 5 }, randomStream(...key));
    expect(take('a')).toEqual(take('a'));
    expect(take('a')).not.toEqual(take('b'));
  });

  it('shuffles every film into every place equally often', () => {
    const counts = Array.from({ length: 9 }, () => new Array<number>(9).fill(0));
    const lists = 20_000;
    for (let list = 0; list < lists; list++) {
      shuffle([0, 1, 2, 3, 4, 5, 6, 7, 8], randomStream('shuffle', list)).forEach(
        (item, place) => counts[item][place]++,
      );
    }
    const expected = lists / 9;
    const chiSquare = counts.flat().reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 64 degrees of freedom: the upper 0.1 % point is 104.7.
    expect(chiSquare).toBeLessThan(104.7);
  });
});
