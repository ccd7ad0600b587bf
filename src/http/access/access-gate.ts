import type { Request, Response } from 'express';
import type { Environment } from '../../config/environment.js';
import { type Refusal, refuse } from '../refusal.js';
import { listOf } from '../../config/api-keys.js';
import { ApiKeys, type KnownKey } from './api-keys.js';
import { OPEN_PATHS } from './open-paths.js';
import { isHomeOnly } from './exposure.js';
import { plainPath } from './needs-write.js';
import { clientAddress } from './client-address.js';
import { RateLimit } from './rate-limit.js';
import { Origins, ownNamesOf } from './origins.js';
import { presentedSecret } from './presented-secret.js';
import { setSecurityHeaders } from './security-headers.js';

/** Lets a request in by calling on, or answers it itself. */
export type Gate = (request: Request, response: Response, letIn: () => void) => void;

const READING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The longest URL: 1,000 candidates in a query fit in. */
const URL_LIMIT = 14 * 1024;
const LONG_URL: Refusal = { status: 414, detail: `The URL is longer than ${URL_LIMIT} characters` };
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
 * The one rule on who may do what, and how often, for every path there is: it stands before all of them, and before a
 * body is read.
 * @param writing the plain paths whose GET stores something
 */
export function accessGate(environment: Environment, writing: ReadonlySet<string>): Gate {
  const keys = new ApiKeys(environment.API_KEYS);
  const origins = new Origins(listOf(environment.CORS_ORIGINS));
  const isOwnName = isHomeOnly(environment) ? ownNamesOf(environment.HOST) : () => true;
  const { RATE_LIMIT, TRUSTED_PROXIES } = environment;
  const limit = RATE_LIMIT > 0 ? new RateLimit(RATE_LIMIT) : undefined;

  const refusalOf = (request: Request, path: string, key: KnownKey | undefined): Refusal | undefined => {
    const isReading = READING_METHODS.has(request.method);
    if (isReading && OPEN_PATHS.has(path)) return undefined;
    const writes = !isReading || (request.method !== 'OPTIONS' && writing.has(path));
    if (keys.areWanted) {
      if (!key) return presentedSecret(request.headers) === undefined ? NO_KEY : WRONG_KEY;
      if (writes && key.scope !== 'write') return READ_ONLY;
    }
    return writes && origins.isForeign(request) ? FOREIGN_PAGE : undefined;
  };
  const keyOf = ({ headers }: Request): KnownKey | undefined => {
    const secret = keys.areWanted ? presentedSecret(headers) : undefined;
    return secret === undefined ? undefined : keys.find(secret);
  };

  return (request, response, letIn) => {
    if (request.url.length > URL_LIMIT) {
      setSecurityHeaders(response, '/');
      refuse(response, LONG_URL);
      return;
    }
    const path = plainPath(request.path);
    setSecurityHeaders(response, path);
    if (!isOwnName(request)) {
      refuse(response, FOREIGN_NAME);
      return;
    }
    origins.allow(request, response);
    if (origins.answersPreflight(request, response)) return;
    const key = keyOf(request);
    const refusal = refusalOf(request, path, key);
    const decide = (reason: Refusal | undefined) => {
      if (reason) refuse(response, reason);
      else letIn();
    };
    if (!limit) {
      decide(refusal);
      return;
    }
    // Calls that are refused count too: they are how a secret is guessed.
    const client = key ? `key ${key.number}` : clientAddress(request, TRUSTED_PROXIES);
    void limit.count(client, response).then((tooMany) => {
      decide(tooMany ?? refusal);
    });
  };
}
