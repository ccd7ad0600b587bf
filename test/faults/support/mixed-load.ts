import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { ServiceProcess } from '../../../bench/support/product.js';

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  /** Whether it stores a feedback. */
  readonly isFeedback?: boolean;
}

/** Users and films that come again and again, so that it is the load that goes on and not what is known that grows. */
const USERS = 2000;
const FILMS = 500;

/** What the service's clients ask for: mostly lists, feedback and ratings, now and then what a page or a pipeline asks. */
function callOf(place: number): Call {
  const user_id = 1 + ((place * 7919) % USERS);
  const movie_id = 1 + ((place * 104_729) % FILMS);
  switch (place % 20) {
    case 0:
      return {
        method: 'POST',
        path: '/movies',
        body: { movie_id, title: `Film ${movie_id} (2026)`, genres: 'Drama' },
      };
    case 1:
      return { method: 'GET', path: `/feedback?user_id=${user_id}&limit=20` };
    case 2:
      return { method: 'GET', path: `/movies/${movie_id}` };
    case 3:
      return place % 1000 === 3
        ? { method: 'GET', path: '/experiments/report' }
        : { method: 'GET', path: '/movies/last' };
    case 4:
      return place % 500 === 4
        ? { method: 'GET', path: '/statistics/activity' }
        : { method: 'GET', path: '/readyz' };
    default:
      break;
  }
  if (place % 3 === 0) return { method: 'GET', path: `/recommend?user_id=${user_id}` };
  if (place % 3 === 1) {
    // The same rating as ever: there is one of a user and a film.
    const rating = 0.5 + ((user_id + movie_id) % 10) / 2;
    return { method: 'POST', path: '/ratings', body: { user_id, movie_id, rating } };
  }
  const list = [movie_id, 1 + (movie_id % FILMS), 1 + ((movie_id + 1) % FILMS)];
  const body = { user_id, recommended_movie_id_list: [...new Set(list)], selected_movie_id: movie_id };
  return { method: 'POST', path: '/feedback', body, isFeedback: true };
}

/** The mixed load of a service: as much as it takes, or so many calls a second. */
export class MixedLoad {
  /** Feedback that was told to be stored. */
  stored = 0;
  /** Calls that failed, by what was answered to what. */
  readonly failures = new Map<string, number>();
  private readonly pool: Pool;
  private place = 0;

  constructor(
    url: string,
    private readonly connections: number,
  ) {
    this.pool = new Pool(url, { connections });
  }

  /** Calls without a pause over all connections. Returns how many calls a second that makes. */
  async flatOut(seconds: number): Promise<number> {
    const endAt = performance.now() + seconds * 1000;
    let calls = 0;
    const lane = async () => {
      while (performance.now() < endAt) {
        await this.call();
        calls++;
      }
    };
    await Promise.all(Array.from({ length: this.connections }, lane));
    return calls / seconds;
  }

  /** So many calls a second, whether or not those before were answered; latencies in milliseconds from when each was due. */
  async paced(rate: number, seconds: number): Promise<{ calls: number; latencies: number[] }> {
    const startedAt = performance.now();
    const latencies: number[] = [];
    const underWay: Promise<void>[] = [];
    const count = Math.round(rate * seconds);
    for (let sent = 0; sent < count;) {
      const due = Math.min(count, Math.floor(((performance.now() - startedAt) / 1000) * rate) + 1);
      for (; sent < due; sent++) {
        const dueAt = startedAt + (sent / rate) * 1000;
        underWay.push(
          this.call().then(() => {
            latencies.push(performance.now() - dueAt);
          }),
        );
      }
      await sleep(1);
    }
    await Promise.all(underWay);
    return { calls: count, latencies };
  }

  /** How many of the feedbacks are there. */
  async countStored(service: ServiceProcess): Promise<number> {
    return (await service.get<{ feedback: number }>('/statistics/activity')).feedback;
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async call(): Promise<void> {
    const { method, path, body, isFeedback } = callOf(this.place++);
    try {
      const { statusCode, body: answer } = await this.pool.request({
        method,
        path,
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      await answer.dump();
      // A film that is asked for may not be out yet.
      if (statusCode >= 300 && statusCode !== 404) this.fail(`${method} ${path.split('?')[0]} ${statusCode}`);
      else if (isFeedback) this.stored++;
    } catch (error) {
      this.fail(`${method} ${path.split('?')[0]} ${String((error as { code?: unknown }).code)}`);
    }
  }

  private fail(what: string): void {
    this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
  }
}
