/**
 * What a command line says, typed by the command table: `invocation.command === 'create'` narrows the positionals
 * and options to those of create.
 *
 * A request for help is the command `help`, wherever `--help` stood, and `--version` is the command `version`; so
 * the positionals of every other command are really there.
 */

import { UsageError } from '../errors.ts';
import { nearest } from '../spec/nearest.ts';
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
  type PositionalSpec,
  positionalLabel,
  usageLine,
} from './table.ts';

type Text<S> = S extends { choices: readonly (infer Choice)[] } ? Choice : string;

type OrUndefined<S, Value> = S extends { default: string | number } ? Value : Value | undefined;

type OptionValue<S extends OptionSpec> = S['type'] extends 'boolean'
  ? boolean
  : S['type'] extends 'strings'
    ? readonly string[]
    : S['type'] extends 'integers'
      ? readonly number[]
      : S['type'] extends 'integer'
        ? OrUndefined<S, number>
        : OrUndefined<S, Text<S>>;

type PositionalValue<S extends PositionalSpec> = S['kind'] extends 'rest'
  ? readonly string[]
  : S['kind'] extends 'required'
    ? Text<S>
    : OrUndefined<S, Text<S>>;

type OptionValues<Options> = {
  readonly [Key in keyof Options]: Options[Key] extends OptionSpec ? OptionValue<Options[Key]> : never;
};

type PositionalValues<Positionals> = {
  readonly [Key in keyof Positionals]: Positionals[Key] extends PositionalSpec
    ? PositionalValue<Positionals[Key]>
    : never;
};

/** The values of the global options; `help` and `version` have become commands. */
export type Globals = OptionValues<Omit<typeof globalOptions, 'help' | 'version'>>;

/** One command line, or with a type argument that of one command: `Invocation<'create'>`. */
export type Invocation<Command extends CommandName = CommandName> = {
  readonly [Name in Command]: {
    readonly command: Name;
    readonly globals: Globals;
    readonly positionals: PositionalValues<(typeof commands)[Name]['positionals']>;
    readonly options: OptionValues<(typeof commands)[Name]['options']>;
  };
}[Command];

/** A command line, taken apart but not yet judged. */
export interface Lexed {
  /** Key of each option that was given, with its values as written, in order. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** What is not an option. */
  readonly words: readonly string[];
}

/** What a lexer has to know: the options, whether they end at the first word, and whose they are. */
export interface Grammar {
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** The key of each option by its flag and by its letter, without dashes. */
  readonly keys: ReadonlyMap<string, string>;
  readonly optionsFirst: boolean;
  readonly command: CommandName | undefined;
}

/** Takes a command line apart; throws `UsageError` for an unknown flag or one without its value. */
export type Lexer = (argv: readonly string[], grammar: Grammar) => Lexed;

function grammar(options: Grammar['options'], optionsFirst: boolean, command?: CommandName): Grammar {
  const keys = new Map<string, string>();
  for (const [key, { alias }] of Object.entries(options)) {
    keys.set(flagName(key), key);
    if (alias !== undefined) keys.set(alias, key);
  }
  return { options, keys, optionsFirst, command };
}

/** What stands before the command. Made before any command line comes, as the others are: the embedded engine keeps them. */
export const outerGrammar = grammar(globalOptions, true);

const innerGrammars = Object.fromEntries(
  Object.keys(commands).map((name) => {
    const command = name as CommandName;
    const { options, optionsFirst = false } = commandSpec(command);
    return [command, grammar({ ...options, ...helpOption }, optionsFirst, command)];
  }),
) as Readonly<Record<CommandName, Grammar>>;

const { help: _help, version: _version, ...ownGlobals } = globalOptions;

/** Reads a whole command line with a lexer: global options, command, the command's own line. Throws `UsageError`. */
export function readInvocation(argv: readonly string[], lex: Lexer): Invocation {
  const outer = lex(argv, outerGrammar);
  const [word, ...rest] = outer.words;
  if (isGiven(outer, 'help')) return helpFor(outer, undefined);
  if (isGiven(outer, 'version')) return assemble('version', outer, { given: new Map(), words: [] });
  if (word === undefined) return helpFor(outer, undefined);
  if (!isCommandName(word)) throw unknownCommand(word);

  const inner = lex(rest, innerGrammars[word]);
  if (isGiven(inner, 'help')) return helpFor(outer, word);
  return assemble(word, outer, inner);
}

function isGiven(lexed: Lexed, key: string): boolean {
  return readBoolean(key, lexed.given.get(key)?.at(-1) ?? 'false');
}

function helpFor(outer: Lexed, topic: CommandName | undefined): Invocation {
  return assemble('help', outer, { given: new Map(), words: topic === undefined ? [] : [topic] });
}

function assemble(command: CommandName, outer: Lexed, inner: Lexed): Invocation {
  const spec = commandSpec(command);
  const topic = command === 'help' ? inner.words[0] : undefined;
  if (topic !== undefined && !isCommandName(topic)) throw unknownCommand(topic);

  // TypeScript cannot follow a loop over the table's keys; the tests compare every shape with the table.
  return {
    command,
    globals: readOptions(ownGlobals, outer),
    positionals: readPositionals(command, spec, inner.words),
    options: readOptions(spec.options, inner),
  } as unknown as Invocation;
}

function readOptions(options: Readonly<Record<string, OptionSpec>>, lexed: Lexed): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([key, option]) => [
      key,
      readOption(key, option, lexed.given.get(key) ?? []),
    ]),
  );
}

function readOption(key: string, option: OptionSpec, texts: readonly string[]): unknown {
  // An option given twice counts as given last, as in the other runtimes.
  const last = texts.at(-1);
  switch (option.type) {
    case 'boolean':
      return last === undefined ? false : readBoolean(key, last);
    case 'string':
      return last === undefined ? option.default : readChoice(`--${flagName(key)}`, option.choices, last);
    case 'integer':
      return last === undefined ? option.default : readInteger(key, option, last);
    case 'strings':
      return texts;
    case 'integers':
      return texts.map((text) => readInteger(key, option, text));
    default:
      return option.type satisfies never;
  }
}

// The spellings that the other runtimes take, which are written in Go: strconv.ParseBool.
const trueTexts = ['true', '1', 't', 'T', 'TRUE', 'True'];
const falseTexts = ['false', '0', 'f', 'F', 'FALSE', 'False'];

/** The value of a boolean option as written after `=`. Throws `UsageError`. */
export function readBoolean(key: string, text: string): boolean {
  if (trueTexts.includes(text)) return true;
  if (falseTexts.includes(text)) return false;
  throw invalidValue(`--${flagName(key)}`, text, 'true or false');
}

function readInteger(key: string, option: OptionSpec, text: string): number {
  const value = Number(text);
  const allowed = option.min === undefined ? 'an integer' : `an integer of at least ${option.min}`;
  const valid = /^[+-]?[0-9]+$/.test(text) && Number.isSafeInteger(value) && value >= (option.min ?? value);
  if (!valid) throw invalidValue(`--${flagName(key)}`, text, allowed);
  // `-0` is 0 to whoever wrote it, but not to a strict comparison.
  return value + 0;
}

function readChoice(what: string, choices: readonly string[] | undefined, text: string): string {
  if (choices && !choices.includes(text)) throw invalidValue(what, text, `one of ${choices.join(', ')}`);
  return text;
}

function readPositionals(
  command: CommandName,
  spec: CommandSpec,
  words: readonly string[],
): Record<string, unknown> {
  const left = [...words];
  const values: Record<string, unknown> = {};
  for (const [key, positional] of Object.entries(spec.positionals)) {
    const label = positionalLabel(key, positional);
    if (positional.kind === 'rest') {
      values[key] = left.splice(0);
      continue;
    }
    const word = left.shift();
    if (word === undefined && positional.kind === 'required') {
      throw new UsageError(`"${command}" needs ${label} (usage: ${usageLine(command)})`);
    }
    values[key] = word === undefined ? positional.default : readChoice(label, positional.choices, word);
  }
  const [extra] = left;
  if (extra !== undefined) {
    throw new UsageError(`unexpected argument "${extra}" of "${command}" (usage: ${usageLine(command)})`);
  }
  return values;
}

function invalidValue(what: string, text: string, allowed: string): UsageError {
  return new UsageError(`invalid value "${text}" for ${what}: not ${allowed}`);
}

function unknownCommand(word: string): UsageError {
  return new UsageError(`unknown command "${word}"${suggestion(nearest(word, Object.keys(commands)))}`);
}

/** The refusal of a flag that the table does not have, with the nearest one that it has. */
export function unknownFlag(name: string, { options, command }: Grammar): UsageError {
  const written = name.length === 1 ? `-${name}` : `--${name}`;
  const flags = Object.entries(options).filter(([, option]) => !option.hidden);

  if (command !== undefined && Object.keys(globalOptions).some((key) => flagName(key) === name)) {
    return new UsageError(`unknown flag "${written}" of "${command}" (it stands before the command)`);
  }
  const near = nearest(
    name,
    flags.map(([key]) => flagName(key)),
  );
  const owner = command === undefined ? '' : ` of "${command}"`;
  return new UsageError(`unknown flag "${written}"${owner}${suggestion(near && `--${near}`)}`);
}

function suggestion(word: string | undefined): string {
  return word === undefined ? '' : ` (did you mean "${word}"?)`;
}
