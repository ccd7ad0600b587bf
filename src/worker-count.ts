import { parseArgs } from 'node:util';
import { loadEnvironment, MOST_WORKERS } from './config/environment.js';
import { UsageError, wholeNumber } from './terminal/cli-error.js';

/**
 * How many processes the service is to have: by its option `--workers`, or else by WORKERS.
 * @throws UsageError, EnvironmentError
 */
export function readWorkerCount(args: string[]): number {
  const { workers } = parse(args);
  return workers === undefined
    ? loadEnvironment().WORKERS
    : wholeNumber('--workers', workers, 1, MOST_WORKERS);
}

function parse(args: string[]): { workers?: string } {
  try {
    return parseArgs({ args, options: { workers: { type: 'string' } } }).values;
  } catch (error) {
    throw new UsageError(`The service takes --workers N and nothing else. ${(error as Error).message}`);
  }
}
