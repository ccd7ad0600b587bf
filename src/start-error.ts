import { EnvironmentError } from './config/environment.js';
import { databaseTrouble } from './database/database-trouble.js';
import { EmbeddedStartError } from './database/embedded-postgres.js';
import { FolderInUseError } from './database/folder-lock.js';
import { MigrationError } from './database/migrate.js';
import { DatabaseAwayError } from './database/until-there.js';
import { ExposedError } from './http/access/exposure.js';
import { UsageError } from './terminal/cli-error.js';
import { WorkerStartError } from './worker-pool.js';

const DATABASE_CODES: Partial<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'there is no such host',
  ETIMEDOUT: 'it does not answer',
  '25006': 'it may only be read',
  '53100': 'its disk is full',
  '53300': 'it takes no more connections (its max_connections)',
  '57P03': 'it is starting or stopping',
  '28P01': 'the password is wrong',
  '28000': 'the user may not log in',
  '42501': 'the user may not make the tables there; GRANT CREATE ON SCHEMA public TO that user',
  '3D000': 'there is no such database; create it first (createdb)',
};

/** Why the service did not start, and what to do; a fault of the program keeps its stack. */
export function describeStartError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isSaid = [
    EnvironmentError,
    ExposedError,
    FolderInUseError,
    EmbeddedStartError,
    UsageError,
    WorkerStartError,
  ].some((kind) => error instanceof kind);
  if (isSaid) return error.message;
  if (error instanceof DatabaseAwayError) {
    return `${describeDatabase(error.cause)} It was waited for ${error.seconds} seconds (DATABASE_WAIT_SECONDS).`;
  }
  if (error instanceof MigrationError) return describeKnown(error.cause) ?? error.message;
  const { code, syscall, port } = error as NodeJS.ErrnoException & { port?: number };
  // A worker listens through the process that keeps it, which only binds.
  if (syscall === 'listen' || syscall === 'bind') {
    return code === 'EADDRINUSE'
      ? `Port ${port} is taken by another process. Set PORT to a free one.`
      : `The service cannot listen: ${error.message}. Check HOST and PORT.`;
  }
  if (databaseTrouble(error)) return describeDatabase(error);
  return describeKnown(error) ?? error.stack ?? error.message;
}

/** Undefined for an error that is not the database's, or says enough by itself. */
function describeKnown(error: unknown): string | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = DATABASE_CODES[code ?? ''];
  return reason && `The database of DATABASE_URL cannot be used: ${reason} (${message}).`;
}

const describeDatabase = (error: Error): string =>
  describeKnown(error) ??
  `The database of DATABASE_URL cannot be used: it does not answer (${error.message}).`;
