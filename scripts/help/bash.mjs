// Completion for bash, without the bash-completion package.
import { positionalsOf, visibleOptions } from './words.mjs';

/** @returns {string} a script to be sourced */
export function bash(table, banner) {
  const globals = visibleOptions(table.globalOptions, table);
  const commands = Object.entries(table.commands);
  const optionsOf = (spec) => visibleOptions(spec.options, table);

  return `# ${banner}
# Use it: source <(runts completion bash)

_runts_reply() {
  mapfile -t COMPREPLY < <(compgen "$@" -- "$cur")
}

_runts_files() {
  compopt -o filenames 2> /dev/null
  _runts_reply "$@"
}

_runts_containers() {
  _runts_reply -W "$("\${COMP_WORDS[0]}" "\${root[@]}" list -q 2> /dev/null)"
}

# What follows a flag that takes a value; fails where the flag takes none.
_runts_value() {
  case "$1 $2" in
${valueCases('', globals)}${commands.map(([name, spec]) => valueCases(name, optionsOf(spec))).join('')}    *) return 1 ;;
  esac
}

_runts_flags() {
  case "$1" in
    '') _runts_reply -W '${flagWords(globals)}' ;;
${commands.map(([name, spec]) => `    ${name}) _runts_reply -W '${flagWords(optionsOf(spec))}' ;;\n`).join('')}  esac
}

_runts_positional() {
  case "$1 $2" in
    ' 0') _runts_reply -W '${commands.map(([name]) => name).join(' ')}' ;;
${commands.map(([name, spec]) => positionalCases(name, positionalsOf(name, spec, table))).join('')}  esac
}

_runts() {
  local cur="$2" command='' count=0 pending='' root=() index word
  COMPREPLY=()

  # bash takes --flag=value for three words.
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if [[ $word == '=' ]]; then
      continue
    elif [[ -n $pending ]]; then
      [[ $pending == --root ]] && root=(--root "$word")
      pending=''
    elif [[ $word == -* ]]; then
      _runts_value "$command" "$word" && pending="$word"
    elif [[ -z $command ]]; then
      command="$word"
    else
      count=$((count + 1))
    fi
  done
  COMPREPLY=()

  [[ $cur == '=' ]] && cur=''
  if [[ -n $pending ]]; then
    _runts_value "$command" "$pending"
  elif [[ $cur == -* ]]; then
    _runts_flags "$command"
  else
    _runts_positional "$command" "$count"
  fi
}

complete -F _runts runts
`;
}

function valueCases(command, options) {
  return options
    .filter(({ label }) => label !== undefined)
    .map(
      (option) =>
        `    ${option.flags.map((flag) => `'${command} ${flag}'`).join(' | ')}) ${action(option)} ;;\n`,
    )
    .join('');
}

function positionalCases(command, positionals) {
  return positionals
    .map((positional, index) => ({ positional, index }))
    .filter(({ positional }) => positional.choices ?? positional.completes)
    .map(({ positional, index }) => `    '${command} ${index}') ${action(positional)} ;;\n`)
    .join('');
}

function action({ choices, completes }) {
  if (choices) return `_runts_reply -W '${choices.join(' ')}'`;
  switch (completes) {
    case 'file':
      return '_runts_files -f';
    case 'directory':
      return '_runts_files -d';
    case 'container':
      return '_runts_containers';
    default:
      return ':';
  }
}

function flagWords(options) {
  return options.flatMap(({ flags }) => flags).join(' ');
}
