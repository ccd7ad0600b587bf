import type { Request, Response } from 'express';
import type { Environment } from '../../config/environment.js';
import { type Refusal, refuse } from '../refusal.js';
import { listOf } from '../../config/api-keys.js';
import { ApiKeys, type KnownKey } from './api-keys.js';
import { OPEN_PATHS } from './open-paths.js';
import { isHomeOnly } from './exposure.js';
import { plainPath } from './needs-write.js';
import { Origins, ownNamesOf } from './origins.js';
import { presentedSecret } from './presented-secret.js';
import { setSecurityHeaders } from './security-headers.js';

/** Lets a request in by calling on, or answers it itself. */
export type Gate = (request: Request, response: Response, letIn: () => void) => void;

const READING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const FOREIGN_NAME: Refusal = {
  status: 421,
  detail:
    'This service without keys answers to localhost and its own HOST alone, not to the name in the Host header. To serve others by another name, set API_KEYS, or ALLOW_ANONYMOUS=true.',
};
const FOREIGN_PAGE: Refusal = {
  status: 403,
  detail: 'Pages of other origins may not write here, unless CORS_ORIGINS names theirs.',
};
const READ_ONLY: Refusal = {
  status: 403,
  detail: 'The key may only read; this call needs one that may write.',
};
const CHALLENGES = {
  'WWW-Authenticate': ['Basic realm="MovieFlix", charset="UTF-8"', 'Bearer realm="MovieFlix"'],
};
const NO_KEY: Refusal = {
  status: 401,
  detail:
    'This service wants a key: send it in Authorization: Bearer KEY, in X-API-Key, or as the password of Basic.',
  headers: CHALLENGES,
};
const WRONG_KEY: Refusal = {
  status: 401,
  detail: 'The key is none of this service; it may have been replaced.',
  headers: CHALLENGES,
};

/**
 * The one rule on who may do what, for every path there is: it stands before all of them, and before a body is read.
 * @param writing the plain paths whose GET stores something
 */
export function accessGate(environment: Environment, writing: ReadonlySet<string>): Gate {
  const keys = new ApiKeys(environment.API_KEYS);
  const origins = new Origins(listOf(environment.CORS_ORIGINS));
  const isOwnName = isHomeOnly(environment) ? ownNamesOf(environment.HOST) : () => true;

  const refusalOf = (request: Request, path: string): Refusal | undefined => {
    const isReading = READING_METHODS.has(request.method);
    if (isReading && OPEN_PATHS.has(path)) return undefined;
    const writes = !isReading || (request.method !== 'OPTIONS' && writing.has(path));
    if (keys.areWanted) {
      const secret = presentedSecret(request.headers);
      const key: KnownKey | undefined = secret === undefined ? undefined : keys.find(secret);
      if (!key) return secret === undefined ? NO_KEY : WRONG_KEY;
      if (writes && key.scope !== 'write') return READ_ONLY;
    }
    return writes && origins.isForeign(request) ? FOREIGN_PAGE : undefined;
  };

  return (request, response, letIn) => {
    const path = plainPath(request.path);
    setSecurityHeaders(response, path);
    if (!isOwnName(request)) {
      refuse(response, FOREIGN_NAME);
      return;
    }
    origins.allow(request, response);
    if (origins.answersPreflight(request, response)) return;
    const refusal = refusalOf(request, path);
    if (refusal) refuse(response, refusal);
    else letIn();
  };
}
