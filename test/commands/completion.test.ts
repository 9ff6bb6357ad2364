import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import t, { type Test } from 'tap';
import { completionScript } from '../../runtime/commands/help.ts';

function missing(program: string): false | string {
  return spawnSync(program, ['--version']).error ? `${program} is not installed` : false;
}

/** A directory with the script, and a runts that knows two containers, or with --root another. */
function directory(t: Test, shell: 'bash' | 'zsh' | 'fish'): string {
  const path = t.testdir({
    script: completionScript(shell),
    runts: '#!/bin/sh\n[ "$1" = --root ] && echo "$2-one" || printf "alpha\\nbeta\\n"\n',
    'a directory': {},
    'a file': '',
  });
  chmodSync(`${path}/runts`, 0o755);
  return path;
}

/** What bash offers for the last of these words, as it would cut them. */
function completeInBash(cwd: string, line: readonly string[]): readonly string[] {
  const script = `
    source ./script
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _runts runts "\${@: -1}" "\${@: -2:1}"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', './runts', ...line], {
    cwd,
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  return stdout.trim() === '' ? [] : stdout.trimEnd().split('\n');
}

t.test('bash completes commands, flags, values and ids', { skip: missing('bash') }, async (t) => {
  const cwd = directory(t, 'bash');
  const offers: ReadonlyArray<readonly [readonly string[], readonly string[]]> = [
    [['cre'], ['create']],
    [['--log-'], ['--log-format', '--log-level']],
    [
      ['--log-format', ''],
      ['text', 'json'],
    ],
    [['--log-format', '=', 'j'], ['json']],
    [
      ['--log-format', '='],
      ['text', 'json'],
    ],
    [
      ['--log', 'start', 'sta'],
      ['start', 'state'],
    ],
    [
      ['start', ''],
      ['alpha', 'beta'],
    ],
    [['--root', '/r', 'start', ''], ['/r-one']],
    [['--root', '=', '/r', '--debug', 'start', ''], ['/r-one']],
    [['delete', '--force', 'b'], ['beta']],
    [
      ['create', '--no-'],
      ['--no-pivot', '--no-new-keyring'],
    ],
    [['create', '--bundle', 'a'], ['a directory']],
    [
      ['create', '--pid-file', 'a'],
      ['a directory', 'a file'],
    ],
    [['kill', 'alpha', 'T'], ['TERM']],
    [['kill', 'alpha', 'TERM', ''], []],
    [['help', 'exp'], ['explain']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['nope', ''], []],
  ];
  for (const [line, expected] of offers) {
    t.strictSame([...completeInBash(cwd, line)].sort(), [...expected].sort(), line.join(' '));
  }
});

t.test('fish completes commands, flags, values and ids', { skip: missing('fish') }, async (t) => {
  const cwd = directory(t, 'fish');
  const offers: Readonly<Record<string, readonly string[]>> = {
    './runts cre': ['create'],
    './runts start ': ['alpha', 'beta'],
    './runts --root=/r start ': ['/r-one'],
    './runts explain --format ': ['json', 'table'],
    './runts create --no-': ['--no-new-keyring', '--no-pivot'],
  };
  for (const [line, expected] of Object.entries(offers)) {
    // The script is for the name alone; the program that is asked for ids is the one on the line.
    const commandsOf = `source ./script; complete -c ./runts -w runts; complete -C "${line}"`;
    const { stdout } = spawnSync('fish', ['--no-config', '-c', commandsOf], { cwd, encoding: 'utf8' });
    const words = stdout.trimEnd().split('\n');
    t.strictSame(
      words.map((word) => word.replace(/\t.*/, '')),
      expected,
      line,
    );
  }
});

t.test('zsh reads its script', { skip: missing('zsh') }, async (t) => {
  const { status, stderr } = spawnSync('zsh', ['-n', `${directory(t, 'zsh')}/script`], { encoding: 'utf8' });
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });
});
