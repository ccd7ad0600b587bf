import { type RandomStream, shuffle } from '../random/seeded-random.js';

/** The control: the candidates in random order, every order equally likely. */
export function recommendRandom(candidates: readonly number[], random: RandomStream): number[] {
  return shuffle([...candidates], random);
}
