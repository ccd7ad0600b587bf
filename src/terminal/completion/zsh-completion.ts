import type { CompletedCommand, CompletedOption, Values } from './command-tree.js';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const escaped = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');

/** The `message:action` of _arguments. */
function actionOf({ words, files }: Values): string {
  const list = words.map((word) => escaped(word)).join(' ');
  if (files) return words.length > 0 ? `value:{compadd -- ${list}; _files}` : 'value:_files';
  return words.length > 0 ? `value:(${list})` : 'value: ';
}

function specsOf({ names, description, values }: CompletedOption): string[] {
  const others = names.length > 1 ? `(${names.join(' ')})` : '';
  return names.map((name) => {
    const equals = values && name.startsWith('--') ? '=' : '';
    return quoted(
      `${others}${name}${equals}[${escaped(description)}]${values ? `:${actionOf(values)}` : ''}`,
    );
  });
}

/** A completion script for zsh, to be sourced or put into a folder of fpath. */
export function zshCompletion(program: string, commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name, description }) => quoted(`${escaped(name)}:${description}`));
  const cases = commands.map(({ name, options, values }) => {
    const specs = [
      ...options.flatMap(specsOf),
      ...(values.words.length > 0 ? [quoted(`1:${actionOf(values)}`)] : []),
    ];
    return `    ${name})
      _arguments \\
        ${specs.join(' \\\n        ')} ;;`;
  });
  return `#compdef ${program}
# zsh completion of ${program}; in ~/.zshrc, after compinit: source <(${program} completion zsh)
_${program}() {
  local -a commands=(
    ${names.join('\n    ')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _${program} ]]; then _${program} "$@"; else compdef _${program} ${program}; fi
`;
}
