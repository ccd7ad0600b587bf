import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** What a draw is made of: the seed, what the draw is for, and the ids it concerns. */
export type DrawKey = readonly (string | number)[];

const digest = (key: DrawKey): Buffer => createHash('sha256').update(key.join(':')).digest();

/**
 * The first 32 bits of SHA-256 over the parts joined by ':', as an unsigned integer.
 * In SQL: `('x' || left(encode(sha256('7:group:42'), 'hex'), 8))::bit(32)::bigint`.
 */
export function hash32(...key: DrawKey): number {
  return digest(key).readUInt32BE(0);
}

/** A uniform draw in [0, 1) that is a function of its key alone: the 32-bit hash over 2³². */
export function uniformOf(...key: DrawKey): number {
  return hash32(...key) / 2 ** 32;
}

/** A stream of uniform draws in [0, 1), 53 bits each. */
export type RandomStream = () => number;

/**
 * Opens the stream of a key; the same key gives the same stream.
 * xoroshiro128+ (Blackman and Vigna 2018), its 128-bit state taken from the key's SHA-256.
 */
export function randomStream(...key: DrawKey): RandomStream {
  const state = digest(key);
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => state.readInt32BE(offset)));
  return () => uniformFloat64(generator);
}

/** Shuffles in place (Fisher and Yates; Durstenfeld 1964) and returns the array. */
export function shuffle<T extends { length: number; [index: number]: unknown }>(
  items: T,
  random: RandomStream,
): T {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other], items[last]];
  }
  return items;
}
