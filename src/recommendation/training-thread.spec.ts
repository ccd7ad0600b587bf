import { setTimeout as sleep } from 'node:timers/promises';
import { unpackEase } from './ease-packing.js';
import { type EventPage, ratingPage } from './event-pages.js';
import { trainInThread } from './training-thread.js';

const never = new AbortController().signal;

function* ratings(): Generator<EventPage> {
  for (const user_id of [1, 2, 3]) {
    yield ratingPage([1, 2].map((movie_id) => ({ user_id, movie_id: user_id + movie_id, rating: 4 })));
  }
}
async function* pages(end: () => unknown = () => undefined): AsyncGenerator<EventPage> {
  yield* ratings();
  await end();
}

describe('trainInThread', () => {
  it('trains every recommender on all pages', async () => {
    const training = await trainInThread(['choice', 'ease'], pages(), never);
    expect(training.ratings).toBe(6);
    expect(training.models.map(({ model }) => model)).toMatchObject([
      { visits: 0 },
      { lambda: 200, users: 3, films: 4 },
    ]);
    expect(training.models[0].weights).toBeNull();
    expect(Array.from(unpackEase(training.models[1].weights).userIds)).toEqual([1, 2, 3]);
  });

  it('hands pages over instead of copying them', async () => {
    const [page] = ratings();
    async function* one(): AsyncGenerator<EventPage> {
      yield await Promise.resolve(page);
    }
    await trainInThread(['ease'], one(), never);
    expect(page).toMatchObject({ userId: new Int32Array(0), movieId: new Int32Array(0) });
  });

  it('fails with what the training threw', async () => {
    await expect(trainInThread(['astrology'], pages(), never)).rejects.toThrow('astrology');
  });

  it('fails with what reading threw', async () => {
    const fail = () => {
      throw new Error('The tables are gone.');
    };
    await expect(trainInThread(['ease'], pages(fail), never)).rejects.toThrow('The tables are gone.');
  });

  it('ends at once when it is told to, also before it has all pages', async () => {
    const stop = new AbortController();
    const training = trainInThread(
      ['ease'],
      pages(() => sleep(60_000, undefined, { ref: false })),
      stop.signal,
    );
    setTimeout(() => {
      stop.abort();
    }, 50);
    await expect(training).rejects.toThrow(/ended with code [01] and without a model/);
    await expect(trainInThread(['ease'], pages(), stop.signal)).rejects.toThrow('aborted');
  });
});
