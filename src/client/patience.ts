import type { Passing } from './call-answer.js';

const FIRST_PAUSE_MS = 100;
/** Short enough that a service which is back is noticed at once. */
const LONGEST_PAUSE_MS = 1000;
/** A fault of the service that comes again so often does not pass. */
const MOST_FAULTS = 6;

/** How long one call is tried again: pauses that double, never shorter than the service asks for. */
export class Patience {
  attempts = 0;
  private faults = 0;

  /**
   * @param seconds from the first attempt on, in all
   * @param startedAt when that was, in milliseconds
   */
  constructor(
    private readonly seconds: number,
    private readonly startedAt: number,
  ) {}

  /**
   * @param now in milliseconds
   * @returns milliseconds to wait before the next attempt; nothing when patience is over
   */
  pauseAfter({ isFault, retryAfter = 0 }: Passing, now: number): number | undefined {
    this.attempts++;
    if (isFault && ++this.faults >= MOST_FAULTS) return undefined;
    const growing = Math.min(FIRST_PAUSE_MS * 2 ** (this.attempts - 1), LONGEST_PAUSE_MS);
    const pause = Math.max(growing, retryAfter * 1000);
    return now + pause - this.startedAt > this.seconds * 1000 ? undefined : pause;
  }

  /** What was tried. */
  describe(now: number): string {
    const seconds = ((now - this.startedAt) / 1000).toFixed(1);
    return this.attempts === 1 ? '1 attempt' : `${this.attempts} attempts in ${seconds} s`;
  }
}

/**
 * Reads a Retry-After header (RFC 9110, 10.2.3): seconds, or a date.
 * @param now in milliseconds since 1970
 * @returns seconds; nothing for anything else
 */
export function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text.trim())) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now) / 1000);
}
