import { DatasetError } from './dataset.js';

const SHOWN = 60;

/** Text of a file as a sentence shows it: quoted, control characters escaped, cut to 60 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text);
}

/** Names as a sentence lists them, the first eight of them. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

/** What the system or a library said, in one line: `EACCES: permission denied`. */
export function reason(error: unknown): string {
  const { code, message, cause } = error as { code?: string; message?: string; cause?: unknown };
  if (cause != null) return reason(cause);
  const said = (message ?? '').trim();
  // Node ends a system error with the call and the path, which the sentence names already.
  return (
    (code && said.startsWith(code) ? said.replace(/, \w+( '.*)?$/s, '') : said) || (code ?? String(error))
  );
}

/** The code of a system error such as `ENOENT`, if it is one. */
export function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}

/** The sentence for something wrong on one line of a file (1-based, the header counted). */
export function badLine(
  file: string,
  line: number,
  what: string,
  fix = 'correct or remove the line',
): DatasetError {
  return new DatasetError(`${file}, line ${line}: ${what}; ${fix}.`);
}
