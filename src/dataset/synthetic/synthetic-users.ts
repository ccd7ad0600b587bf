import { normal, normalQuantile } from '../../random/normal.js';
import { randomStream, shuffle } from '../../random/seeded-random.js';
import { indexAt, runningSums } from '../../random/weighted.js';
import { syntheticParameters as fitted } from './synthetic-parameters.js';

/** Invented users, one entry per user in every column. */
export interface SyntheticUsers {
  /** How many films the user watches. */
  readonly activity: Int32Array;
  readonly joinYear: Float64Array;
  /** How much popularity counts for the user: an exponent around 1. */
  readonly mainstream: Float64Array;
}

/**
 * Draws the users of a seed for a catalogue of so many films. In order of activity they are spread evenly over joining
 * and mainstream, and then shuffled: the few keenest make the long tail, and chance would make it differ by seed.
 */
export function makeUsers(count: number, movies: number, seed: number): SyntheticUsers {
  const activity = activityQuantiles(count, movies);
  const place = shuffle(Int32Array.from(activity.keys()), randomStream(seed, 'dataset', 'activity'));
  const random = randomStream(seed, 'dataset', 'join year');
  return {
    activity: place.map((rank) => activity[rank]),
    joinYear: Float64Array.from(place, (rank) => {
      const offset = fitted.joinOffsets[indexAt(joinSums, spread(rank, 1))];
      return fitted.joinYear + offset + fitted.joinDeviation * normal(random);
    }),
    mainstream: Float64Array.from(place, (rank) =>
      Math.exp(fitted.mainstreamLogDeviation * normalQuantile(spread(rank, 2))),
    ),
  };
}

/** The real root of x³ = x + 1, the plane's golden ratio. */
const plastic = 1.324717957244746;

/** A coordinate, 1 or 2, of the point at a place of Roberts' R2 sequence (2018): few or many, they fill the square. */
const spread = (place: number, coordinate: number): number => (0.5 + place / plastic ** coordinate) % 1;

const joinSums = runningSums(fitted.joinProbability);

/**
 * Activity does not shrink with the catalogue (MovieLens 100K has 1,682 films and 106 ratings per user), but nobody
 * watches more than half of it: the keenest users of 100K and 1M rated 44 and 62 %.
 */
function activityQuantiles(count: number, movies: number): Int32Array {
  const most = Math.min(fitted.activityMaximum, Math.max(1, Math.floor(movies / 2)));
  const least = Math.min(fitted.activityMinimum, most);
  return Int32Array.from({ length: count }, (_, user) => {
    const z = normalQuantile((user + 0.5) / count);
    const films = fitted.activityShift + Math.exp(fitted.activityLogMean + fitted.activityLogDeviation * z);
    return Math.min(most, Math.max(least, Math.round(films)));
  });
}
