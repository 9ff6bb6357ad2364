/** Renders help from the command table with yargs: at build time, into `commands/help.gen.ts`. */

import yargs, { type Argv, type PositionalOptions } from 'yargs';
import {
  type CommandName,
  type CommandSpec,
  commandSpec,
  commands,
  flagName,
  globalOptions,
  helpOption,
  isCommandName,
  type OptionSpec,
  optionHelp,
  type PositionalSpec,
  positionalLabel,
  usageLine,
  valueLabel,
} from '../commands/table.ts';

/** Columns of the text, whatever the terminal of the build is. */
const width = 80;

/** The help of one command, or of the whole program. Ends with a newline. */
export async function renderHelp(topic: CommandName | undefined): Promise<string> {
  const cli = topic === undefined ? describeProgram() : describeCommand(topic);
  const text = await cli.getHelp();
  return `${text.replaceAll(/ +$/gm, '').trim()}\n`;
}

/** A yargs that writes what it is told, alike everywhere. */
function plain(usage: string, help: string): Argv {
  return yargs()
    .parserConfiguration({ 'boolean-negation': false })
    .help(false)
    .version(false)
    .exitProcess(false)
    .detectLocale(false)
    .wrap(width)
    .scriptName('')
    .usage(`Usage: ${usage}\n\n${help}`);
}

function describeProgram(): Argv {
  const cli = plain('runts [OPTIONS] COMMAND [ARGUMENTS]', 'An OCI container runtime.');
  for (const name of Object.keys(commands).filter(isCommandName)) {
    cli.command(name, summary(commandSpec(name)));
  }
  describeOptions(cli, globalOptions);
  return cli.epilogue('Help for one command: runts COMMAND --help');
}

function describeCommand(name: CommandName): Argv {
  const spec = commandSpec(name);
  const positionals = Object.entries(spec.positionals);

  const cli = plain(usageLine(name), sentence(summary(spec)));
  cli.command(['$0', ...positionals.map(yargsPositional)].join(' '), false, (inner) => {
    for (const [key, positional] of positionals) {
      const described = { describe: positional.help, ...limits(positional) };
      inner.positional(positionalLabel(key, positional), described as PositionalOptions);
    }
    return inner;
  });
  describeOptions(cli, { ...spec.options, ...helpOption });
  return cli;
}

function summary({ help, later }: CommandSpec): string {
  return later ? `${help} (not supported yet)` : help;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function yargsPositional([key, positional]: [string, PositionalSpec]): string {
  const label = positionalLabel(key, positional);
  if (positional.kind === 'required') return `<${label}>`;
  return positional.kind === 'rest' ? `[${label}..]` : `[${label}]`;
}

function describeOptions(cli: Argv, options: Readonly<Record<string, OptionSpec>>): void {
  for (const [key, option] of Object.entries(options)) {
    const label = valueLabel(key, option);
    // yargs shows types, never a name for the value; so the name is made part of the flag.
    cli.option(label === undefined ? flagName(key) : `${flagName(key)} ${label}`, {
      ...(option.alias !== undefined && { alias: option.alias }),
      ...limits(option),
      describe: optionHelp(option),
      hidden: option.hidden ?? false,
    });
  }
}

function limits({ choices, default: value }: OptionSpec | PositionalSpec) {
  return { ...(choices && { choices }), ...(value !== undefined && { default: value }) };
}
