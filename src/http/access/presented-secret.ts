import type { IncomingHttpHeaders } from 'node:http';

/**
 * The secret that a request carries: in `X-API-Key`, as a bearer token, or as the password of Basic, which is how a
 * browser asks a person for it. Undefined for none.
 */
export function presentedSecret(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return key;
  const credentials = /^(bearer|basic) +(\S+) *$/i.exec(headers.authorization ?? '');
  if (!credentials) return undefined;
  const [, scheme, value] = credentials;
  if (scheme.toLowerCase() === 'bearer') return value;
  return /^[^:]*:([^]*)$/.exec(Buffer.from(value, 'base64').toString())?.[1];
}
