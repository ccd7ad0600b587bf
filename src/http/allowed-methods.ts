import type { Application, NextFunction, Request, Response } from 'express';

interface Layer {
  route?: { path: unknown; methods: Record<string, boolean> };
  match(path: string): boolean;
}

/**
 * The methods that the routes of this path take, HEAD beside each GET; empty for an unknown path. A path that is a route's own
 * is that route's alone: `/movies/bulk` is no film.
 */
export function allowedMethods(app: Application, path: string): string[] {
  const layers = (app.router as unknown as { stack: Layer[] }).stack;
  // A path that cannot be decoded makes `match` throw; it matches nothing.
  const routes = layers.flatMap((layer) => (layer.route && matches(layer, path) ? [layer.route] : []));
  const own = routes.filter((route) => !String(route.path).includes(':'));
  const methods = new Set<string>();
  for (const route of own.length > 0 ? own : routes) {
    for (const method of Object.keys(route.methods)) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  if (methods.size > 0) methods.add('OPTIONS');
  return [...methods].sort();
}

function matches(layer: Layer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    return false;
  }
}

/** Answers OPTIONS of a known path with 204 and `Allow` (RFC 9110, 9.3.7). */
export function answerOptions(request: Request, response: Response, next: NextFunction): void {
  const allowed = request.method === 'OPTIONS' ? allowedMethods(request.app, request.path) : [];
  if (allowed.length === 0) {
    next();
    return;
  }
  response.setHeader('Allow', allowed.join(', ')).status(204).end();
}
