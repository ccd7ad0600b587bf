import {
  Body,
  Controller,
  Get,
  Post,
  Put,
  Query,
  Req,
  Res,
  StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { RequestKey } from '../database/request-key.js';
import { answerBulk } from '../http/bulk/answer-bulk.js';
import { ApiBulk } from '../http/bulk/api-bulk.js';
import { ApiBodyProblems, ApiCreatedOrFound, ApiProblem, ApiQueryProblems } from '../http/api-answers.js';
import { AcceptedExport, ApiExport, exportRows, type ExportType } from '../http/export.js';
import { ApiIdempotencyKey, IdempotencyKey } from '../http/idempotency/request-key.decorator.js';
import { KeptAnswers } from '../http/idempotency/kept-answers.service.js';
import { type Page, PageLinkInterceptor } from '../http/paging.js';
import {
  RATING_FIELDS,
  CreateRatingDto,
  RATING_EXAMPLES,
  RatingDto,
  RatingPageDto,
  RatingQuery,
} from './rating.dto.js';
import { RatingService } from './rating.service.js';

@ApiTags('ratings')
@Controller('ratings')
export class RatingController {
  constructor(
    private readonly ratings: RatingService,
    private readonly kept: KeptAnswers,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Rate a film' })
  @ApiCreatedOrFound(RatingDto, 'The rating is stored', 'The same rating was there already')
  @ApiBodyProblems('/rating', 'must be a number from 0.5 to 5')
  @ApiProblem(409, 'User 1000042 has rated movie 1000001 with 3 already; PUT /ratings replaces a rating')
  @ApiIdempotencyKey(422)
  async create(
    @Body() request: CreateRatingDto,
    @Res({ passthrough: true }) response: Response,
    @IdempotencyKey() key?: RequestKey,
  ): Promise<RatingDto> {
    const { rating, created } = await this.ratings.create(request, key);
    response.status(created ? 201 : 200);
    return rating;
  }

  @Post('bulk')
  @ApiBulk(
    CreateRatingDto,
    'Rate films',
    'Of two ratings of a film by one user the first counts',
    RATING_EXAMPLES,
  )
  createMany(@Req() request: Request, @Res() response: Response): Promise<void> {
    return answerBulk(request, response, {
      type: CreateRatingDto,
      store: (rows, keys) => this.ratings.createMany(rows, keys),
    });
  }

  @Put()
  @ApiOperation({ summary: 'Rate a film, in the place of an earlier rating' })
  @ApiCreatedOrFound(RatingDto, 'The rating is stored', 'It replaced the earlier one')
  @ApiBodyProblems('/rating', 'must be a number from 0.5 to 5')
  @ApiIdempotencyKey(409, 422)
  async replace(
    @Body() request: CreateRatingDto,
    @Res({ passthrough: true }) response: Response,
    @IdempotencyKey() key?: RequestKey,
  ): Promise<RatingDto> {
    const { status, body } = await this.kept.once<RatingDto>(key, (commit) =>
      this.ratings.replace(request, commit),
    );
    response.status(status);
    return body;
  }

  @Get()
  @UseInterceptors(PageLinkInterceptor)
  @ApiOperation({ summary: 'List ratings, by ascending user and film' })
  @ApiExport(RatingPageDto, RATING_FIELDS)
  @ApiQueryProblems('query', '/limit', 'must be an integer from 1 to 1000')
  list(
    @Query() query: RatingQuery,
    @AcceptedExport() type: ExportType | undefined,
  ): Promise<Page<RatingDto> | StreamableFile> {
    return type ? exportRows(type, RATING_FIELDS, this.ratings.readPages(query)) : this.ratings.list(query);
  }
}
