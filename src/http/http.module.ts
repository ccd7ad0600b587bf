import { Global, Module } from '@nestjs/common';
import { ConfigModule } from '../config/config.module.js';
import { HealthController } from './health.controller.js';
import { HttpDrain } from './http-drain.service.js';

/** What the service is asked about itself, and how its HTTP server ends. */
@Global()
@Module({
  imports: [ConfigModule],
  controllers: [HealthController],
  providers: [HttpDrain],
  exports: [HttpDrain],
})
export class HttpModule {}
