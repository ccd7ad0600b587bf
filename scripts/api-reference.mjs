/** Writes docs/api.md from openapi.json; `--check` compares instead and fails on a difference. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { exampleOf, fieldRows, nameOf, resolve, typeOf } from './api-schema.mjs';

const fileOf = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const api = JSON.parse(readFileSync(fileOf('openapi.json'), 'utf8'));
const { schemas } = api.components;

const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const linkTo = (heading, text = heading) => `[${text}](#${anchorOf(heading)})`;
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const fenced = (language, text) => `\`\`\`${language}\n${text}\n\`\`\``;
const json = (value) => fenced('json', JSON.stringify(value));
const sentence = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);
const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const calls = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, call]) => ({
    ...call,
    path,
    heading: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    parameters: call.parameters ?? [],
    tag: call.tags?.[0],
  })),
);

function bodyExampleOf({ requestBody }) {
  const content = requestBody?.content['application/json'];
  if (!content) return undefined;
  const [first] = Object.values(content.examples ?? {});
  return first?.value ?? content.example ?? exampleOf(content.schema, schemas);
}

function curlOf(call) {
  const valueOf = ({ schema, example }) => encodeURIComponent(example ?? exampleOf(schema, schemas));
  const required = call.parameters.filter((parameter) => parameter.required);
  const path = required
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, parameter) => text.replace(`{${parameter.name}}`, valueOf(parameter)), call.path);
  const query = required
    .filter((parameter) => parameter.in === 'query')
    .map((parameter) => `${parameter.name}=${valueOf(parameter)}`)
    .join('&');
  const url = `localhost:3000${path}${query && `?${query}`}`;
  const words = ['curl', ...(call.method === 'GET' ? [] : ['-X', call.method]), query ? quoted(url) : url];
  const body = bodyExampleOf(call);
  if (body === undefined) return words.join(' ');
  return `${words.join(' ')} -H 'content-type: application/json' \\\n  -d ${quoted(JSON.stringify(body))}`;
}

const schemaLink = (schema) => {
  const name = nameOf(schema);
  return name ? linkTo(name) : typeOf(schema, linkTo);
};

function describeParameters({ parameters }) {
  if (parameters.length === 0) return [];
  const rows = parameters.map(({ name, in: place, required, schema, description = '' }) => [
    `\`${name}\``,
    place,
    typeOf(schema, linkTo),
    required ? 'yes' : '',
    description,
  ]);
  return [table(['parameter', 'in', 'type', 'required', 'what it is'], rows)];
}

function describeBody({ requestBody }) {
  if (!requestBody) return [];
  const types = Object.entries(requestBody.content).map(
    ([type, { schema }]) => `\`${type}\`: ${schemaLink(schema)}`,
  );
  return [`**Body**: ${types.join('; ')}.`];
}

function describeAnswers({ responses }) {
  const own = Object.entries(responses).filter(([, response]) => !('$ref' in response));
  const rows = own.map(([status, response]) => {
    const contents = Object.entries(response.content ?? {});
    const problem = response.content?.['application/problem+json'];
    const detail = problem?.example?.detail;
    const isNews = detail && !detail.startsWith(response.description);
    const what = isNews ? `${sentence(response.description)} As in: _${detail}_` : response.description;
    const body = contents.map(([type, { schema }]) => `\`${type}\`: ${schemaLink(schema)}`).join('; ');
    return [`\`${status}\``, what, problem ? linkTo('ProblemDto') : body];
  });
  return [table(['answer', 'when', 'body'], rows)];
}

/** What the first answer that is no error looks like. */
function describeExample({ responses }) {
  const [, success] = Object.entries(responses).findLast(([status]) => status.startsWith('2')) ?? [];
  const content = success?.content?.['application/json'];
  const example = content && (content.example ?? exampleOf(content.schema, schemas));
  const isEmpty = typeof example === 'object' && example !== null && Object.keys(example).length === 0;
  return example === undefined || isEmpty ? [] : [json(example)];
}

const describeCall = (call) => [
  `### ${call.heading}`,
  sentence(call.summary),
  ...(call.description ? [call.description] : []),
  fenced('sh', curlOf(call)),
  ...describeExample(call),
  ...describeParameters(call),
  ...describeBody(call),
  ...describeAnswers(call),
];

function describeSchema(name) {
  const rows = fieldRows(resolve(schemas[name], schemas), linkTo).map(([field, ...rest]) => [
    `\`${field}\``,
    ...rest,
  ]);
  return [`### ${name}`, table(['field', 'type', 'required', 'what it is'], rows)];
}

/** What every call may answer; a call names these by reference. */
function describeCommonAnswers() {
  const statuses = new Map(
    calls.flatMap(({ responses }) =>
      Object.entries(responses).flatMap(([status, { $ref }]) =>
        $ref ? [[status, $ref.split('/').at(-1)]] : [],
      ),
    ),
  );
  const rows = [...statuses]
    .sort()
    .map(([status, name]) => [`\`${status}\``, sentence(api.components.responses[name].description)]);
  return [
    '## Answers of every call',
    `These come before anything of the call itself is looked at; each is a ${linkTo('ProblemDto')}.`,
    table(['answer', 'when'], rows),
  ];
}

const WAYS = Object.values(api.components.securitySchemes).map(({ scheme, name, description }) => [
  `\`${name ? `${name}: KEY` : `Authorization: ${scheme === 'bearer' ? 'Bearer KEY' : 'Basic …'}`}\``,
  description,
]);
const writers = calls.filter(
  ({ method, security }) => method === 'GET' && security[0]?.bearer?.[0] === 'write',
);
const openCalls = calls.filter(({ security }) => security.length === 0);
const namesOf = (some) => some.map(({ heading }) => linkTo(heading)).join(', ');
const describeKeys = () => [
  '## Keys',
  `A service with keys wants one with every call but ${namesOf(openCalls)}. Calls by GET want one that may read, all others, and ${namesOf(writers)}, one that may write. It is sent in one of these ways:`,
  table(['header', 'what it carries'], WAYS),
];

const tags = [...api.tags.map(({ name }) => name), undefined];
const groups = tags
  .map((tag) => ({
    tag,
    of: calls.filter((call) => (tag ? call.tag === tag : !api.tags.some(({ name }) => name === call.tag))),
  }))
  .filter(({ of }) => of.length > 0);

const text = [
  '# API reference',
  'Made from [`openapi.json`](../openapi.json) by `npm run docs:api`. The running service shows the same at `/docs`, where every call can be tried, and as a document at `/openapi.json`.',
  api.info.description,
  table(
    ['call', 'what it does'],
    groups.flatMap(({ of }) => of.map(({ heading, summary }) => [linkTo(heading), summary])),
  ),
  ...groups.flatMap(({ tag, of }) => [
    `## ${tag ?? 'other'}`,
    ...(tag ? [sentence(api.tags.find(({ name }) => name === tag).description)] : []),
    ...of.flatMap(describeCall),
  ]),
  ...describeKeys(),
  ...describeCommonAnswers(),
  '## Bodies',
  'What the calls take and answer. A field that is not known here is refused.',
  ...Object.keys(schemas).flatMap(describeSchema),
].join('\n\n');

const file = fileOf('docs/api.md');
const made = await prettier.format(text, { ...(await prettier.resolveConfig(file)), parser: 'markdown' });
if (!process.argv.includes('--check')) {
  writeFileSync(file, made);
} else if (readFileSync(file, 'utf8') !== made) {
  console.error('docs/api.md is not what openapi.json says: run npm run docs:api and commit it.');
  process.exit(1);
}
