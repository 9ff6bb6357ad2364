// Completion for fish: complete(1).
import { positionalsOf, visibleOptions } from './words.mjs';

/** @returns {string} a script to be sourced or put into completions/runts.fish */
export function fish(table, banner) {
  const commands = Object.entries(table.commands);
  const valued = visibleOptions(table.globalOptions, table)
    .filter(({ label }) => label !== undefined)
    .flatMap(({ flags }) => flags);
  const lines = [
    ...visibleOptions(table.globalOptions, table).map((option) => optionLine("__runts_at ''", option)),
    ...commands.map(
      ([name, { help }]) => `complete -c runts -n "__runts_at ''" -a ${name} -d ${quote(help)}`,
    ),
    ...commands.flatMap(([name, spec]) => [
      ...visibleOptions(spec.options, table).map((option) => optionLine(`__runts_at ${name}`, option)),
      ...positionalsOf(name, spec, table)
        .filter((positional) => positional.choices ?? positional.completes)
        .map((positional) => `complete -c runts -n '__runts_at ${name}' -a ${action(positional)}`),
    ]),
  ];
  return `# ${banner}
# Use it: runts completion fish | source

# The words before the cursor, cut into globals and command; prints the root and then the command.
function __runts_parse
    set -l words (commandline -opc)
    set -e words[1]
    set -l root ''
    while set -q words[1]
        switch $words[1]
            case --root
                set root $words[2]
                set -e words[1..2]
            case '--root=*'
                set root (string replace -- --root= '' $words[1])
                set -e words[1]
            case ${valued.filter((flag) => flag !== '--root').join(' ')}
                set -e words[1..2]
            case '-*'
                set -e words[1]
            case '*'
                break
        end
    end
    printf '%s\\n' "$root" "$words[1]"
end

function __runts_at
    set -l parsed (__runts_parse)
    test "$parsed[2]" = "$argv[1]"
end

function __runts_containers
    set -l program (commandline -opc)[1]
    set -l parsed (__runts_parse)
    if test -n "$parsed[1]"
        $program --root $parsed[1] list -q 2>/dev/null
    else
        $program list -q 2>/dev/null
    end
end

complete -c runts -f
${lines.join('\n')}
`;
}

function optionLine(condition, { flags, label, help, ...value }) {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const takes = label === undefined ? '' : takesValue(value);
  return `complete -c runts -n "${condition}" ${names.join(' ')}${takes} -d ${quote(help)}`;
}

/** -x: a value is needed, and it is no file; fish offers files by itself. */
function takesValue(value) {
  if (value.completes === 'file') return ' -rF';
  return value.choices || value.completes ? ` -x -a ${action(value)}` : ' -x';
}

function action({ choices, completes }) {
  if (choices) return quote(choices.join(' '));
  switch (completes) {
    case 'file':
      return "'(__fish_complete_path)'";
    case 'directory':
      return "'(__fish_complete_directories)'";
    default:
      return "'(__runts_containers)'";
  }
}

function quote(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
