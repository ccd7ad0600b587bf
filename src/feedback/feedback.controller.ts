import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiBodyProblems, ApiProblems } from '../http/api-answers.js';
import type { Page } from '../http/paging.js';
import { CreateFeedbackDto, FeedbackDto, FeedbackPageDto, FeedbackQuery } from './feedback.dto.js';
import { FeedbackService } from './feedback.service.js';

@ApiTags('feedback')
@Controller('feedback')
export class FeedbackController {
  constructor(private readonly feedbacks: FeedbackService) {}

  @Post()
  @ApiOperation({ summary: 'Say which film of a recommended list was chosen' })
  @ApiResponse({ status: 201, description: 'The feedback is stored, with its score', type: FeedbackDto })
  @ApiBodyProblems()
  create(@Body() request: CreateFeedbackDto): Promise<FeedbackDto> {
    return this.feedbacks.create(request);
  }

  @Get()
  @ApiOperation({ summary: 'List feedback, in the order it was stored' })
  @ApiResponse({ status: 200, description: 'A page', type: FeedbackPageDto })
  @ApiProblems(400, 503)
  list(@Query() query: FeedbackQuery): Promise<Page<FeedbackDto>> {
    return this.feedbacks.list(query);
  }
}
