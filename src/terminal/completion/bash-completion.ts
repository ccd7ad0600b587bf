import type { CompletedCommand, Values } from './command-tree.js';

/** Words in single quotes, a line each. */
const quoted = (words: readonly string[]): string => `'${words.join('\n').replaceAll("'", `'\\''`)}'`;

const offer = ({ words, files }: Values): string => `${files ? 'files=1 ' : ''}words=${quoted(words)}`;

/** A completion script for bash, 3.2 and later; it starts no process of the program. */
export function bashCompletion(program: string, commands: readonly CompletedCommand[]): string {
  const cases = commands.map((command) => {
    const withValues = command.options.flatMap(({ names, values }) =>
      values ? [`        ${names.join('|')}) ${offer(values)} ;;`] : [],
    );
    const options = command.options.flatMap(({ names }) => names.filter((name) => name.startsWith('--')));
    const { words } = command.values;
    return `    ${command.name})
      case $prev in
${withValues.join('\n')}
        *) if [[ $cur == -* ]]; then words=${quoted(options)}; else words=${quoted(words)}; fi ;;
      esac ;;`;
  });
  return `# bash completion of ${program}; in ~/.bashrc: source <(${program} completion bash)
_${program}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} files='' words='' IFS=$'\\n'
  # bash makes --option=value three words.
  if [[ $cur == '=' ]]; then cur=''
  elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if ((COMP_CWORD == 1)); then
    words=${quoted(commands.map(({ name }) => name))}
  else case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [[ -n $files ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen -f -- "$cur"))
  fi
}
complete -F _${program} ${program}
`;
}
