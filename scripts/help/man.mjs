// The man page, runts(8): man-pages(7), groff_man(7).

/** @returns {string} the page as roff */
export function man(
  { globalOptions, commands, flagName, valueLabel, optionHelp, usageLine, positionalLabel },
  version,
  banner,
) {
  const lines = [
    `.\\" ${banner}`,
    `.TH RUNTS 8 "" "runts ${version}" "System Administration"`,
    '.SH NAME',
    'runts \\- an OCI container runtime',
    '.SH SYNOPSIS',
    '.B runts',
    '[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]',
    '.SH DESCRIPTION',
    text('runts creates and runs containers from bundles, as the OCI runtime specification describes them.'),
    text('Engines such as podman, containerd and Docker call it; people can, too.'),
    '.PP',
    text(
      'It compiles the config.json of a bundle into a plan, a list of operations, which a small native program carries out.',
    ),
    text('The plan can be read before it runs: runts explain.'),
    '.SH GLOBAL OPTIONS',
    text('They stand before the command.'),
    ...optionLines(globalOptions),
    '.SH COMMANDS',
  ];
  for (const [name, { help, later, positionals, options }] of Object.entries(commands)) {
    lines.push(
      `.SS ${text(usageLine(name))}`,
      text(`${sentence(help)}${later ? ' Not supported yet.' : ''}`),
    );
    for (const [key, positional] of Object.entries(positionals)) {
      lines.push(
        '.TP',
        `\\fI${roff(positionalLabel(key, positional))}\\fR`,
        text(limits(positional.help, positional)),
      );
    }
    lines.push(...optionLines(options));
  }
  lines.push(
    '.SH EXIT STATUS',
    text('0 on success, 1 on failure.'),
    text(
      'run without --detach ends with the exit status of the container, or with 128 and the number of the signal that ended it.',
    ),
    '.SH FILES',
    '.TP',
    '.I /run/runts',
    text('The state of containers. Without root: $XDG_RUNTIME_DIR/runts.'),
    '.SH EXAMPLES',
    '.EX',
    'runts spec \\-\\-bundle hello',
    'runts explain hello',
    'runts run \\-\\-bundle hello hello',
    '.EE',
    '.SH SEE ALSO',
    '.BR podman (1),',
    '.BR namespaces (7),',
    '.BR cgroups (7),',
    '.BR capabilities (7)',
  );
  return `${lines.join('\n')}\n`;

  function optionLines(all) {
    return Object.entries(all)
      .filter(([, { hidden }]) => !hidden)
      .flatMap(([key, option]) => {
        const label = valueLabel(key, option);
        const flags = [...(option.alias ? [`-${option.alias}`] : []), `--${flagName(key)}`];
        const written = flags.map((flag) => `\\fB${roff(flag)}\\fR`).join(', ');
        return [
          '.TP',
          label ? `${written} \\fI${roff(label)}\\fR` : written,
          text(limits(optionHelp(option), option)),
        ];
      });
  }
}

function limits(help, { choices, default: value }) {
  const allowed = choices ? ` One of ${choices.join(', ')}.` : '';
  return `${sentence(help)}${allowed}${value === undefined ? '' : ` Default: ${value}`}`;
}

function sentence(words) {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** A line of text: one that begins with a dot or an apostrophe would be a request. */
function text(line) {
  return roff(line).replace(/^[.']/, '\\&$&');
}

function roff(line) {
  return line.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq');
}
