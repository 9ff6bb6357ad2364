/** Both parsers of the command line, the strict one and yargs, must say the same of every command line. */
import { deepStrictEqual } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import t from 'tap';
import { parseWithYargs } from '../../runtime/cli/yargs.ts';
import type { Invocation } from '../../runtime/commands/invocation.ts';
import { parseArgv } from '../../runtime/commands/parse.ts';
import {
  commandSpec,
  commands,
  flagName,
  globalOptions,
  isCommandName,
  type OptionSpec,
} from '../../runtime/commands/table.ts';
import { UsageError } from '../../runtime/errors.ts';

const forms = readFileSync(new URL('../commands/argv-forms.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** What was recorded from engines, where it is at hand. */
const recorded = fileURLToPath(new URL('../../../shared/engines/argv-forms.txt', import.meta.url));

function verdict(parse: (argv: readonly string[]) => Invocation, argv: readonly string[]): unknown {
  try {
    return parse(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return 'refused';
  }
}

t.test('both parsers read every command line of an engine, and alike', async (t) => {
  for (const form of forms) {
    const argv = form.split(' ');
    t.strictSame(parseWithYargs(argv), parseArgv(argv), form);
  }
});

t.test(
  'both parsers read the recorded command lines alike',
  { skip: existsSync(recorded) ? false : 'the recordings are not at hand' },
  async (t) => {
    for (const line of readFileSync(recorded, 'utf8').trimEnd().split('\n')) {
      const form = line.replace(/^.*? \| /, '');
      t.strictSame(parseWithYargs(form.split(' ')), parseArgv(form.split(' ')), form);
    }
  },
);

t.test('both parsers refuse the same', async (t) => {
  const refused = [
    'restore --lsm-mount-context',
    'crate a',
    'start',
    'start a b',
    'list --x',
    'start --root /r a',
    '---',
  ];
  for (const line of refused) {
    t.equal(verdict(parseArgv, line.split(' ')), 'refused', line);
    t.equal(verdict(parseWithYargs, line.split(' ')), 'refused', line);
  }
});

const names = Object.keys(commands).filter(isCommandName);

const word = fc.oneof(
  fc.constantFrom(
    'a',
    '9',
    '',
    '-',
    '-1',
    'true',
    'false',
    'json',
    'a=b',
    '"q"',
    "'q'",
    '0x10',
    'two\nlines',
    '1e3',
  ),
  fc.constantFrom(
    '--',
    '---',
    '--=',
    '-=x',
    '__proto__',
    'constructor',
    '_',
    '$0',
    '-1x',
    '--a\nb=c',
    '-.5',
    '-a.b=1',
  ),
  fc.string({ maxLength: 6 }).map((text) => text.replaceAll('\0', '')),
);

/** A flag of the table, or one that is nearly so, in any spelling, with or without a value after `=`. */
function flagOf(options: Readonly<Record<string, OptionSpec>>): fc.Arbitrary<string> {
  const known = Object.entries(options).flatMap(([key, { alias }]) => [flagName(key), key, alias ?? 'h']);
  const name = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom('help', ...known) },
    { weight: 1, arbitrary: word },
  );
  return fc
    .tuple(fc.constantFrom('--', '-'), name, fc.option(word, { nil: undefined }))
    .map(([dashes, flag, value]) => `${dashes}${flag}${value === undefined ? '' : `=${value}`}`);
}

const commandLine = fc
  .constantFrom(...names)
  .chain((command) =>
    fc
      .tuple(
        fc.array(fc.oneof(flagOf(globalOptions), word), { maxLength: 3 }),
        fc.array(fc.oneof(flagOf(commandSpec(command).options), word, fc.constant('a')), { maxLength: 6 }),
      )
      .map(([before, after]) => [...before, command, ...after]),
  );

t.test('both parsers say the same of any command line', async () => {
  fc.assert(
    fc.property(commandLine, (argv) => {
      deepStrictEqual(verdict(parseWithYargs, argv), verdict(parseArgv, argv));
    }),
    { numRuns: 2000 },
  );
});
