import { createHash } from 'node:crypto';

/** What tells a request that is sent again from another one. */
export interface RequestKey {
  /** The client's own name of the request. */
  readonly key: string;
  /** The row of a bulk call, from 1; 0 for a call of its own. */
  readonly part: number;
  /** Method and path. */
  readonly route: string;
  /** Of the body, or of the query: `fingerprintOf`. */
  readonly fingerprint: Buffer;
}

/** What is to be stored, with the key of its request where it has one. */
export interface Keyed<Item> {
  readonly item: Item;
  readonly key?: RequestKey;
}

/** JSON with the fields of each object in the order of their names: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join()}]`;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join()}}`;
}

/** SHA-256 of a value as canonical JSON. */
export const fingerprintOf = (value: unknown): Buffer =>
  createHash('sha256').update(canonicalJson(value)).digest();

/** Joins what is to be stored with the keys of the requests, in the same order, where there are any. */
export const withKeys = <Item>(items: readonly Item[], keys?: readonly RequestKey[]): Keyed<Item>[] =>
  items.map((item, at) => ({ item, key: keys?.[at] }));

/** Says how a request differs from the first one that had its key; nothing when it is the same. */
export function describeOtherRequest(
  { key, part, route, fingerprint }: RequestKey,
  first: Pick<RequestKey, 'route' | 'fingerprint'>,
): string | undefined {
  if (first.route !== route) {
    return `Idempotency-Key ${key} was sent with ${first.route} before, and now comes with ${route}; take a new key for a new request`;
  }
  if (first.fingerprint.equals(fingerprint)) return undefined;
  const what = part > 0 ? `row ${part}` : route.startsWith('GET ') ? 'query' : 'body';
  return `Idempotency-Key ${key} was sent with another ${what} before; take a new key for a new request`;
}
