import { setTimeout as sleep } from 'node:timers/promises';
import { asError } from './as-error.js';
import { databaseTrouble } from './database-trouble.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
/** How often it is said that it is still waited for. */
const PROGRESS_MS = 10_000;

/** The database was not there for as long as a start waits; the cause is what the last attempt said. */
export class DatabaseAwayError extends Error {
  override readonly name = 'DatabaseAwayError';

  constructor(
    override readonly cause: Error,
    readonly seconds: number,
  ) {
    super(cause.message);
  }
}

/** What waiting does not help: a wrong password, a database that nobody has made, a server that may only be read. */
const isToBeSetRight = (error: unknown): boolean =>
  /^(28\w{3}|3D000|25006)$/.test(String((error as { code?: unknown }).code));

/** Of several addresses that were tried, the first says why. */
const reasonOf = (error: unknown): string => {
  const { errors = [error] } = error as { errors?: readonly unknown[] };
  return asError(errors[0]).message;
};

/**
 * Tries to open something on the database until it is there.
 * @param seconds how long it is waited for
 * @param say is told once it is waited for, and now and then later
 * @throws DatabaseAwayError when it was not there in time; what is no matter of time at once
 */
export async function untilThere<Opened>(
  open: () => Promise<Opened>,
  seconds: number,
  say: (text: string) => void,
): Promise<Opened> {
  const startedAt = performance.now();
  let saidAt = -Infinity;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await open();
    } catch (error) {
      if (!databaseTrouble(error) || isToBeSetRight(error)) throw error;
      const now = performance.now();
      const reason = reasonOf(error);
      if (now - startedAt + pause >= seconds * 1000) {
        throw new DatabaseAwayError(
          Object.assign(new Error(reason), { code: (error as { code?: unknown }).code }),
          seconds,
        );
      }
      if (now - saidAt >= PROGRESS_MS) {
        say(`The database is not there yet (${reason}); waiting up to ${seconds} seconds for it.`);
        saidAt = now;
      }
    }
    await sleep(pause);
  }
}
