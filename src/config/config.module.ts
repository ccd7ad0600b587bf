import { Global, Module } from '@nestjs/common';
import { Environment, loadEnvironment } from './environment.js';

/** The validated environment, for every room. */
@Global()
@Module({
  providers: [{ provide: Environment, useFactory: loadEnvironment }],
  exports: [Environment],
})
export class ConfigModule {}
