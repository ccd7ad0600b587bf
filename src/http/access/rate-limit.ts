import type { ServerResponse } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Refusal } from '../refusal.js';

const WINDOW_SECONDS = 60;

/** How often a client may call in a minute, which begins with its first call. Each process counts by itself. */
export class RateLimit {
  private readonly limiter: RateLimiterMemory;

  constructor(private readonly perMinute: number) {
    this.limiter = new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS });
  }

  /** Counts a call, and tells of it in the headers; resolves to a refusal for one too many. */
  async count(client: string, response: ServerResponse): Promise<Refusal | undefined> {
    const used = await this.limiter.consume(client).catch((error: unknown) => {
      if (error instanceof RateLimiterRes) return error;
      throw error;
    });
    const seconds = Math.max(1, Math.ceil(used.msBeforeNext / 1000));
    // As in draft-ietf-httpapi-ratelimit-headers-10.
    response.setHeader('RateLimit-Policy', `"default";q=${this.perMinute};w=${WINDOW_SECONDS}`);
    response.setHeader('RateLimit', `"default";r=${Math.max(0, used.remainingPoints)};t=${seconds}`);
    if (used.consumedPoints <= this.perMinute) return undefined;
    return {
      status: 429,
      detail: `More than ${this.perMinute} calls came in a minute; try again in ${seconds} s`,
      headers: { 'Retry-After': String(seconds) },
    };
  }
}
