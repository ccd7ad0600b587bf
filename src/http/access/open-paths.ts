/** What containers and load balancers ask, who have no key: it tells nothing but that the service is there. */
export const OPEN_PATHS: ReadonlySet<string> = new Set(['/livez', '/readyz']);
