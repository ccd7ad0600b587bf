import {
  Body,
  Controller,
  Get,
  Header,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { RequestKey } from '../database/request-key.js';
import { answerBulk } from '../http/bulk/answer-bulk.js';
import { ApiBulk } from '../http/bulk/api-bulk.js';
import { ApiBodyProblems, ApiCreatedOrFound, ApiProblem, ApiQueryProblems } from '../http/api-answers.js';
import { AcceptedExport, ApiExport, exportRows, type ExportType } from '../http/export.js';
import { ApiIdempotencyKey, IdempotencyKey } from '../http/idempotency/request-key.decorator.js';
import { type Page, PageLinkInterceptor, PageQuery } from '../http/paging.js';
import {
  MOVIE_FIELDS,
  CreateMovieDto,
  MOVIE_EXAMPLES,
  MovieDto,
  MovieIdDto,
  MoviePageDto,
} from './movie.dto.js';
import { MovieService } from './movie.service.js';
import { NewestMovieService } from './newest-movie.service.js';

@ApiTags('movies')
@Controller('movies')
export class MovieController {
  constructor(
    private readonly movies: MovieService,
    private readonly newest: NewestMovieService,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Release a film' })
  @ApiCreatedOrFound(MovieDto, 'The film is released', 'The same film was out already')
  @ApiBodyProblems('/title', 'must be text of 1 to 1000 characters, without NUL or broken Unicode')
  @ApiProblem(409, 'Movie 1000001 is out already as "The Silent Harbour (2026)" (Drama|Mystery)')
  @ApiIdempotencyKey(422)
  async create(
    @Body() request: CreateMovieDto,
    @Res({ passthrough: true }) response: Response,
    @IdempotencyKey() key?: RequestKey,
  ): Promise<MovieDto> {
    const { movie, created } = await this.movies.create(request, key);
    response.status(created ? 201 : 200);
    return movie;
  }

  @Post('bulk')
  @ApiBulk(CreateMovieDto, 'Release films', 'They come out in the order of the rows', MOVIE_EXAMPLES)
  createMany(@Req() request: Request, @Res() response: Response): Promise<void> {
    return answerBulk(request, response, {
      type: CreateMovieDto,
      store: (rows, keys) => this.movies.createMany(rows, keys),
    });
  }

  @Get()
  @UseInterceptors(PageLinkInterceptor)
  @ApiOperation({ summary: 'List the released films, by ascending id' })
  @ApiExport(MoviePageDto, MOVIE_FIELDS)
  @ApiQueryProblems('query', '/limit', 'must be an integer from 1 to 1000')
  list(
    @Query() query: PageQuery,
    @AcceptedExport() type: ExportType | undefined,
  ): Promise<Page<MovieDto> | StreamableFile> {
    return type ? exportRows(type, MOVIE_FIELDS, this.movies.readPages(query)) : this.movies.list(query);
  }

  @Get('last')
  @Header('Content-Type', 'application/json')
  @ApiOperation({ summary: 'The id of the film released last, or null' })
  @ApiResponse({
    status: 200,
    description: 'A bare number, or null before the first release',
    schema: { type: ['integer', 'null'], example: 1_000_001 },
  })
  @ApiProblem(503)
  async last(): Promise<string> {
    const [id = null] = (await this.newest.list(1)).movie_ids;
    // As text: a bare number or null would not be sent as JSON otherwise.
    return JSON.stringify(id);
  }

  @Get('all')
  @ApiOperation({ summary: 'Every released id, ascending' })
  @ApiResponse({
    status: 200,
    description: 'A bare array',
    schema: { type: 'array', items: { type: 'integer' }, example: [1, 2, 1_000_001] },
  })
  @ApiProblem(503)
  listIds(): Promise<number[]> {
    return this.movies.listIds();
  }

  @Get(':movie_id')
  @ApiOperation({ summary: 'One film' })
  @ApiResponse({ status: 200, description: 'The film', type: MovieDto })
  @ApiQueryProblems('path', '/movie_id', 'must be an integer from 1 to 2147483647')
  @ApiProblem(404, 'There is no movie 1000001')
  get(@Param() { movie_id }: MovieIdDto): Promise<MovieDto> {
    return this.movies.get(movie_id);
  }
}
