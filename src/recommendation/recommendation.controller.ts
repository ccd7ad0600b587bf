import { applyDecorators, Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiQueryProblems } from '../http/api-answers.js';
import { RecommendationQuery } from './recommendation.dto.js';
import { RecommendationService } from './recommendation.service.js';

const ApiList = (summary: string) =>
  applyDecorators(
    ApiOperation({ summary }),
    ApiResponse({
      status: 200,
      description: 'At most 9 ids, the best first; a bare array',
      schema: { type: 'array', maxItems: 9, items: { type: 'integer' }, example: [3, 1_000_001, 2] },
    }),
    ApiQueryProblems('query', '/user_id', 'is missing'),
  );

@ApiTags('recommend')
@Controller('recommend')
export class RecommendationController {
  constructor(private readonly recommendations: RecommendationService) {}

  @Get('v1')
  @ApiList('The control list: the nine films released last, shuffled')
  v1(@Query() query: RecommendationQuery): Promise<number[]> {
    return this.recommendations.recommendControl(query);
  }

  @Get('v2')
  @ApiList('The treatment list; the same as the control until there is a treatment')
  v2(@Query() query: RecommendationQuery): Promise<number[]> {
    return this.recommendations.recommendControl(query);
  }
}
