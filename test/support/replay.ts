import type { Dataset } from '../../src/dataset/dataset.js';
import { assignGroup, cycleAt } from '../../src/experiment/assignment.js';
import { randomStream, shuffle } from '../../src/random/seeded-random.js';
import {
  type ChoiceModel,
  type TrainingEvents,
  trainChoice,
} from '../../src/recommendation/choice-training.js';
import { Interactions } from '../../src/recommendation/interactions.js';
import type { Recommender } from '../../src/recommendation/recommender.js';
import { planReleases } from '../../src/simulate/release-plan.js';

const GROUPS = [
  { name: 'A', weight: 50 },
  { name: 'B', weight: 50 },
];

export type Arrival = 'release' | 'window';

/** A visit: who comes after how many releases, which film of the dataset he chooses, and what else is on the shelf. */
interface Visit {
  readonly row: number;
  readonly chosen: number;
  readonly released: number;
}

export interface ReplayOptions {
  readonly arrival: Arrival;
  readonly seed: number;
  /** Films that come out; all of the dataset's unless given. */
  readonly films?: number;
  readonly cycle?: number;
  /** Releases between two trainings of the choice model, and whether it may use collaborative scores. */
  readonly trainEvery?: number;
  readonly collaborative?: boolean;
  readonly window?: number;
  readonly onModel?: (model: ChoiceModel, milliseconds: number) => void;
}

/** A mean satisfaction score with the half width of its 95 % interval, clustered by user. */
export interface Mean {
  readonly mean: number;
  readonly halfWidth: number;
  readonly visits: number;
}

export interface ReplayResult {
  /** Over every visit, and over those of group B in cycle 1. */
  readonly all: Mean;
  readonly treated: Mean;
  /** Visits it could not serve; the shuffled shelf stands in. */
  readonly fallbacks: number;
  /** Milliseconds per list on average. */
  readonly perList: number;
}

/** Makes the recommenders to compare; `use` hands on the choice model after each training. */
export type Contestants = (interactions: Interactions) => {
  readonly recommenders: Readonly<Record<string, Recommender>>;
  readonly use?: (model: ChoiceModel) => void;
};

const SHELF = 9;
const { floor, log: ln } = Math;

/**
 * Plays the loop in memory and scores every recommender on every visit, since visits do not depend on recommenders.
 * `release`: all who rated a film visit when it comes out, and the shelf is what came out last. `window`: a visit comes
 * some time after the release, on average `window` releases, and the shelf holds films of like ages.
 */
export function replay(
  dataset: Dataset,
  contestants: Contestants,
  options: ReplayOptions,
): Record<string, ReplayResult> {
  const { arrival, seed, cycle = 2000, trainEvery = 500, window = 100 } = options;
  const { movies, ratings } = dataset;
  const plan = planReleases(dataset, seed, () => false, false);
  const order = Int32Array.from(plan, ({ movieIndex }) => movieIndex).subarray(0, options.films);
  const interactions = new Interactions();
  const { recommenders, use } = contestants(interactions);
  const names = Object.keys(recommenders);
  const scores = names.map(() => new ScoreSheet());
  const streams = names.map((name) => randomStream(seed, name));
  const log = new EventLog();
  const visits =
    arrival === 'release' ? releaseVisits(dataset, order) : windowVisits(dataset, order, seed, window);
  const random = randomStream(seed, 'shelves');
  let released = 0;
  for (const { row, chosen, released: due } of visits) {
    while (released < due) {
      const index = order[released++];
      log.release(movies.id[index], movies.title[index], movies.genres[index]);
      interactions.addMovie(movies.id[index], movies.title[index], movies.genres[index]);
      if (use && released % trainEvery === 0) {
        const start = performance.now();
        const model = trainChoice(log.events(), { collaborative: options.collaborative ?? false });
        options.onModel?.(model, performance.now() - start);
        use(model);
      }
    }
    const userId = ratings.user[row];
    const hasRated = (index: number) =>
      interactions.hasRated(interactions.userOf(userId), interactions.filmOf(movies.id[index]));
    const shelf =
      arrival === 'release'
        ? order.slice(Math.max(0, released - SHELF), released)
        : windowShelf(order, released, chosen, hasRated, window, random);
    const candidates = Array.from(shuffle(shelf, random), (index) => movies.id[index]);
    const chosenId = movies.id[chosen];
    const treated =
      cycleAt(released - 1, cycle) === 1 && assignGroup(GROUPS, `${seed}:group`, userId) === 'B';
    names.forEach((name, index) => {
      const start = performance.now();
      const list = recommenders[name].rank(userId, candidates, streams[index]);
      scores[index].time += performance.now() - start;
      scores[index].add(
        userId,
        (10 * (candidates.length - (list ?? candidates).indexOf(chosenId))) / candidates.length,
        treated,
      );
      if (!list) scores[index].fallbacks++;
    });
    log.visit(userId, chosenId, candidates);
    log.rating(userId, chosenId, ratings.value[row]);
    interactions.addRating(userId, chosenId, ratings.value[row]);
  }
  return Object.fromEntries(names.map((name, index) => [name, scores[index].result()]));
}

function releaseVisits(dataset: Dataset, order: Int32Array): Visit[] {
  return Array.from(order).flatMap((chosen, place) =>
    Array.from(dataset.rowsOfMovie(chosen), (row) => ({ row, chosen, released: place + 1 })),
  );
}

/** A visit to each film that is out, at τ = r(m) − W ln(1 − U); later than the last release it does not happen. */
function windowVisits({ ratings }: Dataset, order: Int32Array, seed: number, window: number): Visit[] {
  const releaseOf = new Map(Array.from(order, (index, place) => [index, place]));
  const random = randomStream(seed, 'arrivals');
  const timed: (Visit & { time: number })[] = [];
  ratings.movie.forEach((chosen, row) => {
    const age = -window * ln(1 - random());
    const release = releaseOf.get(chosen);
    if (release === undefined) return;
    const time = release + age;
    if (time < order.length) timed.push({ row, chosen, time, released: floor(time) + 1 });
  });
  return timed.sort((a, b) => a.time - b.time || a.row - b.row);
}

/** The chosen film and up to eight that the user has not rated, of ages drawn like those of visits. */
function windowShelf(
  order: Int32Array,
  released: number,
  chosen: number,
  hasRated: (index: number) => boolean,
  window: number,
  random: () => number,
): Int32Array {
  const shelf = [chosen];
  for (let draws = 0; shelf.length < SHELF && draws < 2000; draws++) {
    const place = released - 1 - floor(-window * ln(1 - random()));
    if (place < 0) continue;
    const index = order[place];
    if (!shelf.includes(index) && !hasRated(index)) shelf.push(index);
  }
  return Int32Array.from(shelf);
}

class ScoreSheet {
  fallbacks = 0;
  time = 0;
  private readonly users: number[] = [];
  private readonly values: number[] = [];
  private readonly treated: boolean[] = [];

  add(user: number, value: number, treated: boolean): void {
    this.users.push(user);
    this.values.push(value);
    this.treated.push(treated);
  }

  result(): ReplayResult {
    return {
      all: this.mean(() => true),
      treated: this.mean((index) => this.treated[index]),
      fallbacks: this.fallbacks,
      perList: this.time / this.values.length,
    };
  }

  private mean(isCounted: (index: number) => boolean): Mean {
    const rows = [...this.values.keys()].filter(isCounted);
    const mean = rows.reduce((sum, row) => sum + this.values[row], 0) / rows.length;
    const byUser = new Map<number, number>();
    for (const row of rows) {
      byUser.set(this.users[row], (byUser.get(this.users[row]) ?? 0) + this.values[row] - mean);
    }
    const squares = [...byUser.values()].reduce((sum, residual) => sum + residual ** 2, 0);
    return { mean, halfWidth: (1.96 * Math.sqrt(squares)) / rows.length, visits: rows.length };
  }
}

/** Collects what happens in the columns that training takes; the clock counts events. */
class EventLog {
  private clock = 0;
  private readonly releases = {
    time: [] as number[],
    movieId: [] as number[],
    title: [] as string[],
    genres: [] as string[],
  };
  private readonly visits = {
    time: [] as number[],
    userId: [] as number[],
    chosenId: [] as number[],
    shelfIds: [] as number[],
    shelfStart: [0],
  };
  private readonly ratings = {
    time: [] as number[],
    userId: [] as number[],
    movieId: [] as number[],
    value: [] as number[],
  };

  release(movieId: number, title: string, genres: string): void {
    this.releases.time.push(this.clock++);
    this.releases.movieId.push(movieId);
    this.releases.title.push(title);
    this.releases.genres.push(genres);
  }

  visit(userId: number, chosenId: number, shelf: readonly number[]): void {
    this.visits.time.push(this.clock++);
    this.visits.userId.push(userId);
    this.visits.chosenId.push(chosenId);
    this.visits.shelfIds.push(...shelf);
    this.visits.shelfStart.push(this.visits.shelfIds.length);
  }

  rating(userId: number, movieId: number, value: number): void {
    this.ratings.time.push(this.clock++);
    this.ratings.userId.push(userId);
    this.ratings.movieId.push(movieId);
    this.ratings.value.push(value);
  }

  events(): TrainingEvents {
    const { releases, visits, ratings } = this;
    return {
      releases: {
        ...releases,
        time: Float64Array.from(releases.time),
        movieId: Int32Array.from(releases.movieId),
      },
      visits: {
        time: Float64Array.from(visits.time),
        userId: Int32Array.from(visits.userId),
        chosenId: Int32Array.from(visits.chosenId),
        shelfIds: Int32Array.from(visits.shelfIds),
        shelfStart: Int32Array.from(visits.shelfStart),
      },
      ratings: {
        time: Float64Array.from(ratings.time),
        userId: Int32Array.from(ratings.userId),
        movieId: Int32Array.from(ratings.movieId),
        value: Float32Array.from(ratings.value),
      },
    };
  }
}
