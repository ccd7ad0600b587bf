import { ApiProperty } from '@nestjs/swagger';
import { FromText, IdField, TextField } from '../http/fields.js';
import { PageOf } from '../http/paging.js';
import type { Movie } from './movie.entity.js';

const EXAMPLE_ID = 1_000_001;

export class CreateMovieDto {
  @IdField({ description: 'The film', example: EXAMPLE_ID })
  movie_id: number;

  @TextField(1, 1000, { description: 'Its title', example: 'The Silent Harbour (2026)' })
  title: string;

  @TextField(0, 1000, { description: 'Its genres, joined by `|`', example: 'Drama|Mystery' })
  genres: string;
}

export const MOVIE_EXAMPLES = [
  { movie_id: EXAMPLE_ID, title: 'The Silent Harbour (2026)', genres: 'Drama|Mystery' },
  { movie_id: EXAMPLE_ID + 1, title: 'Two Summers (2026)', genres: 'Comedy' },
];

export class MovieIdDto {
  @FromText()
  @IdField({ description: 'The film', example: EXAMPLE_ID })
  movie_id: number;
}

export class MovieDto {
  @ApiProperty({ type: 'integer', example: EXAMPLE_ID })
  movie_id: number;

  @ApiProperty({ example: 'The Silent Harbour (2026)' })
  title: string;

  @ApiProperty({ example: 'Drama|Mystery' })
  genres: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  updated_at: string;
}

/** The fields of a row, in the order of a CSV file. */
export const MOVIE_FIELDS = [
  'movie_id',
  'title',
  'genres',
  'created_at',
  'updated_at',
] as const satisfies (keyof MovieDto)[];

export class MoviePageDto extends PageOf(MovieDto) {}

export const toMovieDto = (movie: Movie): MovieDto => ({
  movie_id: movie.movieId,
  title: movie.title,
  genres: movie.genres,
  created_at: movie.createdAt.toISOString(),
  updated_at: movie.updatedAt.toISOString(),
});
