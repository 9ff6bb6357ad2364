// What the completion scripts have in common: the table, as shells want it.

/** The options that are shown, as `{ flags, value, help }`: flags with their dashes, value undefined for booleans. */
export function visibleOptions(options, { flagName, valueLabel, optionHelp, helpOption }) {
  return Object.entries({ ...options, ...helpOption })
    .filter(([, { hidden }]) => !hidden)
    .map(([key, option]) => ({
      flags: [`--${flagName(key)}`, ...(option.alias ? [`-${option.alias}`] : [])],
      label: valueLabel(key, option),
      choices: option.choices,
      completes: option.completes,
      repeats: option.type === 'strings' || option.type === 'integers',
      help: optionHelp(option),
    }));
}

/** What the positionals of a command are, each as a completion of the options; `rest` ones have none. */
export function positionalsOf(command, spec, { commands, positionalLabel }) {
  return Object.entries(spec.positionals)
    .filter(([, { kind }]) => kind !== 'rest')
    .map(([key, positional]) => ({
      label: positionalLabel(key, positional),
      choices: command === 'help' ? Object.keys(commands) : key === 'signal' ? signals : positional.choices,
      completes: positional.completes,
      optional: positional.kind === 'optional',
    }));
}

/** The signals that people send. */
const signals = ['TERM', 'KILL', 'INT', 'HUP', 'QUIT', 'USR1', 'USR2', 'STOP', 'CONT', 'WINCH'];
