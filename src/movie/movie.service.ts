import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Subject } from 'rxjs';
import { MoreThan, Repository } from 'typeorm';
import type { Outcome } from '../database/outcome.js';
import { decodeCursor, type Page, type PageQuery, toPage } from '../http/paging.js';
import { type CreateMovieDto, type MovieDto, toMovieDto } from './movie.dto.js';
import { Movie } from './movie.entity.js';
import { Release } from './release.entity.js';

export type ReleasedMovie = Pick<MovieDto, 'movie_id' | 'title' | 'genres'>;

@Injectable()
export class MovieService {
  /** Every film that this process releases, once it is committed and before it is answered. */
  readonly released = new Subject<ReleasedMovie>();

  constructor(
    @InjectRepository(Movie) private readonly movies: Repository<Movie>,
    @InjectRepository(Release) private readonly releases: Repository<Release>,
  ) {}

  /**
   * Releases a film. The primary key decides who was first, also when requests race.
   * @throws ConflictException when the film is out with another title or other genres
   */
  async create(request: CreateMovieDto): Promise<{ movie: MovieDto; created: boolean }> {
    const { movie_id: movieId, title, genres } = request;
    const [times] = await this.movies.query<[{ created_at: Date; updated_at: Date }?]>(
      `INSERT INTO movies (movie_id, title, genres) VALUES ($1, $2, $3)
       ON CONFLICT (movie_id) DO NOTHING RETURNING created_at, updated_at`,
      [movieId, title, genres],
    );
    if (times) {
      this.released.next(request);
      const row = { movieId, title, genres, createdAt: times.created_at, updatedAt: times.updated_at };
      return { movie: toMovieDto(row), created: true };
    }
    const movie = await this.movies.findOneByOrFail({ movieId });
    if (movie.title !== title || movie.genres !== genres) {
      throw new ConflictException(`Movie ${movieId} is out already as "${movie.title}" (${movie.genres})`);
    }
    return { movie: toMovieDto(movie), created: false };
  }

  /** Releases films in their order; each has an outcome of its own, in the same order. */
  async createMany(requests: readonly CreateMovieDto[]): Promise<Outcome<MovieDto>[]> {
    const outcomes: Outcome<MovieDto>[] = [];
    for (const request of requests) {
      try {
        const { movie, created } = await this.create(request);
        outcomes.push({ outcome: created ? 'created' : 'identical', row: movie });
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error;
        outcomes.push({ outcome: 'conflict', detail: error.message });
      }
    }
    return outcomes;
  }

  /** @throws NotFoundException */
  async get(movieId: number): Promise<MovieDto> {
    const movie = await this.movies.findOneBy({ movieId });
    if (!movie) throw new NotFoundException(`There is no movie ${movieId}`);
    return toMovieDto(movie);
  }

  /** Films by ascending id. */
  async list({ limit, cursor }: PageQuery): Promise<Page<MovieDto>> {
    const [after = 0] = decodeCursor(cursor, 1) ?? [];
    const rows = await this.movies.find({
      where: { movieId: MoreThan(after) },
      order: { movieId: 'ASC' },
      take: limit + 1,
    });
    return toPage(rows, limit, toMovieDto, (row) => [row.movieId]);
  }

  /** Every released id, ascending. */
  async listIds(): Promise<number[]> {
    const rows = await this.movies.find({ select: { movieId: true }, order: { movieId: 'ASC' } });
    return rows.map((row) => row.movieId);
  }

  /** The ids of the `count` films released last, the newest first. */
  async listNewestIds(count: number): Promise<number[]> {
    const rows = await this.releases.find({
      select: { movieId: true },
      order: { releaseId: 'DESC' },
      take: count,
    });
    return rows.map((row) => row.movieId);
  }

  /** Films released from this time on, by whomever, in the order of their release; all of them without a time. */
  listReleasedSince(mark = '-infinity'): Promise<ReleasedMovie[]> {
    return this.movies.query<ReleasedMovie[]>(
      `SELECT movie_id, title, genres FROM movies JOIN releases USING (movie_id)
       WHERE created_at >= $1::timestamptz ORDER BY release_id`,
      [mark],
    );
  }

  isOut(movieId: number): Promise<boolean> {
    return this.movies.existsBy({ movieId });
  }
}
