import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

const NONE = ["'none'"];
const SELF = ["'self'"];
/** Nothing is loaded, nothing frames it: what a document of the API needs. */
const CLOSED = { defaultSrc: NONE, baseUri: NONE, formAction: NONE, frameAncestors: NONE };
/** Swagger UI has style sheets and style attributes within its page, and pictures within its style sheets. */
const SWAGGER = {
  ...CLOSED,
  scriptSrc: SELF,
  styleSrc: [...SELF, "'unsafe-inline'"],
  imgSrc: [...SELF, 'data:'],
  connectSrc: SELF,
};

type Headers = readonly (readonly [name: string, value: string])[];

/** What helmet sets is the same for every answer: it is asked once. */
function headersBy(directives: Record<string, string[]>): Headers {
  const headers: [string, string][] = [];
  const recorder = {
    setHeader: (name: string, value: string) => headers.push([name, value]),
    removeHeader: () => undefined,
  };
  const set = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    // Whether there is TLS is for the proxy that speaks it to say.
    strictTransportSecurity: false,
    // For browsers and plug-ins that are gone.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    originAgentCluster: false,
    xFrameOptions: { action: 'deny' },
  });
  set({} as IncomingMessage, recorder as unknown as ServerResponse, () => undefined);
  return headers;
}

const API_HEADERS = headersBy(CLOSED);
const SWAGGER_HEADERS = headersBy(SWAGGER);

/** Sets what tells browsers to keep away from an answer; the page has a policy of its own. */
export function setSecurityHeaders(response: ServerResponse, plainPath: string): void {
  const headers = plainPath.startsWith('/docs') ? SWAGGER_HEADERS : API_HEADERS;
  for (const [name, value] of headers) response.setHeader(name, value);
}
