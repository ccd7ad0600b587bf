import { serialize } from 'node:v8';
import { randomStream } from '../random/seeded-random.js';
import { packEase, unpackEase } from './ease-packing.js';
import { EaseScorer } from './ease-scorer.js';
import { trainEase } from './ease-training.js';

/** 60 users, each with about a third of 200 films. */
function trained() {
  const random = randomStream('ease packing');
  const pairs = Array.from({ length: 60 * 200 }, (_, at) => at).filter(() => random() < 0.3);
  return trainEase({
    userId: Int32Array.from(pairs, (at) => 1 + Math.floor(at / 200)),
    movieId: Int32Array.from(pairs, (at) => 1001 + (at % 200)),
  });
}

describe('packEase', () => {
  it('keeps every score to six decimals, of users trained and new', () => {
    const model = trained();
    const scorers = [new EaseScorer(model), new EaseScorer(unpackEase(packEase(model)))];
    for (const [user, history] of [
      [1, [1001, 1002, 1003]],
      [60, [1005, 1100, 1150, 1199]],
      [99, [1050, 1051]],
    ] as const) {
      for (const scorer of scorers) scorer.fold(user, history);
      for (const film of model.movieIds) {
        const [exact, unpacked] = scorers.map((scorer) => scorer.score(film));
        expect(Math.abs(unpacked - exact)).toBeLessThan(5e-7);
      }
    }
  });

  it('takes two bytes per pair of users and four per rating, and little else', () => {
    const model = trained();
    const much = 2 * 60 ** 2 + 4 * model.films.length;
    expect(packEase(model).length).toBeLessThan(much + 12 * 200 + 8 * 60 + 500);
  });

  it('packs a model of nothing', () => {
    const empty = trainEase({ userId: new Int32Array(0), movieId: new Int32Array(0) });
    expect(unpackEase(packEase(empty))).toEqual(empty);
  });
});

describe('unpackEase', () => {
  const { lambda, userIds, movieIds, films, filmStart, diagonal } = trained();
  it.each<[string, Uint8Array | null]>([
    ['nothing', null],
    ['other bytes', Uint8Array.of(1, 2, 3)],
    ['something else', serialize('EASE')],
    ['an object without them', serialize({ lambda })],
    [
      'too few weights',
      serialize({ lambda, userIds, movieIds, films, filmStart, diagonal, half: new Float32Array(3) }),
    ],
  ])('refuses %s', (_, bytes) => {
    expect(() => unpackEase(bytes)).toThrow();
  });
});
