import type { CompletedCommand, CompletedOption, Values } from './command-tree.js';

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** Flags for what follows: -x is one value and no files, -F file names too. */
const flagsOf = ({ words, files }: Values): string =>
  [files ? '-r -F' : '-x', ...(words.length > 0 ? [`-a ${quoted(words.join(' '))}`] : [])].join(' ');

/** A completion script for fish, 3.0 and later. */
export function fishCompletion(program: string, commands: readonly CompletedCommand[]): string {
  const line = (...parts: string[]) => ['complete -c', program, ...parts].join(' ');
  const option = (condition: string, { names, description, values }: CompletedOption) =>
    line(
      `-n ${quoted(condition)}`,
      ...names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)),
      ...(values ? [flagsOf(values)] : []),
      `-d ${quoted(description)}`,
    );
  return [
    `# fish completion of ${program}; in ~/.config/fish/config.fish: ${program} completion fish | source`,
    line('-f'),
    ...commands.flatMap(({ name, description, options, values }) => {
      const isChosen = `__fish_seen_subcommand_from ${name}`;
      return [
        line('-n __fish_use_subcommand', `-a ${name}`, `-d ${quoted(description)}`),
        ...options.map((one) => option(isChosen, one)),
        ...(values.words.length > 0
          ? [line(`-n ${quoted(isChosen)}`, `-a ${quoted(values.words.join(' '))}`)]
          : []),
      ];
    }),
    '',
  ].join('\n');
}
