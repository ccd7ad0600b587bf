import { CommandRunner } from 'nest-commander';

/** What a command line does, and what follows `movieflix` in it. */
export type Example = readonly [does: string, line: string];

/** Examples as they stand at the end of --help. */
export const describeExamples = (examples: readonly Example[]): string =>
  `\nExamples:\n${examples.map(([does, line]) => `  # ${does}\n  movieflix ${line}`).join('\n')}`;

/** What all commands share: a command line that cannot be parsed is an error to handle, and --help ends with examples. */
export abstract class MovieflixCommand extends CommandRunner {
  protected abstract readonly examples: readonly Example[];

  override setCommand(command: Parameters<CommandRunner['setCommand']>[0]): this {
    command.exitOverride().allowExcessArguments(false);
    return super.setCommand(command.addHelpText('after', describeExamples(this.examples)));
  }
}
