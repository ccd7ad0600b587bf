import { Interactions } from './interactions.js';

/**
 * What happened, in typed columns that post to a worker thread without copying: films released, visits and ratings, each
 * in the order of time. A visit is a served list and the film that was chosen.
 */
export interface TrainingEvents {
  readonly releases: {
    /** Any clock that all three kinds share, ascending in each of them. */
    readonly time: Float64Array;
    readonly movieId: Int32Array;
    readonly title: readonly string[];
    readonly genres: readonly string[];
  };
  readonly visits: {
    readonly time: Float64Array;
    readonly userId: Int32Array;
    readonly chosenId: Int32Array;
    /** Ids of all lists one after another; visit i has those from `shelfStart[i]` up to `shelfStart[i + 1]`. */
    readonly shelfIds: Int32Array;
    readonly shelfStart: Int32Array;
  };
  readonly ratings: {
    readonly time: Float64Array;
    readonly userId: Int32Array;
    readonly movieId: Int32Array;
    readonly value: Float32Array;
  };
}

/** Plays past events again, so that what was known at any moment can be looked at. */
export class EventReplay {
  readonly interactions = new Interactions();
  private release = 0;
  private rating = 0;

  constructor(private readonly events: TrainingEvents) {}

  /** Takes the releases up to this moment and the ratings before it; moments must not go back. */
  advanceTo(time: number): void {
    const { releases, ratings } = this.events;
    const { interactions } = this;
    for (;;) {
      const releaseTime = releases.time.at(this.release) ?? Infinity;
      const ratingTime = ratings.time.at(this.rating) ?? Infinity;
      if (releaseTime <= time && releaseTime <= ratingTime) {
        const next = this.release++;
        interactions.addMovie(releases.movieId[next], releases.title[next], releases.genres[next]);
      } else if (ratingTime < time) {
        const next = this.rating++;
        interactions.addRating(ratings.userId[next], ratings.movieId[next], ratings.value[next]);
      } else return;
    }
  }
}
