import { ApiProperty } from '@nestjs/swagger';
import { ChoiceField, FromText, IntegerField, MAX_ID, TextField } from '../http/fields.js';
import { DEFAULT_LIMIT, MAX_LIMIT } from '../http/paging.js';
import { FILM_SORTS, type FilmRow, type FilmSort, SORT_ORDERS, type SortOrder } from './film-table.js';

export class FilmStatisticsQuery {
  @TextField(0, 200, {
    description: 'Only films with this in their title, in capitals or not',
    optional: true,
  })
  search?: string;

  @ChoiceField(FILM_SORTS, {
    description: 'What to sort by; what is not known comes last, equal films by ascending id',
    default: 'mean_score',
  })
  sort: FilmSort = 'mean_score';

  @ChoiceField(SORT_ORDERS, { description: 'Ascending or descending', default: 'desc' })
  order: SortOrder = 'desc';

  @FromText()
  @IntegerField(1, MAX_LIMIT, {
    description: 'The most films to return; an export has all where none is given',
    default: DEFAULT_LIMIT,
  })
  limit?: number;

  @FromText()
  @IntegerField(0, MAX_ID, { description: 'How many films to leave out before them', default: 0 })
  offset: number = 0;
}

export class FilmStatisticsDto implements FilmRow {
  @ApiProperty({ type: 'integer', example: 1_000_001 })
  movie_id: number;

  @ApiProperty({ example: 'The Silent Harbour (2026)' })
  title: string;

  @ApiProperty({ example: 'Drama|Mystery' })
  genres: string;

  @ApiProperty({ type: 'integer', example: 12 })
  ratings: number;

  @ApiProperty({ type: 'number', nullable: true, example: 3.5 })
  mean_rating: number | null;

  @ApiProperty({ type: 'integer', description: 'Feedbacks that chose it', example: 12 })
  feedback: number;

  @ApiProperty({ type: 'number', nullable: true, example: 5.5 })
  mean_score: number | null;

  @ApiProperty({ type: 'integer', description: 'Users who chose it, each counted once', example: 12 })
  viewers: number;
}

export class FilmsStatisticsDto {
  @ApiProperty({ type: 'integer', description: 'Films that the search finds', example: 9742 })
  total: number;

  @ApiProperty({ type: [FilmStatisticsDto] })
  items: readonly FilmStatisticsDto[];
}
