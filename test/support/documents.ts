import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { marked, type Token, type Tokens } from 'marked';

/** A page of the documentation: Markdown as GitHub shows it. */
export class Document {
  readonly tokens: Token[] = [];

  /** @param path from the project's folder, as in `docs/tutorial.md` */
  constructor(readonly path: string) {
    void marked.walkTokens(marked.lexer(readFileSync(path, 'utf8')), (token) => {
      this.tokens.push(token);
    });
  }

  private of<T extends Token>(type: T['type']): T[] {
    return this.tokens.filter((token): token is T => token.type === type);
  }

  get headings(): Tokens.Heading[] {
    return this.of('heading');
  }

  get tables(): Tokens.Table[] {
    return this.of('table');
  }

  /** Fenced blocks. */
  get blocks(): Tokens.Code[] {
    return this.of('code');
  }

  /** Fenced blocks of shell commands, a continued command on one line. */
  get commands(): string[] {
    return this.blocks
      .filter(({ lang }) => lang === 'sh')
      .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'));
  }

  /** What is marked as code within a sentence. */
  get words(): string[] {
    return this.of<Tokens.Codespan>('codespan').map(({ text }) => text);
  }

  /** Where links and pictures lead, those written in HTML included. */
  get targets(): string[] {
    const inHtml = this.of<Tokens.HTML>('html').flatMap(({ raw }) =>
      [...raw.matchAll(/(?:src|srcset|href)="([^"]+)"/g)].map(([, target]) => target),
    );
    const links = [...this.of<Tokens.Link>('link'), ...this.of<Tokens.Image>('image')];
    return [...links.map(({ href }) => href), ...inHtml];
  }

  /** The anchors that GitHub gives its headings. */
  get anchors(): string[] {
    return this.headings.map(({ text }) =>
      text
        .replaceAll('`', '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
  }
}

const inDocs = readdirSync('docs', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => posix.join('docs', name))
  .sort();

/** Every page for users. */
export const documents = [
  'README.md',
  'README.ko.md',
  'bench/README.md',
  'DECISIONS.md',
  'SECURITY.md',
  'test/faults/README.md',
  ...inDocs,
].map((path) => new Document(path));

/** Why a link of a page leads nowhere; undefined for one that does, and for one to elsewhere. */
export function whatIsBroken(document: Document, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [file, anchor] = target.split('#') as [string, string?];
  const path = file === '' ? document.path : posix.join(posix.dirname(document.path), decodeURI(file));
  if (!existsSync(path)) return `${document.path}: ${target} does not exist`;
  if (anchor === undefined || new Document(path).anchors.includes(decodeURIComponent(anchor)))
    return undefined;
  return `${document.path}: ${path} has no heading #${anchor}`;
}
