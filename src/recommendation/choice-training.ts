import { ChoiceFeatures, featureNames } from './choice-features.js';
import { fitConditionalLogit } from './conditional-logit.js';
import { EventReplay, type TrainingEvents } from './event-replay.js';
import { Shelves } from './shelves.js';

export type { TrainingEvents };

export interface TrainingOptions {
  /** Whether counts and neighbours are features too: fair only where all films of a shelf are of like age. */
  readonly collaborative: boolean;
  /** Visits to fit on at most; 12,000 unless given. */
  readonly visits?: number;
}

/** A fitted choice model, as plain JSON. */
export interface ChoiceModel {
  readonly features: readonly string[];
  readonly weights: readonly number[];
  /** Number of visits it was fitted on. */
  readonly visits: number;
  /** Mean −ln P(chosen) on them, with all weights 0 and fitted; 0 without visits. */
  readonly lossBefore: number;
  readonly lossAfter: number;
}

const PENALTY = 2.5;
const MOST_VISITS = 12_000;

/**
 * Fits the choice model to past visits, spread evenly over all of them: visits that lie together see the same few films,
 * and say less. Every feature is computed from what was known just before the visit.
 */
export function trainChoice(events: TrainingEvents, options: TrainingOptions): ChoiceModel {
  const { visits } = events;
  const replay = new EventReplay(events);
  const { interactions } = replay;
  const names = featureNames(commonGenres(events.releases.genres), options.collaborative);
  const features = new ChoiceFeatures(interactions, names);
  const total = visits.time.length;
  const sample = Math.min(total, options.visits ?? MOST_VISITS);
  const shelves = new Shelves(features.width, 9 * sample);
  for (let taken = 0; taken < sample; taken++) {
    const visit = Math.floor((taken * total) / sample);
    replay.advanceTo(visits.time[visit]);
    const user = interactions.userOf(visits.userId[visit]);
    const chosen = interactions.filmOf(visits.chosenId[visit]);
    const films: number[] = [];
    for (let at = visits.shelfStart[visit]; at < visits.shelfStart[visit + 1]; at++) {
      const film = interactions.filmOf(visits.shelfIds[at]);
      if (!interactions.hasRated(user, film)) films.push(film);
    }
    if (user !== 0 && films.length > 1 && films.includes(chosen)) {
      shelves.add(films, films.indexOf(chosen), (out) => {
        features.write(user, films, out);
      });
    }
  }
  const choices = shelves.choices();
  const { weights, lossBefore, lossAfter } = fitConditionalLogit(choices, PENALTY);
  return {
    features: names,
    weights: Array.from(weights),
    visits: choices.chosen.length,
    lossBefore,
    lossAfter,
  };
}

const MOST_DUMMIES = 32;

/** Genres by descending number of films, the first of them. */
function commonGenres(genres: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of genres) {
    for (const name of text.split('|')) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  counts.delete('');
  const names = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!);
  return names.slice(0, MOST_DUMMIES);
}
