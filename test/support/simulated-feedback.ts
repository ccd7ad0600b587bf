import type { FeedbackRow } from '../../src/experiment/aggregate-feedback.js';
import { normal } from '../../src/random/normal.js';
import { randomStream, shuffle } from '../../src/random/seeded-random.js';

/** What a simulated experiment is made of; scores are not cut to the scale, so that the truth is known exactly. */
export interface Simulation {
  readonly seed: string | number;
  readonly users: number;
  readonly films: number;
  /** Feedbacks per film, on average. */
  readonly visitors: number;
  /** Standard deviation of what a user and a film add to every score of theirs. */
  readonly userEffect: number;
  readonly filmEffect: number;
  /** Standard deviation of what a film adds to the scores of group B alone. */
  readonly filmEffectOnB?: number;
  /** What group B scores more, in every feedback: the truth of both estimands. */
  readonly lift?: number;
  /** How unequal users and films are: the deviation of their log activity and log popularity. */
  readonly inequality?: number;
  readonly cycle?: number;
}

/** Feedback by release round: film `k` comes out in round `k`, from 1, and its visitors follow. Half of the users are in B. */
export function simulateFeedback(simulation: Simulation): FeedbackRow[] {
  const { seed, users, films, visitors, userEffect, filmEffect, filmEffectOnB = 0 } = simulation;
  const { lift = 0, inequality = 0, cycle = 1 } = simulation;
  const of = (what: string, count: number, deviation: number) => {
    const random = randomStream(seed, what);
    return Float64Array.from({ length: count }, () => deviation * normal(random));
  };
  const groups = shuffle(
    Array.from({ length: users }, (_, user) => (user % 2 === 0 ? 'A' : 'B')),
    randomStream(seed, 'groups'),
  );
  const [userAdds, filmAdds] = [
    of('user', users, userEffect),
    of(`film in cycle ${cycle}`, films, filmEffect),
  ];
  const filmAddsToB = of('film in B', films, filmEffectOnB);
  const activity = of('activity', users, inequality).map(Math.exp);
  const popularity = of('popularity', films, inequality).map(Math.exp);
  const typical = Math.exp(inequality ** 2);
  const random = randomStream(seed, cycle, 'visits');
  const rows: FeedbackRow[] = [];
  for (let film = 1; film <= films; film++) {
    for (let user = 0; user < users; user++) {
      const chance = (visitors / users / typical) * activity[user] * popularity[film - 1];
      if (random() >= chance) continue;
      const group = groups[user];
      const treated = group === 'B' ? lift + filmAddsToB[film - 1] : 0;
      const score = 5.5 + userAdds[user] + filmAdds[film - 1] + treated + 2 * normal(random);
      rows.push({ cycle, group, user: user + 1, film, score });
    }
  }
  return rows;
}
