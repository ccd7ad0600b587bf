import { Global, Module } from '@nestjs/common';
import { KeptAnswers } from './kept-answers.service.js';
import { KeyExpiry } from './key-expiry.service.js';

/** Requests that are done once under their key, and keys that are forgotten when their time is over. */
@Global()
@Module({ providers: [KeptAnswers, KeyExpiry], exports: [KeptAnswers] })
export class IdempotencyModule {}
