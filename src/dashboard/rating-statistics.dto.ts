import { ApiProperty } from '@nestjs/swagger';

export class RatingBarDto {
  @ApiProperty({ description: 'The nearest half, from 0.5 to 5', example: 0.5 })
  rating: number;

  @ApiProperty({ type: 'integer', example: 12 })
  count: number;
}

export class PopularityDto {
  @ApiProperty({ description: 'So many percent of the rated films, the most rated ones', example: 1 })
  films_percent: number;

  @ApiProperty({ description: 'have so many percent of all ratings', example: 18.2 })
  ratings_percent: number;
}

class RangeDto {
  @ApiProperty({ type: 'integer', description: 'Ratings, at least', example: 16 })
  from: number;

  @ApiProperty({ type: 'integer', description: 'Ratings, at most', example: 31 })
  to: number;
}

export class FilmsByRatingsDto extends RangeDto {
  @ApiProperty({ type: 'integer', description: 'Films with so many ratings', example: 80 })
  films: number;
}

export class UsersByRatingsDto extends RangeDto {
  @ApiProperty({ type: 'integer', description: 'Users with so many ratings', example: 80 })
  users: number;
}

export class RatingStatisticsDto {
  @ApiProperty({ type: [RatingBarDto], description: 'Ten bars' })
  histogram: RatingBarDto[];

  @ApiProperty({ type: [PopularityDto], description: 'Empty without ratings' })
  popularity: PopularityDto[];

  @ApiProperty({ type: [FilmsByRatingsDto], description: 'Ranges of 1, 2 to 3, 4 to 7 ratings and so on' })
  films_by_ratings: FilmsByRatingsDto[];

  @ApiProperty({ type: [UsersByRatingsDto], description: 'Ranges of 1, 2 to 3, 4 to 7 ratings and so on' })
  users_by_ratings: UsersByRatingsDto[];
}
