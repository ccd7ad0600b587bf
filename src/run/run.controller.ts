import { Body, Controller, Get, Param, Post, Put, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { RequestKey } from '../database/request-key.js';
import { ApiBodyProblems, ApiProblem, ApiQueryProblems } from '../http/api-answers.js';
import { ApiIdempotencyKey, IdempotencyKey } from '../http/idempotency/request-key.decorator.js';
import { type Page, PageLinkInterceptor, PageQuery } from '../http/paging.js';
import { CreateRunDto, ProgressDto, RunDto, RunIdDto, RunPageDto, TakeRunDto } from './run.dto.js';
import { RunService } from './run.service.js';

const NO_RUN = 'There is no run 1';

@ApiTags('runs')
@Controller('runs')
export class RunController {
  constructor(private readonly runs: RunService) {}

  @Post()
  @ApiOperation({ summary: 'Record a run that begins now' })
  @ApiResponse({ status: 201, description: 'It is recorded, and its player holds it', type: RunDto })
  @ApiBodyProblems('/seed', 'must be an integer from 0 to 4294967295')
  @ApiIdempotencyKey(409, 422)
  create(@Body() request: CreateRunDto, @IdempotencyKey() key?: RequestKey): Promise<RunDto> {
    return this.runs.create(request, key);
  }

  @Get()
  @UseInterceptors(PageLinkInterceptor)
  @ApiOperation({ summary: 'List the runs, in the order in which they began' })
  @ApiResponse({ status: 200, description: 'A page', type: RunPageDto })
  @ApiQueryProblems('query', '/limit', 'must be an integer from 1 to 1000')
  list(@Query() query: PageQuery): Promise<Page<RunDto>> {
    return this.runs.list(query);
  }

  @Get(':run_id')
  @ApiOperation({ summary: 'One run: what decides it, and how far it has come' })
  @ApiResponse({ status: 200, description: 'The run', type: RunDto })
  @ApiQueryProblems('path', '/run_id', 'must be an integer from 1 to 2147483647')
  @ApiProblem(404, NO_RUN)
  get(@Param() { run_id }: RunIdDto): Promise<RunDto> {
    return this.runs.get(run_id);
  }

  @Get(':run_id/films-before')
  @ApiOperation({ summary: 'The films that were out when a run began, in the order of their release' })
  @ApiResponse({
    status: 200,
    description: 'A bare array of ids',
    schema: { type: 'array', items: { type: 'integer' }, example: [1_000_001, 2] },
  })
  @ApiQueryProblems('path', '/run_id', 'must be an integer from 1 to 2147483647')
  @ApiProblem(404, NO_RUN)
  listFilmsBefore(@Param() { run_id }: RunIdDto): Promise<number[]> {
    return this.runs.listFilmsBefore(run_id);
  }

  @Put(':run_id/player')
  @ApiOperation({
    summary: 'Become the player of an unfinished run',
    description:
      'One client plays a run at a time. It holds the run for 10 seconds, and for 10 more whenever it notes its ' +
      'progress; another one gets it then, or by `force`.',
  })
  @ApiResponse({ status: 200, description: 'The run is the client’s', type: RunDto })
  @ApiBodyProblems('/player', 'must be text of 1 to 200 characters, without NUL or broken Unicode')
  @ApiProblem(404, NO_RUN)
  @ApiProblem(409, 'Run 1 is being played by films.example:4711, who holds it until 2026-01-31T12:00:10.000Z')
  take(@Param() { run_id }: RunIdDto, @Body() request: TakeRunDto): Promise<RunDto> {
    return this.runs.take(run_id, request);
  }

  @Put(':run_id/progress')
  @ApiOperation({ summary: 'Note how far a run has come; the position never goes back' })
  @ApiResponse({ status: 200, description: 'The run as it is now known', type: RunDto })
  @ApiBodyProblems('/position', 'must be an integer from 0 to 2147483647')
  @ApiProblem(404, NO_RUN)
  @ApiProblem(409, 'Run 1 is played by films.example:4711, not by films.example:4712')
  note(@Param() { run_id }: RunIdDto, @Body() progress: ProgressDto): Promise<RunDto> {
    return this.runs.note(run_id, progress);
  }
}
