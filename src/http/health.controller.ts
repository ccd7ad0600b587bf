import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ApiProblem } from './api-answers.js';
import { HttpDrain } from './http-drain.service.js';

/** Probes give up after some seconds: a database that takes longer does not answer. */
const PATIENCE_MS = 3000;

const STATUS = { service: 'movieflix', status: 'ok' } as const;
const example = { schema: { example: STATUS } };

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(
    @Inject(getDataSourceToken()) private readonly dataSource: DataSource,
    private readonly drain: HttpDrain,
  ) {}

  @Get('livez')
  @ApiOperation({ summary: 'Is the process alive?' })
  @ApiResponse({ status: 200, description: 'The process is alive', ...example })
  live(): typeof STATUS {
    return STATUS;
  }

  @Get('readyz')
  @ApiOperation({
    summary: 'Can the service take requests, that is: does its database answer, and is it not about to end?',
  })
  @ApiResponse({ status: 200, description: 'The service can take requests', ...example })
  @ApiProblem(503, 'The database does not answer')
  async ready(): Promise<typeof STATUS> {
    if (this.drain.isStopping) throw new ServiceUnavailableException('The service is stopping');
    if (!(await this.answers())) throw new ServiceUnavailableException('The database does not answer');
    return STATUS;
  }

  private async answers(): Promise<boolean> {
    const answer = this.dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    );
    return Promise.race([answer, sleep(PATIENCE_MS, false, { ref: false })]);
  }
}
