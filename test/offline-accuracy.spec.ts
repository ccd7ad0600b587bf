import { ease, fnv1a32, ndcg10, popularity, splitRatings, topTen } from './support/offline-accuracy.js';
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

  /** EASE, λ = 200, on ml-latest-small: user id, the ten films, their scores. */
  const topTens: readonly (readonly [user: number, films: number[], scores: number[]])[] = [
    [
      1,
      [589, 1222, 1200, 318, 1036, 377, 2762, 1580, 1270, 1387],
      [0.40312, 0.376875, 0.36189, 0.358557, 0.34825, 0.344582, 0.342379, 0.308033, 0.303558, 0.300144],
    ],
    [
      5,
      [593, 592, 356, 480, 153, 377, 161, 454, 329, 434],
      [0.468405, 0.445131, 0.427672, 0.38444, 0.363673, 0.356333, 0.335553, 0.324327, 0.299509, 0.297755],
    ],
    [
      100,
      [593, 500, 39, 1259, 1, 1073, 2918, 440, 1721, 2797],
      [0.27502, 0.261358, 0.256345, 0.235116, 0.224083, 0.22109, 0.220059, 0.2194, 0.215872, 0.21533],
    ],
    [
      414,
      [2628, 4226, 1036, 16, 1210, 1784, 1580, 8874, 1393, 2081],
      [0.190165, 0.16856, 0.164954, 0.159673, 0.158663, 0.154606, 0.152363, 0.149844, 0.148705, 0.147359],
    ],
    [
      599,
      [6, 260, 592, 1552, 780, 1136, 1073, 2716, 104, 2791],
      [0.15724, 0.156137, 0.148805, 0.147942, 0.146179, 0.144537, 0.143781, 0.140297, 0.139987, 0.13991],
    ],
    [
      610,
      [2959, 5952, 51662, 70286, 260, 5418, 3793, 1704, 8641, 68358],
      [0.261145, 0.250056, 0.226805, 0.219235, 0.209001, 0.204498, 0.204068, 0.201978, 0.200403, 0.197103],
    ],
  ];

  realIt('gives the known answers on ml-latest-small', () => {
    const split = splitRatings(readRealDataset());
    const size = (lists: readonly Int32Array[]) => lists.reduce((sum, list) => sum + list.length, 0);
    expect([size(split.train), size(split.test)]).toEqual([80_887, 19_949]);
    expect(ndcg10(split, popularity(split))).toBeCloseTo(0.18570168553589758, 9);
    const scorer = ease(split, 200);
    expect(ndcg10(split, scorer)).toBeCloseTo(0.37477543645654027, 9);
    for (const [id, films, expected] of topTens) {
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
