import { Body, Controller, Get, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiBodyProblems, ApiProblem, ApiQueryProblems } from '../http/api-answers.js';
import { type Page, PageLinkInterceptor } from '../http/paging.js';
import {
  CreateFeedbackDto,
  FEEDBACK_EXAMPLE,
  FeedbackDto,
  FeedbackPageDto,
  FeedbackQuery,
} from './feedback.dto.js';
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
  create(@Body() request: CreateFeedbackDto): Promise<FeedbackDto> {
    return this.feedbacks.create(request);
  }

  @Get()
  @UseInterceptors(PageLinkInterceptor)
  @ApiOperation({ summary: 'List feedback, in the order it was stored' })
  @ApiResponse({ status: 200, description: 'A page', type: FeedbackPageDto })
  @ApiQueryProblems('query', '/limit', 'must be an integer from 1 to 1000')
  list(@Query() query: FeedbackQuery): Promise<Page<FeedbackDto>> {
    return this.feedbacks.list(query);
  }
}
