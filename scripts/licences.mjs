/** Writes LICENCES.md, what is shipped and under which licence, from package-lock.json and node_modules; `--check` compares. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const fileOf = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readJson = (path) => JSON.parse(readFileSync(fileOf(path), 'utf8'));
/** Licences that ask no more than to be named. */
const ALLOWED =
  /^(MIT|MIT-0|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|PostgreSQL|Python-2\.0|CC0-1\.0|Unlicense)$/;
/** What the page brings along, copied from here by scripts/page-assets.mjs. */
const PAGE = ['chart.js', '@kurkle/color', 'lit-html'];

const { packages } = readJson('package-lock.json');
const nameOf = (path) => path.split('node_modules/').at(-1);
const isShipped = ([path, { dev, optional }]) =>
  path !== '' && (PAGE.includes(nameOf(path)) || !dev) && (!optional || existsSync(fileOf(path)));

function licenceOf(path) {
  const { license, licenses } = readJson(`${path}/package.json`);
  const named = license?.type ?? license ?? licenses?.map(({ type }) => type).join(' OR ');
  return named ?? 'none said';
}
const isAllowed = (licence) =>
  licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => ALLOWED.test(part)));

const shipped = new Map(
  Object.entries(packages)
    .filter(isShipped)
    .map(([path, { version, hasInstallScript }]) => [
      `${nameOf(path)} ${version}`,
      { name: nameOf(path), version, licence: licenceOf(path), hasInstallScript },
    ]),
);
const rows = [...shipped.values()].sort((a, b) =>
  `${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1,
);

const refused = rows.filter(({ licence }) => !isAllowed(licence));
for (const { name, version, licence } of refused)
  console.error(`${name} ${version} is under "${licence}", which is not among the allowed licences.`);

const counts = new Map();
for (const { licence } of rows) counts.set(licence, (counts.get(licence) ?? 0) + 1);
const text = [
  '# Licences of what is shipped',
  `Made by \`npm run licences\` from what \`npm ci --omit=dev\` installs and the page brings along: ${rows.length} packages. MovieFlix itself is under the [MIT licence](LICENSE).`,
  ['| licence | packages |', '| --- | --- |']
    .concat([...counts].sort().map(([licence, count]) => `| ${licence} | ${count} |`))
    .join('\n'),
  ['| package | version | licence |', '| --- | --- | --- |']
    .concat(rows.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`))
    .join('\n'),
].join('\n\n');

const file = fileOf('LICENCES.md');
const made = await prettier.format(text, { ...(await prettier.resolveConfig(file)), parser: 'markdown' });
if (!process.argv.includes('--check')) {
  writeFileSync(file, made);
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== made) {
  console.error('LICENCES.md is not what is installed: run npm run licences and commit it.');
  process.exitCode = 1;
}
const scripted = rows.filter(({ hasInstallScript }) => hasInstallScript);
if (scripted.length > 0)
  console.error(
    `With an install script, which .npmrc keeps from running: ${scripted.map(({ name }) => name).join(', ')}`,
  );
if (refused.length > 0) process.exitCode = 1;
