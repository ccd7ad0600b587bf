import { styleText } from 'node:util';

export type Style = 'cyan' | 'magenta' | 'yellow' | 'red' | 'dim';

/** Gives a text a colour, where colours are wanted. */
export type Paint = (style: Style, text: string) => string;

export const unpainted: Paint = (_, text) => text;

/** Colours for a stream: none where it is no terminal, has no colours, or NO_COLOR says so. */
export const paintFor = (stream: NodeJS.WriteStream): Paint =>
  stream.isTTY && stream.hasColors()
    ? (style, text) => styleText(style, text, { validateStream: false })
    : unpainted;

const GROUP_STYLES: Partial<Record<string, Style>> = { A: 'cyan', B: 'magenta' };

/** The colour that a group has everywhere; only the first two have one. */
export const paintGroup = (paint: Paint, group: string, text: string): string => {
  const style = GROUP_STYLES[group];
  return style === undefined ? text : paint(style, text);
};
