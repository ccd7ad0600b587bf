import { setTimeout as sleep } from 'node:timers/promises';
import type { RecommendationDto } from '../src/recommendation/recommendation.dto.js';
import { type Running, startMain } from './support/cli.js';
import { namesOf, parseSamples, type Samples, samplesOf } from './support/metrics-text.js';
import { workersOf } from './support/processes.js';
import { TestService } from './support/service.js';

const FILM = { movie_id: 1, title: 'A film', genres: 'Drama' };
const feedback = (user_id: number, more: object = {}) => ({
  ...{ user_id, recommended_movie_id_list: [1], selected_movie_id: 1 },
  ...more,
});

/** A connection on its way to a worker that is killed gets no answer. */
const readOnce = async (url: string): Promise<Samples> => {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5000) });
  return parseSamples(await answer.text());
};

/** Requests are counted once their connection has seen the end of the answer, which may be after the client has. */
async function scrape(url: string, isComplete: (samples: Samples) => boolean = () => true): Promise<Samples> {
  for (let tries = 0; ; tries++) {
    const samples = await readOnce(url).catch(() => undefined);
    if (samples && (isComplete(samples) || tries >= 600)) return samples;
    await sleep(50);
  }
}

describe('GET /metrics', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await TestService.start();
  });
  afterEach(() => service.stop());

  it('counts and times requests by method, route and status', async () => {
    await service.post('/movies', FILM);
    await service.post('/movies/', FILM);
    for (const id of [1, 2, 3]) await service.get(`/movies/${id}`);
    await service.post('/ratings', { user_id: 1 });
    await service.send('DELETE', '/movies');
    const counts = (samples: Samples) => samplesOf(samples, 'http_requests_total');
    const samples = await scrape(service.url, (read) => Object.keys(counts(read)).length >= 6);
    const expected = {
      '{method="POST",route="/movies",status="201"}': 1,
      '{method="POST",route="/movies",status="200"}': 1,
      '{method="GET",route="/movies/:movie_id",status="200"}': 1,
      '{method="GET",route="/movies/:movie_id",status="404"}': 2,
      '{method="POST",route="/ratings",status="400"}': 1,
      '{method="DELETE",route="unmatched",status="405"}': 1,
    };
    expect(counts(samples)).toMatchObject(expected);
    expect(samplesOf(samples, 'http_request_duration_seconds_count')).toMatchObject(expected);
    const total = samples.get(
      'http_request_duration_seconds_sum{method="GET",route="/movies/:movie_id",status="404"}',
    );
    expect(total).toBeGreaterThan(0);
  });

  it('counts what was stored, by kind and group', async () => {
    await service.post('/movies', FILM);
    await service.post('/movies', FILM);
    await service.post('/movies', { ...FILM, movie_id: 2 });
    for (const user of [1, 2, 3]) await service.post('/ratings', { user_id: user, movie_id: 1, rating: 3 });
    await service.post('/ratings', { user_id: 1, movie_id: 1, rating: 3 });
    await service.post('/feedback', feedback(1));
    await service.post('/feedback', feedback(2, { user_type: 'B', action_cycle: 1 }));
    await service.post('/feedback', feedback(3, { user_type: 'B', action_cycle: 1 }));
    const { body: list } = await service.get<RecommendationDto>('/recommend?user_id=9');
    const samples = await scrape(service.url);
    expect(samples.get('movieflix_releases_total')).toBe(2);
    expect(samples.get('movieflix_ratings_total')).toBe(3);
    expect(samplesOf(samples, 'movieflix_feedback_total')).toEqual({
      '{user_type="A",action_cycle="0"}': 1,
      '{user_type="B",action_cycle="1"}': 2,
    });
    expect(samplesOf(samples, 'movieflix_served_lists_total')).toEqual({
      [`{recommender="${list.recommender}",fallback="none"}`]: 1,
    });
    expect(samples.get('movieflix_writer_batch_rows_sum{lane="feedbacks"}')).toBe(3);
    expect(samples.get('movieflix_writer_batch_rows_sum{lane="movies"}')).toBe(3);
    expect(samples.get('movieflix_writer_commit_duration_seconds_count{lane="ratings"}')).toBe(4);
  });

  it('says what waits, which connections are open, and which models are the newest', async () => {
    await service.post('/movies', FILM);
    await service.send('PUT', '/experiments/current', {
      ...{ control: 'random', treatment: 'ease', salt: 's', cycle: 1000 },
      groups: ['A', 'B'].map((name) => ({ name, weight: 1 })),
    });
    for (const user of [1, 2, 3]) await service.post('/ratings', { user_id: user, movie_id: 1, rating: 3 });
    expect((await service.post('/recommend/model', {})).status).toBe(200);
    const samples = await scrape(service.url);
    const lanes = ['movies', 'ratings', 'feedbacks', 'served_lists'].map((name) => `{lane="${name}"}`);
    expect(Object.keys(samplesOf(samples, 'movieflix_writer_queue_rows')).sort()).toEqual(lanes.sort());
    expect(samples.get('movieflix_writer_queue_rows{lane="ratings"}')).toBe(0);
    expect(samples.get('movieflix_writer_queue_limit_rows{lane="ratings"}')).toBe(10_000);
    const { idle, busy } = {
      idle: samples.get('movieflix_database_pool_connections{state="idle"}')!,
      busy: samples.get('movieflix_database_pool_connections{state="busy"}')!,
    };
    expect(idle + busy).toBeGreaterThan(0);
    expect(idle + busy).toBeLessThanOrEqual(samples.get('movieflix_database_pool_limit_connections')!);
    expect(samplesOf(samples, 'movieflix_model_version')).toEqual({ '{recommender="ease"}': 1 });
    expect([...namesOf(samples)]).toEqual(
      expect.arrayContaining(['nodejs_eventloop_lag_p99_seconds', 'nodejs_heap_size_used_bytes']),
    );
  });

  it('has a bounded number of series, whatever clients send', async () => {
    await scrape(service.url);
    const before = (await scrape(service.url)).size;
    const numbers = Array.from({ length: 1000 }, (_, at) => at);
    for (let at = 0; at < 1000; at += 50) {
      await Promise.all(
        numbers
          .slice(at, at + 50)
          .flatMap((n) => [
            service.get(`/nothing/${n}`),
            service.get(`/movies/${n + 1}`),
            service.post('/feedback', feedback(n + 1, { user_type: `group ${n}` })),
          ]),
      );
    }
    const missing = '{method="GET",route="unmatched",status="404"}';
    const samples = await scrape(
      service.url,
      (read) => samplesOf(read, 'http_requests_total')[missing] === 1000,
    );
    expect(samplesOf(samples, 'http_requests_total')).toMatchObject({
      [missing]: 1000,
      '{method="GET",route="/movies/:movie_id",status="404"}': 1000,
    });
    const groups = samplesOf(samples, 'movieflix_feedback_total');
    expect(Object.keys(groups)).toHaveLength(201);
    expect(Object.values(groups).reduce((sum, count) => sum + count, 0)).toBe(1000);
    expect(groups['{user_type="other",action_cycle="other"}']).toBe(800);
    expect(samples.size - before).toBeLessThan(350);
  });

  it('is text for Prometheus, takes GET and HEAD alone, and is documented', async () => {
    const { status, headers } = await service.send('GET', '/metrics/');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect((await service.send('HEAD', '/metrics')).status).toBe(200);
    const refused = await service.send('POST', '/metrics', {});
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    const { body } = await service.get<{ paths: Record<string, object> }>('/openapi.json');
    expect(Object.keys(body.paths)).toContain('/metrics');
  });
});

describe('GET /metrics of several workers', () => {
  let service: Running & { url: string };
  beforeEach(async () => {
    service = await startMain({ DATABASE_URL: 'embedded:memory', WORKERS: '2' });
  });
  afterEach(async () => {
    service.child.kill('SIGTERM');
    expect((await service.outcome).code).toBe(0);
  });

  const rate = (url: string, user_id: number) =>
    fetch(`${url}/ratings`, {
      method: 'POST',
      // A connection of its own, so that every worker gets some.
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ user_id, movie_id: 1, rating: 3 }),
    });
  const ratings = '{method="POST",route="/ratings",status="201"}';

  it('adds up all of them, and keeps what one has counted that has ended', async () => {
    for (let user = 1; user <= 40; user++) expect((await rate(service.url, user)).status).toBe(201);
    const counted = (samples: Samples) => samplesOf(samples, 'http_requests_total')[ratings];
    const samples = await scrape(service.url, (read) => counted(read) === 40);
    expect([counted(samples), samples.get('movieflix_ratings_total')]).toEqual([40, 40]);
    expect(samples.get('http_request_duration_seconds_bucket{le="+Inf",' + ratings.slice(1))).toBe(40);
    expect(samples.get('movieflix_writer_queue_limit_rows{lane="ratings"}')).toBe(20_000);

    const [first] = workersOf(service);
    process.kill(first, 'SIGKILL');
    for (let tries = 0; tries < 100; tries++) {
      const now = workersOf(service);
      if (now.length === 2 && !now.includes(first)) break;
      await sleep(100);
    }
    const later = await scrape(
      service.url,
      (read) => read.get('movieflix_writer_queue_limit_rows{lane="ratings"}') === 20_000,
    );
    expect([counted(later), later.get('movieflix_ratings_total')]).toEqual([40, 40]);
    expect(later.get('movieflix_writer_queue_limit_rows{lane="ratings"}')).toBe(20_000);
  });
});
