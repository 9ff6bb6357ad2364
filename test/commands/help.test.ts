import t from 'tap';
import { helpText } from '../../runtime/commands/help.ts';
import {
  commandSpec,
  commands,
  flagName,
  globalOptions,
  isCommandName,
} from '../../runtime/commands/table.ts';

const names = Object.keys(commands).filter(isCommandName);

t.test('what is generated from the command table is up to date', async (t) => {
  const generator = new URL('../../scripts/generate-help.mjs', import.meta.url).href;
  const { generate }: { generate: (how: { check: boolean }) => Promise<string[]> } = await import(generator);
  t.strictSame(await generate({ check: true }), []);
});

t.test('help is plain text of at most 80 columns', async (t) => {
  for (const topic of [undefined, ...names]) {
    const lines = helpText(topic).split('\n');
    t.equal(lines.at(-1), '', `the help of ${topic} ends with a newline`);
    t.strictSame(
      lines.filter((line) => !/^[ -~]{0,80}$/.test(line)),
      [],
      topic ?? 'the program',
    );
  }
});

t.test('helpText shows a command whole', async (t) => {
  t.equal(
    helpText('kill'),
    `Usage: runts kill [OPTIONS] ID [SIGNAL]

Send a signal to the process of a container.

Positionals:
  ID      the container's id
  SIGNAL  name, with or without SIG, or number              [default: "SIGTERM"]

Options:
  -a, --all    send it to every process in the container
      --regex  ID is a regular expression that ids are matched with
  -h, --help   show help
`,
  );
});

t.test('help names every option but the hidden ones, and what comes later', async (t) => {
  for (const name of names) {
    const spec = commandSpec(name);
    const shown = new Set(helpText(name).match(/(?<=^ {2}(?:-., | {4})?--)[a-z0-9-]+/gm));
    const visible = Object.entries(spec.options).filter(([, { hidden }]) => !hidden);
    t.strictSame(shown, new Set([...visible.map(([key]) => flagName(key)), 'help']), name);
    t.equal(/\(not\s+supported\s+yet\)/.test(helpText(name)), spec.later ?? false, name);
  }
});

t.test('the help of the program names every command and global option', async (t) => {
  const text = helpText(undefined);
  t.strictSame(text.match(/(?<=^ {2})[a-z]+(?= )/gm), names);
  for (const [key, option] of Object.entries(globalOptions)) {
    t.equal(text.includes(`--${flagName(key)}`), !('hidden' in option), key);
  }
});

t.test('helpText of what is no command is the help of the program', async (t) => {
  t.equal(helpText('nope'), helpText(undefined));
  t.equal(helpText('constructor'), helpText(undefined));
});
