/**
 * The strict parser of the command line, the one engines meet. It follows Go's flag package, which runc uses: one
 * dash or two, `--name value` or `--name=value`, booleans only with `=`, no clusters of letters, `--` ends the
 * options; options may stand after positionals unless the command passes its arguments on.
 *
 * One rule is stricter: a value that begins with a dash and is no number must be written with `=`, so that a
 * forgotten value does not swallow the next flag.
 */

import { UsageError } from '../errors.ts';
import {
  type Globals,
  type Grammar,
  type Invocation,
  type Lexed,
  outerGrammar,
  readBoolean,
  readInvocation,
  unknownFlag,
} from './invocation.ts';
import { globalOptions } from './table.ts';

/** Reads a command line (without the program's own name). Throws `UsageError`. */
export function parseArgv(argv: readonly string[]): Invocation {
  return readInvocation(argv, lex);
}

/** Takes a command line apart by the rules above. */
function lex(argv: readonly string[], grammar: Grammar): Lexed {
  const given = new Map<string, string[]>();
  const words: string[] = [];

  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--') {
      words.push(...argv.slice(index + 1));
      break;
    }
    if (!isFlag(word)) {
      if (grammar.optionsFirst) {
        words.push(...argv.slice(index));
        break;
      }
      words.push(word);
      continue;
    }

    const { name, value } = splitFlag(word);
    const key = grammar.keys.get(name);
    if (key === undefined) throw unknownFlag(name, grammar);

    if (grammar.options[key]?.type === 'boolean') {
      append(given, key, String(readBoolean(key, value ?? 'true')));
    } else if (value !== undefined) {
      append(given, key, value);
    } else {
      index += 1;
      append(given, key, separateValue(name, argv[index]));
    }
  }
  return { given, words };
}

/** What a command line says of the log. */
export type Logging = Pick<Globals, 'log' | 'logFormat' | 'debug' | 'logLevel'>;

/** What a command line that cannot be understood says of the log, as far as that can be: before its command. */
export function readLogging(argv: readonly string[]): Logging {
  const { logFormat, logLevel } = globalOptions;
  const given = new Map<string, string>();
  for (let index = 0; index < argv.length && isFlag(argv[index] ?? ''); index++) {
    const [, name = '', value] = flagPattern.exec(argv[index] ?? '') ?? [];
    const key = outerGrammar.keys.get(name);
    if (key === undefined || globalOptions[key as keyof typeof globalOptions].type === 'boolean') continue;
    if (value === undefined) index += 1;
    given.set(key, value ?? argv[index] ?? '');
  }
  const format = logFormat.choices.find((choice) => choice === given.get('logFormat'));
  return {
    log: given.get('log'),
    logFormat: format ?? logFormat.default,
    debug: false,
    logLevel: logLevel.default,
  };
}

const flagPattern = /^--?([^-=\s][^=\s]*)(?:=(.*))?$/s;

/** Whether a word is a flag. A lone dash is not: it stands for standard input. */
export function isFlag(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

/** The name of a flag and what follows its `=`. Throws `UsageError`. */
export function splitFlag(word: string): { name: string; value: string | undefined } {
  const match = flagPattern.exec(word);
  if (match?.[1] === undefined) throw new UsageError(`bad flag syntax: "${word}"`);
  return { name: match[1], value: match[2] };
}

function separateValue(name: string, next: string | undefined): string {
  // A negative number is a value: `update --pids-limit -1`. So is a lone dash, standard input.
  if (next === undefined || /^-(?![0-9]|\.[0-9]+$)./s.test(next)) {
    throw new UsageError(`flag needs an argument: "${name.length === 1 ? '-' : '--'}${name}"`);
  }
  return next;
}

function append(given: Map<string, string[]>, key: string, value: string): void {
  const values = given.get(key);
  if (values) values.push(value);
  else given.set(key, [value]);
}
