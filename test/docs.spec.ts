import { readFileSync } from 'node:fs';
import { movieflix } from './support/cli.js';
import { Document, documents, whatIsBroken } from './support/documents.js';

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const COMMANDS = ['simulate', 'dataset', 'report', 'calibrate'];

/** Every command line of a page, those within a sentence included. */
const commandLines = (document: Document): string[] => [...document.commands, ...document.words];
const all = <T>(of: (document: Document) => T[]): T[] => documents.flatMap(of);
const optionsIn = (text: string): string[] => text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [];

describe('documentation', () => {
  it('links to files and headings that exist', () => {
    const broken = all((document) => document.targets.map((target) => whatIsBroken(document, target)));
    expect(broken.filter((reason) => reason !== undefined)).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const { scripts } = readJson('package.json') as { scripts: Record<string, string> };
    const named = all(commandLines).flatMap((line) => [
      ...[...line.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name]) => name),
      ...[...line.matchAll(/npm (start|test)\b/g)].map(([, name]) => name),
    ]);
    expect(named).toEqual(expect.arrayContaining(['simulate', 'start', 'docs:api']));
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });

  it('has no script that npm would run by itself: .npmrc has it run none', () => {
    expect(readFileSync('.npmrc', 'utf8')).toContain('ignore-scripts=true');
    const { scripts } = readJson('package.json') as { scripts: Record<string, string> };
    const named = (script: string, hook: string) =>
      script.startsWith(hook) && script.slice(hook.length) in scripts;
    expect(Object.keys(scripts).filter((script) => named(script, 'pre') || named(script, 'post'))).toEqual(
      [],
    );
  });

  it('names options that --help knows', async () => {
    const help = new Map<string, string[]>();
    for (const command of COMMANDS)
      help.set(command, optionsIn((await movieflix([command, '--help'])).stdout));
    // Of `npm start`, and of `npm run bench`.
    const others = ['--workers', '--quick', '--json', '--check', '--help'];
    const uses = all(commandLines).flatMap((line) => {
      const found = /movieflix (\w+) (.*)/.exec(
        line.replace(/npm run (?:--silent )?simulate -- /, 'movieflix simulate '),
      );
      // An option by itself, as in a table, is one of any command.
      const [command, rest] = found ? found.slice(1) : ['any', line.startsWith('--') ? line : ''];
      return optionsIn(rest).map((option) => ({ command, option }));
    });
    expect(uses.length).toBeGreaterThan(20);
    help.set('any', [...help.values(), others].flat());
    expect(uses.filter(({ command, option }) => !help.get(command)?.includes(option))).toEqual([]);
  });

  it('calls paths of the API that exist', () => {
    const { paths } = readJson('openapi.json') as { paths: Record<string, object> };
    const patterns = Object.entries(paths).map(([path, methods]) => ({
      pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
      methods: Object.keys(methods).map((method) => method.toUpperCase()),
    }));
    const calls = all(({ commands }) => commands)
      .filter((line) => /\bcurl\b.*localhost:3000\//.test(line))
      .map((line) => ({
        method: /-X (\w+)/.exec(line)?.[1] ?? 'GET',
        path: /localhost:3000(\/[^\s?'"]*)/.exec(line)![1],
      }));
    expect(calls.length).toBeGreaterThan(20);
    const exists = ({ method, path }: (typeof calls)[number]) =>
      patterns.some(({ pattern, methods }) => pattern.test(path) && methods.includes(method));
    expect(calls.filter((call) => !exists(call))).toEqual([]);
  });
});

describe('README.ko.md', () => {
  const [english, korean] = ['README.md', 'README.ko.md'].map((path) => new Document(path));
  const both = <T>(of: (document: Document) => T) => [of(korean), of(english)] as const;

  it('has the headings of README.md', () => {
    const [ours, theirs] = both(({ headings }) => headings.map(({ depth }) => depth));
    expect(ours).toEqual(theirs);
  });

  it('has its code blocks, to the letter', () => {
    const [ours, theirs] = both(({ blocks }) => blocks.map(({ lang, text }) => ({ lang, text })));
    expect(ours).toEqual(theirs);
  });

  it('has its tables, with the same first column where that is code', () => {
    const [ours, theirs] = both(({ tables }) =>
      tables.map(({ header, rows }) => ({
        columns: header.length,
        rows: rows.map(([first]) => (first.text.startsWith('`') ? first.text : '')),
      })),
    );
    expect(ours).toEqual(theirs);
  });

  it('has its paragraphs, lists and pictures in the same order', () => {
    const shape = ['heading', 'paragraph', 'code', 'table', 'html', 'list'];
    const [ours, theirs] = both(({ tokens }) =>
      tokens.map(({ type }) => type).filter((type) => shape.includes(type)),
    );
    expect(ours).toEqual(theirs);
  });

  it('leads to the same places', () => {
    const [ours, theirs] = both(({ targets }) =>
      targets
        .filter((target) => !target.startsWith('README') && !target.includes('#'))
        // Its pictures show the page in Korean.
        .map((target) => target.replace('images/page-ko', 'images/page'))
        .sort(),
    );
    expect(ours).toEqual(theirs);
  });

  it('names the same code within its sentences', () => {
    const [ours, theirs] = both(({ words }) => [...words].sort());
    expect(ours).toEqual(theirs);
  });
});
