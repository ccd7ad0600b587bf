import { EnvironmentError } from './config/environment.js';
import { EmbeddedStartError } from './database/embedded-postgres.js';
import { FolderInUseError } from './database/folder-lock.js';
import { ExposedError } from './http/access/exposure.js';
import { UsageError } from './terminal/cli-error.js';
import { WorkerStartError } from './worker-pool.js';

const DATABASE_CODES: Partial<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'there is no such host',
  ETIMEDOUT: 'it does not answer',
  '28P01': 'the password is wrong',
  '28000': 'the user may not log in',
  '42501': 'the user may not make the tables there; GRANT CREATE ON SCHEMA public TO that user',
  '3D000': 'there is no such database; create it first (createdb)',
};

/** Why the service did not start, and what to do; a fault of the program keeps its stack. */
export function describeStartError(error: unknown): string {
  const isSaid = [
    EnvironmentError,
    ExposedError,
    FolderInUseError,
    EmbeddedStartError,
    UsageError,
    WorkerStartError,
  ].some((kind) => error instanceof kind);
  if (error instanceof Error && isSaid) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, syscall, port } = error as NodeJS.ErrnoException & { port?: number };
  // A worker listens through the process that keeps it, which only binds.
  if (syscall === 'listen' || syscall === 'bind') {
    return code === 'EADDRINUSE'
      ? `Port ${port} is taken by another process. Set PORT to a free one.`
      : `The service cannot listen: ${error.message}. Check HOST and PORT.`;
  }
  const reason = DATABASE_CODES[code ?? ''];
  if (reason !== undefined) {
    return `The database of DATABASE_URL cannot be used: ${reason} (${error.message}).`;
  }
  return error.stack ?? error.message;
}
