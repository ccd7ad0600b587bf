import { Command, InjectCommander } from 'nest-commander';
import { oneOf } from '../cli-error.js';
import { type Example, MovieflixCommand } from '../movieflix-command.js';
import { bashCompletion } from './bash-completion.js';
import { type Program, readCommands } from './command-tree.js';
import { fishCompletion } from './fish-completion.js';
import { zshCompletion } from './zsh-completion.js';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
const SHELLS = ['bash', 'zsh', 'fish'] as const;

@Command({
  name: 'completion',
  description: 'Print a script that lets a shell complete commands, options and values',
})
export class CompletionCommand extends MovieflixCommand {
  protected readonly examples: readonly Example[] = [
    ['bash, in ~/.bashrc: source <(movieflix completion bash)', 'completion bash'],
    ['zsh, in ~/.zshrc after compinit: source <(movieflix completion zsh)', 'completion zsh'],
    ['fish, once', 'completion fish > ~/.config/fish/completions/movieflix.fish'],
  ];

  constructor(@InjectCommander() private readonly program: Program) {
    super();
  }

  override setCommand(command: Program): this {
    const shell = command.createArgument('<shell>', 'whose script').choices([...SHELLS]);
    return super.setCommand(command.addArgument(shell));
  }

  override run([shell]: string[]): Promise<void> {
    const script = SCRIPTS[oneOf('The shell', shell, SHELLS)];
    process.stdout.write(script(this.program.name(), readCommands(this.program)));
    return Promise.resolve();
  }
}
