#!/usr/bin/env node
import { CommandFactory } from 'nest-commander';
import { CliModule } from './cli.module.js';
import { EnvironmentError } from './config/environment.js';
import { DatasetError } from './dataset/dataset.js';
import { CallError } from './client/call-answer.js';
import { RunError } from './simulate/run-record.js';
import { OtherDatasetError } from './simulate/same-dataset.js';
import { NoServiceError } from './client/service-process.js';
import { EXIT, UsageError } from './terminal/cli-error.js';

/** What a user can put right is said in a sentence; anything else is a fault of the program, shown with its stack. */
function fail(error: Error & { exitCode?: number }): never {
  const isUsage = [UsageError, DatasetError, OtherDatasetError, RunError, EnvironmentError].some(
    (kind) => error instanceof kind,
  );
  if (isUsage || error instanceof NoServiceError || error instanceof CallError) {
    console.error(error.message);
    process.exit(isUsage ? EXIT.usage : EXIT.noService);
  }
  // Commander has printed its own words; it ends --help and --version by an error too.
  if (error.exitCode !== undefined) process.exit(error.exitCode === 0 ? EXIT.done : EXIT.usage);
  console.error(error.stack);
  process.exit(EXIT.failed);
}

await CommandFactory.run(CliModule, {
  logger: false,
  abortOnError: false,
  cliName: 'movieflix',
  errorHandler: fail,
  serviceErrorHandler: fail,
}).catch(fail);
