/** The table of exit codes; docs/simulate.md says it in full. */
export const EXIT = { done: 0, failed: 1, usage: 2, undelivered: 3, noService: 4, interrupted: 130 } as const;

/** A command line that cannot be followed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError for anything but a whole number in the range */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`${option} must be a whole number from ${min} to ${max}, not "${text}".`);
  }
  return value;
}

/** @throws UsageError for anything but a decimal number in the range */
export function decimalNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < min || value > max) {
    throw new UsageError(`${option} must be a number from ${min} to ${max}, not "${text}".`);
  }
  return value;
}

/** @throws UsageError for anything but one of the words */
export function oneOf<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === text);
  if (!word) throw new UsageError(`${option} must be ${words.join(' or ')}, not "${text}".`);
  return word;
}

/** @throws UsageError for anything but an http(s) URL */
export function httpUrl(text: string): string {
  if (!/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) {
    throw new UsageError(`--url must be an http(s) URL, not "${text}".`);
  }
  return text;
}
