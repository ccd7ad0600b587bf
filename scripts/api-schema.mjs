/** Reads the schemas of an OpenAPI 3.1 document for people. */

/** The name of the schema that this one stands for, if it is a reference. */
export const nameOf = (schema) => (schema?.$ref ?? schema?.allOf?.[0]?.$ref)?.split('/').at(-1);

export const resolve = (schema, schemas) => schemas[nameOf(schema)] ?? schema ?? {};

const listOr = (texts) => [...new Set(texts)].join(' or ');

function rangeOf({ minimum, maximum, minLength, maxLength, minItems, maxItems }) {
  const range = (least, most, unit) => {
    if (least === undefined && most === undefined) return '';
    if (most === undefined) return ` from ${least}${unit}`;
    return least === undefined ? ` up to ${most}${unit}` : ` ${least} to ${most}${unit}`;
  };
  const sizes = [
    range(minimum, maximum, ''),
    range(minLength, maxLength, ' characters'),
    range(minItems, maxItems, ' items'),
  ];
  return sizes.filter((size) => size !== '').join(',');
}

/**
 * A schema's type in a few words: `integer 1 to 5`, `array of [MovieDto](#moviedto)`, `string or null`.
 * @param link makes the text for the name of another schema
 */
export function typeOf(schema, link) {
  if (!schema) return 'any';
  const name = nameOf(schema);
  if (name) return link(name);
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) return listOr(parts.map((part) => typeOf(part, link)));
  if (schema.enum) return listOr(schema.enum.map((value) => `\`${value}\``));
  const types = [schema.type ?? 'any'].flat();
  const described = types.map((type) => {
    if (type === 'array') return `array of ${typeOf(schema.items, link)}`;
    if (type === 'string' && schema.format) return schema.format;
    if (type === 'object' && schema.properties) return `{ ${Object.keys(schema.properties).join(', ')} }`;
    return type;
  });
  if (schema.nullable) described.push('null');
  return `${listOr(described)}${rangeOf(schema)}`;
}

/** The fields of an object's schema: name, type, whether it is required, what it is. */
export const fieldRows = ({ properties = {}, required = [] }, link) =>
  Object.entries(properties).map(([field, schema]) => [
    field,
    typeOf(schema, link),
    required.includes(field) ? 'yes' : '',
    [
      schema.description,
      schema.default === undefined ? undefined : `Default: \`${JSON.stringify(schema.default)}\``,
    ]
      .filter((text) => text !== undefined)
      .join('. '),
  ]);

/** A value that the schema allows: its example or default, or one made of its parts; undefined where none is known. */
export function exampleOf(schema, schemas) {
  if (!schema) return undefined;
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  const { type, properties, items, required = [] } = resolve(schema, schemas);
  if (nameOf(schema)) return exampleOf(resolve(schema, schemas), schemas);
  if (schema.enum) return schema.enum[0];
  if (type === 'array') {
    const item = exampleOf(items, schemas);
    return item === undefined ? [] : [item];
  }
  if (!properties) return undefined;
  const known = Object.entries(properties)
    .filter(([field, { example }]) => required.includes(field) || example !== undefined)
    .map(([field, part]) => [field, exampleOf(part, schemas)])
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(known);
}
