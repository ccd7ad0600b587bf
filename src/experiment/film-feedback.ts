import type { GroupLedger } from './group-ledger.js';

/** What all feedback on each film adds up to, whichever the cycle and group, in columns of equal length. */
export interface FilmFeedback {
  readonly film: Int32Array;
  readonly feedback: Int32Array;
  /** Sum of the scores. */
  readonly sum: Float64Array;
  /** Users who chose the film, each counted once. */
  readonly viewers: Int32Array;
}

/** The films' numbers among all films, by their numbers in a group. */
interface NumberedGroup {
  readonly ledger: GroupLedger;
  readonly films: Int32Array;
}

/** Costs a pass over all feedback. */
export function filmFeedback(ledgers: readonly GroupLedger[]): FilmFeedback {
  const numbers = new Map<number, number>();
  const groups = ledgers.map((ledger): NumberedGroup => {
    const { films } = ledger.totals();
    const numberOf = (film: number) => {
      const number = numbers.get(film) ?? numbers.size;
      numbers.set(film, number);
      return number;
    };
    return { ledger, films: Int32Array.from(films, ({ film }) => numberOf(film)) };
  });
  const feedback = new Int32Array(numbers.size);
  const sum = new Float64Array(numbers.size);
  for (const { ledger, films } of groups) {
    ledger.totals().films.forEach((totals, film) => {
      feedback[films[film]] += totals.feedback;
      sum[films[film]] += totals.sum;
    });
  }
  return {
    film: Int32Array.from(numbers.keys()),
    feedback,
    sum,
    viewers: countViewers(groups, numbers.size),
  };
}

function countViewers(groups: readonly NumberedGroup[], films: number): Int32Array {
  const viewers = new Int32Array(films);
  /** The last one of the users, counted from 1, who was seen to choose the film. */
  const lastViewer = new Int32Array(films);
  const seen = new Set<number>();
  for (const { ledger } of groups) {
    for (const user of ledger.usersFrom(0)) {
      if (seen.has(user)) continue;
      const viewer = seen.add(user).size;
      for (const group of groups) {
        group.ledger.visitUser(user, (_, chosen, __, start, end) => {
          for (let at = start; at < end; at++) {
            const film = group.films[chosen[at]];
            if (lastViewer[film] === viewer) continue;
            lastViewer[film] = viewer;
            viewers[film]++;
          }
        });
      }
    }
  }
  return viewers;
}
