import { setImmediate as turn } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { ChangeMarks } from '../database/change-marks.js';
import { SharedRead } from '../database/shared-read.js';
import { Writer } from '../database/writer.service.js';
import { MovieService, type Release, type ReleasedMovie } from '../movie/movie.service.js';
import { RatingReader } from '../rating/rating-reader.service.js';
import { RatingService, type StoredRating } from '../rating/rating.service.js';
import { Interactions } from './interactions.js';
import { RatingLoad } from './rating-load.js';
import { repeat } from './repeat.js';

/** How often rows that another process wrote are looked for; they are known within a second. */
const POLL_MS = 500;
/** Films that are read at once when one is asked for that is not known yet. */
const MOST_FILMS = 10_000;

/** What is known, and from where on to read what is new to it. */
interface Known {
  readonly interactions: Interactions;
  readonly marks: ChangeMarks;
}

/**
 * Keeps what recommenders know of the events: loaded at the start, fresh to the last answered write of this process, and
 * within a second for rows that another instance or `psql` wrote. Films that are to be ranked are known at once.
 */
@Injectable()
export class InteractionFeed implements OnModuleInit, OnApplicationShutdown {
  private known: Known;
  private readonly logger = new Logger('InteractionFeed');
  private readonly subscriptions: Subscription[] = [];
  private readonly newFilms = new SharedRead(() => this.readNewFilms());
  private stopPolling?: () => void;

  constructor(
    private readonly movies: MovieService,
    private readonly ratings: RatingService,
    private readonly ratingReader: RatingReader,
    private readonly writer: Writer,
  ) {
    this.known = this.nothing();
  }

  /** Another object after the tables were emptied: what is built over it is built anew then. */
  get interactions(): Interactions {
    return this.known.interactions;
  }

  /** The start waits until all is known: a list made without would count as one of a user without history. */
  async onModuleInit(): Promise<void> {
    this.subscriptions.push(
      this.movies.released.subscribe((movie) => {
        addMovies(this.interactions, [movie]);
      }),
      this.ratings.stored.subscribe((rating) => {
        addRating(this.interactions, rating);
      }),
    );
    await this.reload();
    this.stopPolling = repeat(
      () => this.catchUp(this.known),
      POLL_MS,
      (reason) => {
        this.logger.warn(`New rows could not be read: ${reason}`);
      },
    );
  }

  /** Forgets everything and reads the tables. */
  async reload(): Promise<void> {
    const known = this.nothing();
    const { interactions, marks } = known;
    const settled = await marks.begin();
    for await (const page of this.movies.readReleases()) addMovies(interactions, page);
    const load = new RatingLoad(interactions);
    for await (const page of this.ratingReader.readBefore(settled)) load.add(page);
    for (const steps = load.fill(); !steps.next().done;) await turn();
    this.known = known;
    await this.catchUp(known);
  }

  /** Learns what this process does not know yet of films that are to be ranked. */
  async meet(movieIds: readonly number[]): Promise<void> {
    const { interactions } = this;
    if (!movieIds.every((id) => interactions.isReleased(id))) await this.newFilms.ask();
  }

  /** Whether the user has rated any film. */
  hasHistory(userId: number): boolean {
    return this.interactions.historyLength(this.interactions.userOf(userId)) > 0;
  }

  onApplicationShutdown(): void {
    this.stopPolling?.();
    for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  private nothing(): Known {
    return { interactions: new Interactions(), marks: new ChangeMarks(this.writer, ['movies', 'ratings']) };
  }

  /** Takes the rows since the last look; those known already change nothing. */
  private async catchUp({ interactions, marks }: Known): Promise<void> {
    const { released, movieIds } = interactions;
    if (released.length > 0 && !(await this.movies.isOut(movieIds[released[0]]))) {
      await this.reload();
      return;
    }
    await marks.follow(async (from) => {
      addMovies(interactions, await this.movies.listReleasesSince(from));
      for await (const { user_id, movie_id, rating } of this.ratingReader.readSince(from)) {
        for (const [row, user] of user_id.entries()) {
          interactions.addRating(user, movie_id[row], rating[row]);
        }
      }
    });
  }

  private async readNewFilms(): Promise<void> {
    const { interactions } = this;
    addMovies(interactions, await this.movies.listReleasesAfter(interactions.newestReleaseId, MOST_FILMS));
  }
}

function addMovies(interactions: Interactions, movies: readonly (ReleasedMovie | Release)[]): void {
  for (const movie of movies) {
    const releaseId = 'release_id' in movie ? movie.release_id : undefined;
    interactions.addMovie(movie.movie_id, movie.title, movie.genres, releaseId);
  }
}

function addRating(interactions: Interactions, { user_id, movie_id, rating }: StoredRating): void {
  interactions.addRating(user_id, movie_id, rating);
}
