import { ease, fnv1a32, ndcg10, popularity, splitRatings, topTen } from './support/offline-accuracy.js';
import { EASE_TOP_TENS } from './support/ease-top-tens.js';
import { readRealDataset, realIt } from './support/real-dataset.js';

describe('offline accuracy', () => {
  it.each([
    ['1:1:42', 1_676_522_303],
    ['610:170875:42', 2_574_240_170],
    ['', 2_166_136_261],
    ['a', 3_826_002_220],
  ])('hashes %p to %p', (text, hash) => {
    expect(fnv1a32(text)).toBe(hash);
  });

  realIt('gives the known answers on ml-latest-small', () => {
    const split = splitRatings(readRealDataset());
    const size = (lists: readonly Int32Array[]) => lists.reduce((sum, list) => sum + list.length, 0);
    expect([size(split.train), size(split.test)]).toEqual([80_887, 19_949]);
    expect(ndcg10(split, popularity(split))).toBeCloseTo(0.18570168553589758, 9);
    const scorer = ease(split, 200);
    expect(ndcg10(split, scorer)).toBeCloseTo(0.37477543645654027, 9);
    for (const [id, films, expected] of EASE_TOP_TENS) {
      const user = split.userIds.indexOf(id);
      const top = topTen(split, scorer, user);
      expect(top.map((movie) => split.movieIds[movie])).toEqual(films);
      const scores = scorer(user);
      top.forEach((movie, place) => {
        expect(Math.abs(scores[movie] - expected[place])).toBeLessThan(1e-5);
      });
    }
  });
});
