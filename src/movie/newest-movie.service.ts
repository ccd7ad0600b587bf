import { Injectable } from '@nestjs/common';
import { SharedRead } from '../database/shared-read.js';
import { Writer } from '../database/writer.service.js';
import { NEWEST_MOVIES, NEWEST_RELEASE, RELEASES_BETWEEN } from './movie.statements.js';

/** More releases than this are not counted at every read. */
const MOST_COUNTED = 500;

export interface NewestMovies {
  /** The newest first. */
  readonly movie_ids: number[];
  /** How many films are out, at the same moment. */
  readonly released: number;
}

interface Mark {
  readonly releaseId: number;
  readonly movieId: number;
}

const NOTHING = { releaseId: 0, movieId: 0, count: 0 };

/**
 * The films released last and how many are out, by whichever process, exact and at the same cost however many they are:
 * releases up to a mark are counted once, when no transaction can add one there any more, and later ones at every read.
 * Films are not taken back one by one; emptied tables are noticed.
 */
@Injectable()
export class NewestMovieService {
  private settled: Mark & { readonly count: number } = NOTHING;
  private candidate?: Mark & { readonly younger: string };
  private readonly reads = new Map<number, SharedRead<NewestMovies>>();

  constructor(private readonly writer: Writer) {}

  /** Sees every film that was answered before the call. Calls at the same time share a read. */
  list(count: number): Promise<NewestMovies> {
    let read = this.reads.get(count);
    if (!read) {
      read = new SharedRead(() => this.read(count));
      this.reads.set(count, read);
    }
    return read.ask();
  }

  private async read(count: number): Promise<NewestMovies> {
    const { settled } = this;
    const [{ movie_ids, later, known }] = await this.writer.query<
      Pick<NewestMovies, 'movie_ids'> & { later: number; known: boolean }
    >(NEWEST_MOVIES, [count, settled.releaseId, settled.movieId]);
    if (!known) {
      [this.settled, this.candidate] = [NOTHING, undefined];
      return this.read(count);
    }
    if (later > MOST_COUNTED) await this.settle(settled);
    return { movie_ids, released: settled.count + later };
  }

  /**
   * An id is drawn before its transaction ends, so a lower one may still appear: the mark moves to the newest release
   * once all transactions are over that ran when it was seen.
   */
  private async settle(settled: Mark & { readonly count: number }): Promise<void> {
    const { candidate } = this;
    if (!candidate) {
      const [row] = await this.writer.query<{ release_id: number; movie_id: number; younger: string }>(
        NEWEST_RELEASE,
        [],
      );
      this.candidate = { releaseId: row.release_id, movieId: row.movie_id, younger: row.younger };
      return;
    }
    const [between] = await this.writer.query<{ count: number; settled: boolean }>(RELEASES_BETWEEN, [
      settled.releaseId,
      candidate.releaseId,
      candidate.younger,
    ]);
    if (!between.settled || this.settled !== settled) return;
    this.settled = { ...candidate, count: settled.count + between.count };
    this.candidate = undefined;
  }
}
