/** What is wrong with a header that is no key. */
export const KEY_RULE = 'must be 1 to 255 visible ASCII characters, as they are or as a quoted string';

const LONGEST = 255;
/** A comma joins two headers, and a backslash escapes: such keys have to be quoted. */
const BARE = /^[!#-+\--[\]-~]+$/;
/** A string of RFC 8941, without spaces. */
const QUOTED = /^"((?:[!#-[\]-~]|\\["\\])+)"$/;

/** What a header of at most 255 characters must look like. */
export const KEY_PATTERN = `${BARE.source}|${QUOTED.source}`;

/**
 * Reads the value of an `Idempotency-Key` header: a string of structured fields (RFC 8941), or the key as it is; `"a"` and
 * `a` are one key.
 * @returns undefined for what is no key
 */
export function parseIdempotencyKey(value: string): string | undefined {
  const text = value.trim();
  const key = BARE.test(text) ? text : QUOTED.exec(text)?.[1].replace(/\\(.)/g, '$1');
  return key !== undefined && key.length <= LONGEST ? key : undefined;
}
