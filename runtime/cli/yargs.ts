/**
 * The parser of the Node-hosted CLI: yargs over the command table. It accepts and refuses what the strict parser
 * does, and says the same; a test holds the two together.
 */

import yargs from 'yargs';
import {
  type Grammar,
  type Invocation,
  type Lexed,
  readBoolean,
  readInvocation,
} from '../commands/invocation.ts';
import { isFlag, splitFlag } from '../commands/parse.ts';
import { flagName, type OptionSpec } from '../commands/table.ts';
import { UsageError } from '../errors.ts';

/** Reads a command line (without the program's own name). Throws `UsageError`. */
export function parseWithYargs(argv: readonly string[]): Invocation {
  return readInvocation(argv, lex);
}

function lex(argv: readonly string[], grammar: Grammar): Lexed {
  const cli = yargs()
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'duplicate-arguments-array': true,
      'halt-at-non-option': grammar.optionsFirst,
      'nargs-eats-options': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
      'strip-aliased': true,
    })
    .help(false)
    .version(false)
    .exitProcess(false)
    .detectLocale(false)
    .strictOptions()
    .fail((message) => {
      throw new UsageError(message);
    });
  for (const [key, option] of Object.entries(grammar.options)) {
    const { alias } = option;
    const value = option.type === 'boolean' ? { boolean: true } : { string: true, nargs: 1 };
    cli.option(flagName(key), { ...value, ...(alias !== undefined && { alias }) });
  }

  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const spelt = argv.slice(0, end).map((word) => spell(word, grammar.options));
  const parsed = parseSync(cli, [...spelt, ...argv.slice(end)]);

  const given = new Map<string, readonly string[]>();
  for (const key of Object.keys(grammar.options)) {
    const value = parsed[flagName(key)];
    if (value !== undefined) given.set(key, [value].flat().map(String));
  }
  // Where the arguments belong to another program they are what was left over, not what `spell` made of them.
  const words = grammar.optionsFirst ? argv.slice(argv.length - parsed._.length) : parsed._.map(String);
  return { given, words };
}

/** Some refusals of yargs do not come by its fail handler, but as an error of its own. */
function parseSync(cli: ReturnType<typeof yargs>, argv: readonly string[]) {
  try {
    return cli.parseSync(argv);
  } catch (error) {
    if (error instanceof Error && error.name === 'YError') throw new UsageError(error.message);
    throw error;
  }
}

/** Keys under which yargs returns things of its own. */
const ownKeys = ['_', '$0'];

/**
 * yargs lets a boolean take a following `true`, reads every text but `true` as false, and takes what is no flag at
 * all for a word. So booleans are spelt out, and what cannot be read becomes a flag that yargs does not know.
 */
function spell(word: string, options: Readonly<Record<string, OptionSpec>>): string {
  if (!isFlag(word)) return word;
  try {
    const { name, value } = splitFlag(word);
    if (ownKeys.includes(name)) return malformed(word);
    const found = Object.entries(options).find(
      ([key, { alias }]) => flagName(key) === name || alias === name,
    );
    if (found === undefined || found[1].type !== 'boolean') return word;
    return `--${name}=${readBoolean(found[0], value ?? 'true')}`;
  } catch {
    return malformed(word);
  }
}

function malformed(word: string): string {
  return `--malformed: ${word.replaceAll('=', ' ')}`;
}
