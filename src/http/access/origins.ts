import type { IncomingMessage, ServerResponse } from 'node:http';

const METHODS = 'GET, HEAD, POST, PUT, OPTIONS';
const REQUEST_HEADERS =
  'Authorization, Content-Type, Idempotency-Key, Prefer, X-API-Key, X-Request-Id, traceparent';
const ANSWER_HEADERS = 'Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id';

/** The name or address in a Host header, without the port. */
const hostName = (host: string): string => host.toLowerCase().replace(/:\d*$/, '');

/**
 * Whether the name by which the service was called is one of its own. A page of another name that was made to lead to
 * this machine (DNS rebinding) tells its name here.
 */
export function ownNamesOf(listening: string): (request: IncomingMessage) => boolean {
  const bracketed = listening.includes(':') ? `[${listening}]` : listening;
  const names = new Set(['localhost', '127.0.0.1', '[::1]', bracketed.toLowerCase()]);
  // Only HTTP/1.0 comes without the header, and no browser speaks it.
  return ({ headers: { host } }) => host === undefined || names.has(hostName(host));
}

/** Which pages of other origins may call the service. */
export class Origins {
  private readonly named: ReadonlySet<string>;

  /** @param named origins such as `https://films.example` */
  constructor(named: readonly string[]) {
    this.named = new Set(named);
  }

  /** Whether a page of another origin sent the request, which is not named. */
  isForeign({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers;
    if (origin === undefined) return /^(cross|same)-site$/.test(String(headers['sec-fetch-site']));
    // A proxy that speaks TLS makes the schemes differ.
    return origin.replace(/^https?:\/\//, '') !== host && !this.named.has(origin);
  }

  /** Lets pages of a named origin read the answer (CORS). */
  allow({ headers: { origin } }: IncomingMessage, response: ServerResponse): void {
    if (this.named.size === 0) return;
    response.setHeader('Vary', 'Origin');
    if (origin === undefined || !this.named.has(origin)) return;
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', ANSWER_HEADERS);
  }

  /** Answers a browser that asks beforehand whether a page of a named origin may send a request. */
  answersPreflight({ method, headers }: IncomingMessage, response: ServerResponse): boolean {
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
    if (!response.hasHeader('Access-Control-Allow-Origin')) return false;
    response.writeHead(204, {
      'Access-Control-Allow-Methods': METHODS,
      'Access-Control-Allow-Headers': REQUEST_HEADERS,
      'Access-Control-Max-Age': '600',
    });
    response.end();
    return true;
  }
}
