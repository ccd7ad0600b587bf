import { ApiProperty } from '@nestjs/swagger';

export class RankDto {
  @ApiProperty({ type: 'integer', description: 'The place in the list, from 1', example: 1 })
  rank: number;

  @ApiProperty({ type: 'integer', description: 'How often the chosen film stood there', example: 760 })
  feedback: number;

  @ApiProperty({
    description: 'How often it would, if every place of each list were as likely as the others',
    example: 778.2,
  })
  uniform: number;
}

export class GroupRanksDto {
  @ApiProperty({ example: 'A' })
  group: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'random' })
  recommender: string | null;

  @ApiProperty({ type: 'integer', example: 7004 })
  feedback: number;

  @ApiProperty({ type: 'integer', description: 'Feedbacks whose film was not on the list', example: 3 })
  off_list: number;

  @ApiProperty({ type: [RankDto], description: 'As many as the longest list has places' })
  ranks: RankDto[];
}

export class CycleRanksDto {
  @ApiProperty({ type: 'integer', example: 0 })
  cycle: number;

  @ApiProperty({ enum: ['A/A', 'A/B'], example: 'A/A' })
  phase: 'A/A' | 'A/B';

  @ApiProperty({ type: [GroupRanksDto] })
  groups: GroupRanksDto[];
}

export class RanksDto {
  @ApiProperty({ type: [CycleRanksDto] })
  cycles: CycleRanksDto[];
}
