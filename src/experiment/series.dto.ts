import { ApiProperty } from '@nestjs/swagger';

export class SeriesPointDto {
  @ApiProperty({ type: 'integer', description: 'After so many feedbacks of all groups', example: 1400 })
  feedback: number;

  @ApiProperty({ type: 'integer', description: 'Feedbacks of the line that the mean is of', example: 702 })
  count: number;

  @ApiProperty({ example: 5.51 })
  mean: number;

  @ApiProperty({
    type: 'array',
    items: { type: 'number' },
    minItems: 2,
    maxItems: 2,
    nullable: true,
    description: 'Two-way, by user and film; null where users or films are too few',
    example: [5.3, 5.72],
  })
  interval95: readonly [lower: number, upper: number] | null;
}

export class SeriesLineDto {
  @ApiProperty({ type: 'integer', example: 0 })
  cycle: number;

  @ApiProperty({ example: 'A' })
  group: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'random' })
  recommender: string | null;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'What shuffled lists must score; null for other recommenders',
    example: 5.556,
  })
  expected_mean: number | null;

  @ApiProperty({
    type: [SeriesPointDto],
    description: 'At most 240; the last is the mean of the report, and stands at the line’s last feedback',
  })
  points: SeriesPointDto[];
}

export class SeriesCycleDto {
  @ApiProperty({ type: 'integer', description: 'The ordinal of its first feedback, from 1', example: 1 })
  from: number;

  @ApiProperty({ type: 'integer', example: 0 })
  cycle: number;

  @ApiProperty({ enum: ['A/A', 'A/B'], example: 'A/A' })
  phase: 'A/A' | 'A/B';
}

export class SeriesDto {
  @ApiProperty({
    type: 'integer',
    description: 'Feedbacks between two points; twice as many as the table grows',
    example: 64,
  })
  step: number;

  @ApiProperty({ type: 'integer', description: 'All feedback that is in it', example: 28_510 })
  feedback: number;

  @ApiProperty({ type: [SeriesCycleDto], description: 'Where the cycle of the newest feedback changed' })
  cycles: SeriesCycleDto[];

  @ApiProperty({ type: [SeriesLineDto], description: 'A line for each group and cycle that has feedback' })
  lines: SeriesLineDto[];
}
