import { randomStream } from '../random/seeded-random.js';
import { Interactions } from './interactions.js';
import { NewestRecommender } from './newest-recommender.js';
import { PopularRecommender } from './popular-recommender.js';
import { bestFirst, highest } from './recommender.js';
import { UserKnnRecommender } from './user-knn-recommender.js';

/** Films 1 to 5 by age; raters of 1: users 1 to 4, of 2: 1 and 2, of 3: 3, of 4: 2 and 3. */
function five(): Interactions {
  const known = new Interactions();
  for (let id = 1; id <= 5; id++) known.addMovie(id, `Film ${id}`, 'Drama');
  for (const [film, users] of [[1, 2, 3, 4], [1, 2], [3], [2, 3]].entries()) {
    for (const user of users) known.addRating(user, film + 1, 3);
  }
  return known;
}
const random = () => randomStream('recommender');

describe('bestFirst', () => {
  it('sorts by score and leaves equals to chance', () => {
    const stream = random();
    const lists = Array.from({ length: 600 }, () => bestFirst([1, 2, 3, 4], [0, 5, 5, -Infinity], stream));
    const counts = new Map<string, number>();
    for (const list of lists) counts.set(String(list), (counts.get(String(list)) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual(['2,3,1,4', '3,2,1,4']);
    // Four standard errors of a fair coin.
    expect(Math.abs(counts.get('2,3,1,4')! - 300)).toBeLessThan(49);
  });
});

describe('highest', () => {
  it('finds the places that a sort finds, without those of -∞', () => {
    const stream = random();
    for (const count of [1, 2, 9, 300]) {
      const scores = Float64Array.from({ length: 200 }, (_, at) => (at % 7 ? stream() : -Infinity));
      const sorted = [...scores.keys()].filter((at) => at % 7).sort((a, b) => scores[b] - scores[a]);
      expect(highest(count, scores, stream)).toEqual(sorted.slice(0, count));
    }
  });

  it('leaves equals at the edge to chance', () => {
    const stream = random();
    const counts = new Map<string, number>();
    for (let list = 0; list < 900; list++) {
      const places = String(highest(2, Float64Array.of(3, 7, 3, 3, 1), stream));
      counts.set(places, (counts.get(places) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['1,0', '1,2', '1,3']);
    // Four standard errors of one in three.
    for (const count of counts.values()) expect(Math.abs(count - 300)).toBeLessThan(57);
  });
});

describe('newest', () => {
  it('puts the film released last first, films rated last, films unknown before those', () => {
    expect(new NewestRecommender(five()).rank(1, [1, 99, 3, 5], random())).toEqual([5, 3, 99, 1]);
  });
});

describe('popular', () => {
  it('puts the film of most raters first and films rated last', () => {
    const popular = new PopularRecommender(five());
    expect(popular.rank(9, [5, 3, 2, 1], random())).toEqual([1, 2, 3, 5]);
    expect(popular.rank(4, [5, 3, 2, 1], random())).toEqual([2, 3, 5, 1]);
  });

  it('counts a rating at once', () => {
    const known = five();
    for (const user of [6, 7, 8, 9, 10]) known.addRating(user, 5, 1);
    expect(new PopularRecommender(known).rank(11, [1, 5], random())).toEqual([5, 1]);
  });
});

describe('user-kNN', () => {
  it('puts first what the users rated who share most with this one', () => {
    // User 4 shares film 1 with everybody: cosine 1 / √3 with user 2 and 3, 1 / √2 with user 1.
    const known = five();
    const knn = new UserKnnRecommender(known);
    // Film 2: 1/√2 + 1/√3, film 4: 2/√3, film 3: 1/√3, film 5: 0.
    expect(knn.rank(4, [5, 3, 4, 2, 1], random())).toEqual([2, 4, 3, 5, 1]);
  });

  it('cannot serve a user without history', () => {
    expect(new UserKnnRecommender(five()).rank(77, [1, 2], random())).toBeUndefined();
  });
});
