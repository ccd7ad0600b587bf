/** Puts what the browser asks for beside the compiled page: its own files, and the libraries that its import map names. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src/dashboard/page', import.meta.url));
const target = fileURLToPath(new URL('../dist/dashboard/page', import.meta.url));
const isAsset = (path) => ['', '.html', '.css', '.svg'].includes(extname(path));
cpSync(source, target, { recursive: true, filter: isAsset });

const fromHere = createRequire(import.meta.url);
const chart = dirname(fromHere.resolve('chart.js'));
const colour = dirname(createRequire(join(chart, 'chart.js')).resolve('@kurkle/color'));
const lit = dirname(dirname(fromHere.resolve('lit-html')));
for (const [from, to] of [
  [join(chart, 'chart.js'), 'chart/chart.js'],
  [join(chart, 'chunks'), 'chart/chunks'],
  [join(colour, 'color.esm.js'), 'color/color.esm.js'],
  [join(lit, 'lit-html.js'), 'lit-html/lit-html.js'],
  [join(lit, 'directive.js'), 'lit-html/directive.js'],
  [join(lit, 'directive-helpers.js'), 'lit-html/directive-helpers.js'],
  [join(lit, 'directives', 'guard.js'), 'lit-html/directives/guard.js'],
  [join(lit, 'directives', 'repeat.js'), 'lit-html/directives/repeat.js'],
]) {
  const file = join(target, 'lib', to);
  mkdirSync(dirname(file), { recursive: true });
  cpSync(from, file, { recursive: true, filter: (path) => ['', '.js'].includes(extname(path)) });
}

// Every module is asked for at once, not when the one before it has been read.
const page = join(target, 'index.html');
const links = readdirSync(target, { recursive: true })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.js'))
  .sort()
  .map((path) => `<link rel="modulepreload" href="assets/${path}" />`);
writeFileSync(page, readFileSync(page, 'utf8').replace('<!-- modules -->', links.join('\n    ')));
