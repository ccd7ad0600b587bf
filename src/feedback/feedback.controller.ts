import {
  Body,
  Controller,
  Get,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiBodyProblems, ApiProblem, ApiQueryProblems } from '../http/api-answers.js';
import type { Request, Response } from 'express';
import type { RequestKey } from '../database/request-key.js';
import { answerBulk } from '../http/bulk/answer-bulk.js';
import { ApiBulk } from '../http/bulk/api-bulk.js';
import { AcceptedExport, ApiExport, exportRows, type ExportType } from '../http/export.js';
import { ApiIdempotencyKey, IdempotencyKey } from '../http/idempotency/request-key.decorator.js';
import { type Page, PageLinkInterceptor } from '../http/paging.js';
import {
  FEEDBACK_FIELDS,
  CreateFeedbackDto,
  FEEDBACK_EXAMPLE,
  FeedbackDto,
  FeedbackPageDto,
  FeedbackQuery,
} from './feedback.dto.js';
import type { Feedback } from './feedback.entity.js';
import { FeedbackService } from './feedback.service.js';

@ApiTags('feedback')
@Controller('feedback')
export class FeedbackController {
  constructor(private readonly feedbacks: FeedbackService) {}

  @Post()
  @ApiOperation({ summary: 'Say which film of a recommended list was chosen' })
  @ApiBody({ type: CreateFeedbackDto, examples: { feedback: { value: FEEDBACK_EXAMPLE } } })
  @ApiResponse({ status: 201, description: 'The feedback is stored, with its score', type: FeedbackDto })
  @ApiBodyProblems('/selected_movie_id', 'is missing')
  @ApiProblem(422, 'recommendation_id 7: the list was served to user 42')
  @ApiIdempotencyKey()
  create(@Body() request: CreateFeedbackDto, @IdempotencyKey() key?: RequestKey): Promise<FeedbackDto> {
    return this.feedbacks.create(request, key);
  }

  @Post('bulk')
  @ApiBulk(CreateFeedbackDto, 'Store feedback', 'A created row shows its id, score, group and cycle', [
    FEEDBACK_EXAMPLE,
    { ...FEEDBACK_EXAMPLE, user_id: FEEDBACK_EXAMPLE.user_id + 1, user_type: 'B' },
  ])
  createMany(@Req() request: Request, @Res() response: Response): Promise<void> {
    return answerBulk(request, response, {
      type: CreateFeedbackDto,
      store: (rows, keys) => this.feedbacks.createMany(rows, keys),
      show: ({ feedbackId, score, userType, actionCycle }: Feedback) => ({
        feedback_id: feedbackId,
        score,
        user_type: userType,
        action_cycle: actionCycle,
      }),
    });
  }

  @Get()
  @UseInterceptors(PageLinkInterceptor)
  @ApiOperation({ summary: 'List feedback, in the order it was stored' })
  @ApiExport(FeedbackPageDto, FEEDBACK_FIELDS)
  @ApiQueryProblems('query', '/limit', 'must be an integer from 1 to 1000')
  @ApiProblem(410, 'The table was emptied since this cursor was given out: begin without a cursor')
  list(
    @Query() query: FeedbackQuery,
    @AcceptedExport() type: ExportType | undefined,
  ): Promise<Page<FeedbackDto> | StreamableFile> {
    return type
      ? exportRows(type, FEEDBACK_FIELDS, this.feedbacks.readPages(query))
      : this.feedbacks.list(query);
  }
}
