import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiBodyProblems, ApiProblem } from '../http/api-answers.js';
import { ExperimentDto, ReplaceExperimentDto } from './experiment.dto.js';
import { ExperimentService } from './experiment.service.js';
import type { Report } from './report-shape.js';
import { ReportService } from './report.service.js';

@ApiTags('experiments')
@Controller('experiments')
export class ExperimentController {
  constructor(
    private readonly experiments: ExperimentService,
    private readonly reports: ReportService,
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
    return this.reports.report();
  }

  @Put('current')
  @ApiOperation({ summary: 'Put a design in force' })
  @ApiResponse({ status: 200, description: 'The design in force', type: ExperimentDto })
  @ApiBodyProblems('/cycle', 'must be an integer from 1 to 2147483647')
  replace(@Body() design: ReplaceExperimentDto): Promise<ExperimentDto> {
    return this.experiments.replace(design);
  }
}
