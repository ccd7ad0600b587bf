import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiBodyProblems, ApiProblem } from '../http/api-answers.js';
import { ApiIdempotencyKey, IdempotencyKey } from '../http/idempotency/request-key.decorator.js';
import type { RequestKey } from '../database/request-key.js';
import { ExperimentDto, ReplaceExperimentDto } from './experiment.dto.js';
import { ExperimentService } from './experiment.service.js';
import { LedgerService } from './ledger.service.js';
import { RanksDto } from './ranks.dto.js';
import type { Report } from './report-shape.js';
import { SeriesDto } from './series.dto.js';

@ApiTags('experiments')
@Controller('experiments')
export class ExperimentController {
  constructor(
    private readonly experiments: ExperimentService,
    private readonly ledger: LedgerService,
  ) {}

  @Get('current')
  @ApiOperation({ summary: 'The design in force: groups, weights, salt, recommenders, cycle' })
  @ApiResponse({ status: 200, description: 'The design', type: ExperimentDto })
  @ApiProblem(503)
  getCurrent(): Promise<ExperimentDto> {
    return this.experiments.getCurrent();
  }

  @Get('report')
  @ApiOperation({ summary: 'What is known by now: means, intervals, health, and a verdict with its reasons' })
  @ApiResponse({ status: 200, description: 'The report', schema: { type: 'object' } })
  @ApiProblem(503)
  report(): Promise<Report> {
    return this.ledger.report();
  }

  @Get('series')
  @ApiOperation({ summary: 'Satisfaction over time: the mean so far of each group in each cycle' })
  @ApiResponse({ status: 200, description: 'A line for each', type: SeriesDto })
  @ApiProblem(503)
  series(): Promise<SeriesDto> {
    return this.ledger.series();
  }

  @Get('ranks')
  @ApiOperation({ summary: 'Where the chosen film stood in the list, of each group in each cycle' })
  @ApiResponse({ status: 200, description: 'How often it stood at each place', type: RanksDto })
  @ApiProblem(503)
  ranks(): Promise<RanksDto> {
    return this.ledger.ranks();
  }

  @Put('current')
  @ApiOperation({ summary: 'Put a design in force' })
  @ApiResponse({ status: 200, description: 'The design in force', type: ExperimentDto })
  @ApiBodyProblems('/cycle', 'must be an integer from 1 to 2147483647')
  @ApiIdempotencyKey(409, 422)
  replace(@Body() design: ReplaceExperimentDto, @IdempotencyKey() key?: RequestKey): Promise<ExperimentDto> {
    return this.experiments.replace(design, key);
  }
}
