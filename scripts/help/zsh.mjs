// Completion for zsh: zshcompsys(1), _arguments.
import { positionalsOf, visibleOptions } from './words.mjs';

/** @returns {string} a script to be sourced or put into fpath as _runts */
export function zsh(table, banner) {
  const commands = Object.entries(table.commands);
  const described = commands.map(
    ([name, { help }]) => `        ${quote(`${name}:${help.replaceAll(':', '\\:')}`)}\n`,
  );

  return `#compdef runts
# ${banner}
# Use it: source <(runts completion zsh)

_runts_containers() {
  local -a root ids
  [[ -n "\${_runts_root}" ]] && root=(--root "\${_runts_root}")
  ids=(\${(f)"$("\${_runts_program}" $root list -q 2> /dev/null)"})
  compadd -a ids
}

_runts() {
  local curcontext="$curcontext" state line _runts_root _runts_program="\${words[1]}"
  local -A opt_args

  _arguments -C \\
${argumentLines(visibleOptions(table.globalOptions, table))}    '1:command:->command' \\
    '*::argument:->argument'
  _runts_root="\${opt_args[--root]}"

  case $state in
    command)
      local -a commands=(
${described.join('')}      )
      _describe command commands
      ;;
    argument)
      case $line[1] in
${commands.map(([name, spec]) => branch(name, spec, table)).join('')}      esac
      ;;
  esac
}

# As a file in fpath it is the body of the function; sourced it has to be announced.
if [[ $funcstack[1] == _runts ]]; then
  _runts "$@"
else
  compdef _runts runts
fi
`;
}

function branch(name, spec, table) {
  const positionals = positionalsOf(name, spec, table).map(
    (positional, index) =>
      `    ${quote(`${index + 1}:${positional.optional ? ':' : ''}${positional.label}:${action(positional)}`)}`,
  );
  const words = [
    argumentLines(visibleOptions(spec.options, table)).trimEnd().replace(/ \\$/, ''),
    ...positionals,
  ];
  return `        ${name})
          _arguments \\
${words.join(' \\\n').replaceAll(/^ {4}/gm, '            ')}
          ;;
`;
}

function argumentLines(options) {
  return options
    .flatMap((option) => option.flags.map((flag) => `    ${quote(argument(flag, option))} \\\n`))
    .join('');
}

function argument(flag, { flags, label, help, repeats, ...value }) {
  const once = repeats ? '*' : `(${flags.join(' ')})`;
  const equals = label !== undefined && flag.startsWith('--') ? '=' : '';
  const takes = label === undefined ? '' : `:${label.replaceAll(':', '\\:')}:${action(value)}`;
  return `${once}${flag}${equals}[${help.replaceAll(/[\]\\[:]/g, '\\$&')}]${takes}`;
}

function action({ choices, completes }) {
  if (choices) return `(${choices.join(' ')})`;
  switch (completes) {
    case 'file':
      return '_files';
    case 'directory':
      return '_files -/';
    case 'container':
      return '_runts_containers';
    default:
      return ' ';
  }
}

function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
