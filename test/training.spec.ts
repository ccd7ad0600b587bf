import { setTimeout as sleep } from 'node:timers/promises';
import type { RecommendationDto, TrainingDto } from '../src/recommendation/recommendation.dto.js';
import { TestService } from './support/service.js';

const GROUPS = [
  { name: 'A', weight: 50 },
  { name: 'B', weight: 50 },
];

describe('TRAIN_AFTER_RATINGS', () => {
  let service: TestService;
  let rated: number;
  const start = async (variables?: Record<string, string>) => {
    service = await TestService.start(variables);
    rated = 0;
    await service.send('PUT', '/experiments/current', {
      ...{ salt: 's', groups: GROUPS, control: 'ease', treatment: 'random', cycle: 1000 },
    });
    for (let movie_id = 1; movie_id <= 12; movie_id++)
      await service.post('/movies', { movie_id, title: `Film ${movie_id}`, genres: '' });
  };
  afterEach(() => service.stop());

  /** Further ratings, each of another user or film: of users 1 to 5 in turn. */
  const rate = async (count: number) => {
    for (const end = rated + count; rated < end; rated++) {
      const [user_id, movie_id] = [1 + (rated % 5), 1 + Math.floor(rated / 5)];
      await service.post('/ratings', { user_id, movie_id, rating: 4 });
    }
  };
  const version = async () =>
    (await service.get<RecommendationDto>('/recommend?user_id=1')).body.model_version;
  /** The version that serves once it is this one, or after 6 seconds. */
  const versionIn = async (wanted: number) => {
    for (let wait = 0; (await version()) !== wanted && wait < 60; wait++) await sleep(100);
    return version();
  };
  /** Long enough for a training that is due to have begun, and to have ended. */
  const settle = () => sleep(2000);

  it('trains after so many ratings, of this process and of others', async () => {
    await start({ TRAIN_AFTER_RATINGS: '20' });
    await rate(19);
    await settle();
    expect([await version(), await service.count('models')]).toEqual([null, 0]);
    await rate(1);
    expect(await versionIn(1)).toBe(1);
    await rate(10);
    await service.dataSource.query(
      'INSERT INTO ratings SELECT user_id, 1, 3 FROM generate_series(101, 109) AS user_id',
    );
    await settle();
    expect(await version()).toBe(1);
    await rate(1);
    expect(await versionIn(2)).toBe(2);
    await settle();
    expect(await service.count('models')).toBe(2);
  });

  it('trains nothing while it is 0', async () => {
    await start();
    await rate(45);
    await settle();
    expect([await version(), await service.count('models')]).toEqual([null, 0]);
  });

  it('counts from the version of another instance, and from one before a restart', async () => {
    await start({ TRAIN_AFTER_RATINGS: '20' });
    await rate(10);
    const other = await TestService.join();
    await other.post<TrainingDto>('/recommend/model', {});
    await other.stop();
    expect(await versionIn(1)).toBe(1);
    await rate(15);
    await settle();
    expect(await version()).toBe(1);
    await service.stop();
    service = await TestService.join({ TRAIN_AFTER_RATINGS: '20' });
    await rate(4);
    await settle();
    expect(await version()).toBe(1);
    await rate(1);
    expect(await versionIn(2)).toBe(2);
  });

  it('tries again after as many more when a training fails', async () => {
    await start({ TRAIN_AFTER_RATINGS: '20' });
    await service.dataSource.query('ALTER TABLE feedbacks RENAME TO hidden');
    try {
      await rate(20);
      await settle();
    } finally {
      await service.dataSource.query('ALTER TABLE hidden RENAME TO feedbacks');
    }
    await rate(19);
    await settle();
    expect([await version(), await service.count('models')]).toEqual([null, 0]);
    await rate(1);
    expect(await versionIn(1)).toBe(1);
  });

  it('stops with the service', async () => {
    await start({ TRAIN_AFTER_RATINGS: '20' });
    await rate(19);
    await settle();
    await rate(1);
    // It is due any moment now, or under way.
    await service.stop();
    service = await TestService.join();
    await settle();
    expect(await service.count('models')).toBeLessThanOrEqual(1);
  });
});
