import { keysOf } from '../config/api-keys.js';
import type { Environment } from '../config/environment.js';

/**
 * The secret that a command sends; undefined for none.
 * @param url the service that was named; without one it is on this machine and has this environment's API_KEYS
 */
export function clientKey(
  { API_KEY, API_KEYS }: Pick<Environment, 'API_KEY' | 'API_KEYS'>,
  url: string | undefined,
): string | undefined {
  if (API_KEY !== '' || url !== undefined) return API_KEY || undefined;
  return keysOf(API_KEYS).find(({ scope }) => scope === 'write')?.secret;
}
