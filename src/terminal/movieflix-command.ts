import { CommandRunner } from 'nest-commander';

/** What all commands share: a command line that cannot be parsed is an error to handle, not an exit. */
export abstract class MovieflixCommand extends CommandRunner {
  override setCommand(command: Parameters<CommandRunner['setCommand']>[0]): this {
    return super.setCommand(command.exitOverride().allowExcessArguments(false));
  }
}
