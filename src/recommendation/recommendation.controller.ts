import { applyDecorators, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { NeedsWrite } from '../http/access/needs-write.js';
import { ApiProblem, ApiQueryProblems } from '../http/api-answers.js';
import type { RequestKey } from '../database/request-key.js';
import { ApiIdempotencyKey, IdempotencyKey } from '../http/idempotency/request-key.decorator.js';
import { answerBulk } from '../http/bulk/answer-bulk.js';
import { ApiBulk } from '../http/bulk/api-bulk.js';
import {
  CreateRecommendationDto,
  RECOMMENDATION_EXAMPLES,
  RecommendationDto,
  RecommendationQuery,
  TrainingDto,
} from './recommendation.dto.js';
import { RecommendationService } from './recommendation.service.js';

const ApiList = (summary: string) =>
  applyDecorators(
    ApiOperation({ summary }),
    ApiResponse({
      status: 200,
      description: 'Ids, the best first; at most 9 where no candidates are given; a bare array',
      schema: { type: 'array', items: { type: 'integer' }, example: [3, 1_000_001, 2] },
    }),
    ApiQueryProblems('query', '/user_id', 'is missing'),
  );

@ApiTags('recommend')
@Controller('recommend')
export class RecommendationController {
  constructor(private readonly recommendations: RecommendationService) {}

  @Get()
  @NeedsWrite()
  @ApiOperation({
    summary: 'The list for a user in his group and cycle of the experiment; recorded under an id',
  })
  @ApiResponse({ status: 200, description: 'The list, and how it came to be', type: RecommendationDto })
  @ApiQueryProblems('query', '/user_id', 'is missing')
  @ApiIdempotencyKey(422)
  recommend(
    @Query() query: RecommendationQuery,
    @IdempotencyKey() key?: RequestKey,
  ): Promise<RecommendationDto> {
    return this.recommendations.recommend(query, key);
  }

  @Post('bulk')
  @ApiBulk(
    CreateRecommendationDto,
    'Lists for users in their groups',
    'A created row shows what `GET /recommend` answers',
    RECOMMENDATION_EXAMPLES,
  )
  recommendMany(@Req() request: Request, @Res() response: Response): Promise<void> {
    return answerBulk(request, response, {
      type: CreateRecommendationDto,
      store: (rows, keys) => this.recommendations.recommendMany(rows, keys),
      show: (list: RecommendationDto) => list,
    });
  }

  @Post('model')
  @HttpCode(200)
  @ApiOperation({ summary: 'Train the recommenders of the design in force, where they can be trained' })
  @ApiResponse({ status: 200, description: 'They are trained, and serve', type: TrainingDto })
  @ApiProblem(503)
  @ApiIdempotencyKey(409, 422)
  train(@IdempotencyKey() key?: RequestKey): Promise<TrainingDto> {
    return this.recommendations.train(key);
  }

  @Get('v1')
  @ApiList('The control list: by the control of the design in force, the nine films released last shuffled')
  v1(@Query() query: RecommendationQuery): Promise<number[]> {
    return this.recommendations.listByControl(query);
  }

  @Get('v2')
  @ApiList(
    'The treatment list: by the treatment of the design in force, the choice model unless another is set',
  )
  v2(@Query() query: RecommendationQuery): Promise<number[]> {
    return this.recommendations.listByTreatment(query);
  }
}
