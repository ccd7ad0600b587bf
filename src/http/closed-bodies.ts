import type { OpenAPIObject } from '@nestjs/swagger';

type Schema = Record<string, unknown>;

/** The names of the schemas that a body, or a row of one, is. */
function bodySchemas({ paths }: OpenAPIObject): Set<string> {
  const bodies = Object.values(paths)
    .flatMap(({ get, post, put }) => [get, post, put])
    .flatMap((call) => (call?.requestBody && 'content' in call.requestBody ? [call.requestBody.content] : []))
    .flatMap((content) => Object.values(content).map(({ schema }) => schema as Schema));
  const names = bodies.map((schema) => String(schema.$ref ?? (schema.items as Schema | undefined)?.$ref));
  return new Set(names.map((name) => name.replace('#/components/schemas/', '')));
}

/** Documents that a body must not have other fields, which validation refuses. */
export function describeClosedBodies(document: OpenAPIObject): void {
  const bodies = bodySchemas(document);
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    if (bodies.has(name)) (schema as Schema).additionalProperties = false;
  }
}
