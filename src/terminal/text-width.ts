import truncatedWidth from 'fast-string-truncated-width';

const ELLIPSIS = { ellipsis: '…', ellipsisWidth: 1 };
const RESET = '\x1b[0m';

/** Columns that a text takes on a terminal: colours take none, wide characters two. */
export const widthOf = (text: string): number => truncatedWidth(text).width;

/** The text, cut to so many columns; an ellipsis tells of the cut, and colours end with it. */
export function cut(text: string, columns: number): string {
  const { index, truncated, ellipsed } = truncatedWidth(text, { limit: Math.max(0, columns), ...ELLIPSIS });
  if (!truncated) return text;
  return text.slice(0, index) + (ellipsed ? '…' : '') + (text.includes('\x1b[') ? RESET : '');
}

/** The text, cut or filled with spaces to exactly so many columns. */
export function fit(text: string, columns: number): string {
  const short = cut(text, columns);
  return short + ' '.repeat(Math.max(0, columns - widthOf(short)));
}

/** The text without control characters other than line ends, which could steer a terminal. */
export const printable = (text: string): string => text.replace(/[^\P{Cc}\n]/gu, '�');

/** Breaks a text between words, into lines of at most so many columns; all but the first are indented by two. */
export function wrapWords(text: string, columns: number): string {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    const longer: string = line === undefined ? word : `${line} ${word}`;
    if (line === undefined || widthOf(longer) <= columns) line = longer;
    else {
      lines.push(line);
      line = `  ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
