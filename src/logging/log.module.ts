import { Global, Module } from '@nestjs/common';
import { Log } from './log.js';

/** The log, for every room. */
@Global()
@Module({ providers: [Log], exports: [Log] })
export class LogModule {}
