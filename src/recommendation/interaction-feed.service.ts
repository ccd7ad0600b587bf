import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Subscription } from 'rxjs';
import type { DataSource } from 'typeorm';
import { safeMark } from '../database/safe-mark.js';
import { MovieService, type ReleasedMovie } from '../movie/movie.service.js';
import { RatingService, type StoredRating } from '../rating/rating.service.js';
import { Interactions } from './interactions.js';
import { repeat } from './repeat.js';

/** How often rows that another process wrote are looked for; they are known within a second. */
const POLL_MS = 500;

/**
 * Keeps what recommenders know of the events: loaded at the start, fresh to the last answered write of this process, and
 * within a second for rows that another instance or `psql` wrote.
 */
@Injectable()
export class InteractionFeed implements OnModuleInit, OnApplicationShutdown {
  private known = new Interactions();
  private readonly logger = new Logger('InteractionFeed');
  private readonly subscriptions: Subscription[] = [];
  private mark = '-infinity';
  private stopPolling?: () => void;

  constructor(
    private readonly movies: MovieService,
    private readonly ratings: RatingService,
    @Inject(getDataSourceToken()) private readonly dataSource: DataSource,
  ) {}

  /** Another object after the tables were emptied: what is built over it is built anew then. */
  get interactions(): Interactions {
    return this.known;
  }

  async onModuleInit(): Promise<void> {
    this.subscriptions.push(
      this.movies.released.subscribe((movie) => {
        this.addMovie(movie);
      }),
      this.ratings.stored.subscribe((rating) => {
        this.addRating(rating);
      }),
    );
    await this.reload();
    this.stopPolling = repeat(
      () => this.catchUp(),
      POLL_MS,
      (error) => {
        this.logger.warn(`New rows could not be read: ${String(error)}`);
      },
    );
  }

  /** Forgets everything and reads the tables. */
  async reload(): Promise<void> {
    this.known = new Interactions();
    this.mark = await safeMark(this.dataSource);
    for await (const page of this.movies.readReleases()) for (const movie of page) this.addMovie(movie);
    for await (const page of this.ratings.readAll()) for (const rating of page) this.addRating(rating);
  }

  /** Whether the user has rated any film. */
  hasHistory(userId: number): boolean {
    return this.interactions.historyLength(this.interactions.userOf(userId)) > 0;
  }

  onApplicationShutdown(): void {
    this.stopPolling?.();
    for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  /** Takes the rows since the last look; those known already change nothing. */
  private async catchUp(): Promise<void> {
    const { released, movieIds } = this.known;
    if (released.length > 0 && !(await this.movies.isOut(movieIds[released[0]]))) {
      await this.reload();
      return;
    }
    const next = await safeMark(this.dataSource);
    const [movies, ratings] = await Promise.all([
      this.movies.listReleasedSince(this.mark),
      this.ratings.listSince(this.mark),
    ]);
    for (const movie of movies) this.addMovie(movie);
    for (const rating of ratings) this.addRating(rating);
    this.mark = next;
  }

  private addMovie({ movie_id, title, genres }: ReleasedMovie): void {
    this.known.addMovie(movie_id, title, genres);
  }

  private addRating({ user_id, movie_id, rating }: StoredRating): void {
    this.known.addRating(user_id, movie_id, rating);
  }
}
