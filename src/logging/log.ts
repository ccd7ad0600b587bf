import { Injectable, type LoggerService } from '@nestjs/common';
import pino from 'pino';
import { Environment } from '../config/environment.js';

/** What an entry says besides its message. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * The service's log: a JSON object a line, on stderr. Nest's loggers write to it. Neither bodies nor headers nor queries
 * go in, which may hold what nobody else is to read.
 */
@Injectable()
export class Log implements LoggerService {
  private readonly pino: pino.Logger;

  constructor({ LOG_LEVEL }: Environment) {
    const options: pino.LoggerOptions = {
      level: LOG_LEVEL,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    };
    // What is written when the process ends is there: writing waits for the file.
    this.pino = pino(options, pino.destination({ dest: 2, sync: true }));
  }

  /** Whether requests that went well are told of too. */
  get tellsRequests(): boolean {
    return this.pino.isLevelEnabled('info');
  }

  info(message: string, fields: Fields): void {
    this.pino.info(fields, message);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** Nest gives the name of the logger last, before it at most a stack; a message may be fields with one in `message`. */
  private write(level: pino.Level, said: unknown, rest: readonly unknown[]): void {
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest[0] : undefined;
    const { message, ...fields } =
      typeof said === 'object' && said !== null ? (said as { message?: unknown }) : { message: said };
    this.pino[level]({ context, ...(stack !== undefined && { stack }), ...fields }, String(message));
  }
}
