/** What a key is good for; `write` includes `read`. */
export type Scope = 'read' | 'write';

/** A key as it stands in API_KEYS. */
export interface ApiKey {
  readonly scope: Scope;
  readonly secret: string;
}

/** The parts of a list that is joined by commas. */
export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The keys of a valid API_KEYS. */
export const keysOf = (text: string): ApiKey[] =>
  listOf(text).map((key) => {
    const at = key.indexOf(':');
    return { scope: key.slice(0, at) as Scope, secret: key.slice(at + 1) };
  });
