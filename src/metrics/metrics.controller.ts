import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { ApiProblem } from '../http/api-answers.js';
import { MetricsService } from './metrics.service.js';

const EXAMPLE = `# HELP movieflix_releases_total Films released
# TYPE movieflix_releases_total counter
movieflix_releases_total 7
`;

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @Header('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE)
  @ApiOperation({
    summary: 'What the service counts and measures, for Prometheus',
    description:
      'Requests by method, route and status; batches, queues and connections; events by kind and group; model versions; ' +
      'the process. With several workers all of them are added up, whichever of them answers.',
  })
  @ApiResponse({
    status: 200,
    description: 'Prometheus’ text format',
    content: { 'text/plain': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  @ApiProblem(503, 'The metrics of all workers could not be gathered; try again')
  expose(): Promise<string> {
    return this.metrics.expose();
  }
}
