import { isIP } from 'node:net';
import type { Environment } from '../../config/environment.js';

type Settings = Pick<Environment, 'HOST' | 'API_KEYS' | 'ALLOW_ANONYMOUS'>;

/** The service would let in whoever reaches it, and nobody has said that it may. */
export class ExposedError extends Error {
  override readonly name = 'ExposedError';
}

/** Whether only this machine reaches what listens there. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** Whether everybody may do everything without anybody having said so, which is for this machine alone. */
export const isHomeOnly = ({ API_KEYS, ALLOW_ANONYMOUS }: Settings): boolean =>
  API_KEYS === '' && !ALLOW_ANONYMOUS;

/** @throws ExposedError for an address that others reach, where no keys are set and nobody has allowed to do without */
export function refuseExposure(settings: Settings): void {
  if (!isHomeOnly(settings) || isLoopback(settings.HOST)) return;
  throw new ExposedError(
    `On HOST=${settings.HOST} others can reach the service: set API_KEYS (such as write:SECRET), so that only who has a key gets in, or ALLOW_ANONYMOUS=true, so that everybody does.`,
  );
}
