import type { CommandRunner } from 'nest-commander';

/** A command of commander; nest-commander has a version of its own. */
export type Program = Parameters<CommandRunner['setCommand']>[0];

/** What may follow a word: nothing that is known, some words, file names, or both. */
export interface Values {
  readonly words: readonly string[];
  readonly files: boolean;
}

export interface CompletedOption {
  /** `-h` and `--help`, whichever there are. */
  readonly names: readonly string[];
  readonly description: string;
  /** Of an option that takes one; undefined of a switch. */
  readonly values: Values | undefined;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What its first argument may be. */
  readonly values: Values;
}

const namesFiles = (placeholder: string): boolean => /\b(file|folder|zip)\b/.test(placeholder);

/** What can be typed after the program's name, as commander itself knows it; so it can never differ from --help. */
export function readCommands(program: Program): CompletedCommand[] {
  const help = program.createHelp();
  const commands = help.visibleCommands(program);
  const names = commands.map((command) => command.name());
  return commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map((option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined),
      description: option.description,
      values:
        option.required || option.optional
          ? { words: option.argChoices ?? [], files: namesFiles(option.flags) }
          : undefined,
    })),
    // The argument of `help` is a command.
    values: {
      words: command.name() === 'help' ? names : (command.registeredArguments.at(0)?.argChoices ?? []),
      files: false,
    },
  }));
}
