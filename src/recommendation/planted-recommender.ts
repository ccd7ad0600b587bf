import { shuffle, type RandomStream } from '../random/seeded-random.js';
import type { Interactions } from './interactions.js';
import type { Recommender } from './recommender.js';

/**
 * A shuffle whose expected satisfaction score is that of the control plus `lift`, for checking statistics against a
 * known truth. With probability q the target goes to the end of the list where the lift wants it, else the shuffle
 * stays. A first place is worth 10 and a shuffle 10 (L + 1) / 2L on average, so q = |lift| · 2L / (10 (L − 1)); a last
 * place is worth as much less. A list of L films has room for ±10 (L − 1) / 2L, ±4.44 for 9 films; beyond that q stays 1.
 *
 * The lift is exact for visitors who choose the target. Without one it is the candidate released last: whom everybody
 * chooses where all come for a new film. Where the age of the chosen film is like that of the others, the service cannot
 * know it, and only a client that names the target gets the lift.
 */
export class PlantedRecommender implements Recommender {
  constructor(
    private readonly interactions: Interactions,
    private readonly lift: number,
  ) {}

  rank(_userId: number, candidates: readonly number[], random: RandomStream, target?: number): number[] {
    const list = shuffle([...candidates], random);
    const { length } = list;
    if (length < 2 || random() * 5 * (length - 1) >= Math.abs(this.lift) * length) return list;
    const planted = target ?? this.newestOf(candidates);
    const others = list.filter((id) => id !== planted);
    if (others.length === length) return list;
    return this.lift > 0 ? [planted, ...others] : [...others, planted];
  }

  private newestOf(candidates: readonly number[]): number {
    const placeOf = (id: number) => this.interactions.places[this.interactions.filmOf(id)];
    return candidates.reduce((newest, id) => (placeOf(id) > placeOf(newest) ? id : newest));
  }
}
