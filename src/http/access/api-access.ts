import type { OpenAPIObject } from '@nestjs/swagger';
import { NEEDS_WRITE } from './needs-write.js';
import { OPEN_PATHS } from './open-paths.js';

const SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: 'A key of API_KEYS' },
  key: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'A key of API_KEYS' },
  basic: { type: 'http', scheme: 'basic', description: 'Any name, and a key of API_KEYS as the password' },
} as const;

const METHODS = ['get', 'post', 'put'] as const;

/**
 * Documents which key each call wants: one of three ways to send it, for reading or for writing. A service without keys
 * wants none.
 */
export function describeAccess(document: OpenAPIObject): void {
  (document.components ??= {}).securitySchemes = SCHEMES;
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const call = item[method] as Record<string, unknown> | undefined;
      if (!call) continue;
      const scope = method !== 'get' || call[NEEDS_WRITE] === true ? 'write' : 'read';
      const ways = Object.keys(SCHEMES).map((scheme) => ({ [scheme]: [scope] }));
      call.security = OPEN_PATHS.has(path) ? [] : [...ways, {}];
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the scope says it
      delete call[NEEDS_WRITE];
    }
  }
}
