import t from 'tap';
import type { Globals, Invocation } from '../../runtime/commands/invocation.ts';
import { parseArgv } from '../../runtime/commands/parse.ts';
import { commandSpec, commands, globalOptions, isCommandName } from '../../runtime/commands/table.ts';
import { UsageError } from '../../runtime/errors.ts';

const globals: Globals = {
  root: undefined,
  log: undefined,
  logFormat: 'text',
  logLevel: 'error',
  debug: false,
  systemdCgroup: false,
  cgroupManager: 'cgroupfs',
  rootless: 'auto',
  criu: undefined,
  systemdLog: false,
};

const creation: Invocation<'create'>['options'] = {
  bundle: '.',
  config: 'config.json',
  consoleSocket: undefined,
  pidfdSocket: undefined,
  pidFile: undefined,
  noPivot: false,
  noNewKeyring: false,
  preserveFds: 0,
  detach: false,
};

t.test('parseArgv reads what engines write', async (t) => {
  t.strictSame(parseArgv(['start', 'a']), {
    command: 'start',
    globals,
    positionals: { id: 'a' },
    options: {},
  });

  const shim = parseArgv([
    ...['--root', '/r', '--log', '/l', '--log-format', 'json', '--systemd-cgroup', '--rootless=false'],
    ...[
      'create',
      '--bundle',
      '/b',
      '--pid-file',
      '/p',
      '--console-socket',
      '/s',
      '--no-pivot',
      '--detach',
      'a',
    ],
  ]);
  t.strictSame(shim, {
    command: 'create',
    globals: { ...globals, root: '/r', log: '/l', logFormat: 'json', systemdCgroup: true, rootless: 'false' },
    positionals: { id: 'a' },
    options: { ...creation, bundle: '/b', pidFile: '/p', consoleSocket: '/s', noPivot: true, detach: true },
  });

  t.strictSame(parseArgv(['kill', '--all', 'a', '9']), {
    command: 'kill',
    globals,
    positionals: { id: 'a', signal: '9' },
    options: { all: true, regex: false },
  });
});

t.test('a flag is written with one dash or two, its value apart or after =', async (t) => {
  const expected = {
    command: 'create',
    globals,
    positionals: { id: 'a' },
    options: { ...creation, bundle: '/b' },
  };
  for (const flag of [
    ['--bundle', '/b'],
    ['--bundle=/b'],
    ['-bundle', '/b'],
    ['-bundle=/b'],
    ['-b', '/b'],
    ['-b=/b'],
    ['--b=/b'],
  ]) {
    t.strictSame(parseArgv(['create', ...flag, 'a']), expected, flag.join(' '));
  }
});

t.test('a value is taken as it stands', async (t) => {
  const bundleOf = (...flag: string[]) => {
    const invocation = parseArgv(['create', ...flag, 'a']);
    return invocation.command === 'create' && invocation.options.bundle;
  };
  t.equal(bundleOf('--bundle', 'a=b'), 'a=b');
  t.equal(bundleOf('--bundle=a=b'), 'a=b');
  t.equal(bundleOf('--bundle='), '');
  t.equal(bundleOf('--bundle', ''), '');
  t.equal(bundleOf('--bundle', '-'), '-');
  t.equal(bundleOf('--bundle=--x'), '--x');
  t.equal(bundleOf('--bundle="q"'), '"q"');
  t.equal(bundleOf('--bundle=two\nlines'), 'two\nlines');
  t.equal(bundleOf('-b', 'first', '-b', 'last'), 'last');
});

t.test('booleans take a value only after =, in every spelling of Go', async (t) => {
  const forceOf = (...flag: string[]) => {
    const invocation = parseArgv(['delete', ...flag, 'a']);
    return invocation.command === 'delete' && invocation.options.force;
  };
  for (const yes of ['--force', '-f', '--force=true', '-f=1', '--force=T']) t.equal(forceOf(yes), true, yes);
  for (const no of ['--force=false', '-f=0', '--force=F']) t.equal(forceOf(no), false, no);
  t.equal(forceOf('--force', '--force=false'), false);
  t.strictSame(parseArgv(['delete', '--force', 'true']), {
    command: 'delete',
    globals,
    positionals: { id: 'true' },
    options: { force: true, regex: false },
  });
  t.throws(
    () => forceOf('--force=maybe'),
    new UsageError('invalid value "maybe" for --force: not true or false'),
  );
});

t.test('options may stand after positionals, and -- ends them', async (t) => {
  const expected = {
    command: 'delete',
    globals,
    positionals: { id: 'a' },
    options: { force: true, regex: false },
  };
  t.strictSame(parseArgv(['delete', 'a', '--force']), expected);
  t.strictSame(parseArgv(['delete', '--force', '--', 'a']), expected);
  t.strictSame(parseArgv(['start', '--', '--a']), {
    command: 'start',
    globals,
    positionals: { id: '--a' },
    options: {},
  });
});

t.test("exec and ps leave another program's arguments alone", async (t) => {
  const exec = parseArgv([
    'exec',
    '-t',
    '-e',
    'A=1',
    '--env=B=2',
    '-g',
    '5',
    'a',
    'ls',
    '--env',
    '--',
    '-t=x',
    '---',
  ]);
  t.strictSame(exec.positionals, { id: 'a', args: ['ls', '--env', '--', '-t=x', '---'] });
  t.match(exec.options, { tty: true, env: ['A=1', 'B=2'], additionalGids: [5], cap: [] });
  t.strictSame(parseArgv(['ps', '--format', 'table', 'a', '-o', 'pid']).positionals, {
    id: 'a',
    args: ['-o', 'pid'],
  });
});

t.test('integers are whole, in range, and may be negative', async (t) => {
  const pidsLimit = (text: string) => {
    const invocation = parseArgv(['update', '--pids-limit', text, 'a']);
    return invocation.command === 'update' && invocation.options.pidsLimit;
  };
  t.equal(pidsLimit('-1'), -1);
  t.equal(pidsLimit('+7'), 7);
  t.equal(pidsLimit('-0'), 0);
  for (const bad of ['', '1.5', '0x10', '1e3', ' 1', '9007199254740992']) {
    t.throws(() => pidsLimit(bad), new UsageError(`invalid value "${bad}" for --pids-limit: not an integer`));
  }
  t.throws(
    () => parseArgv(['create', '--preserve-fds', '-1', 'a']),
    new UsageError('invalid value "-1" for --preserve-fds: not an integer of at least 0'),
  );
});

t.test('a request for help or the version is a command of its own', async (t) => {
  const help = (topic: string | undefined) => ({
    command: 'help',
    globals,
    positionals: { topic },
    options: {},
  });
  for (const argv of [[], ['--help'], ['-h'], ['help'], ['--help', 'create'], ['-help']]) {
    t.strictSame(parseArgv(argv), help(undefined), argv.join(' '));
  }
  for (const argv of [
    ['create', '--help'],
    ['create', '-h'],
    ['help', 'create'],
    ['create', 'a', 'b', '--help'],
  ]) {
    t.strictSame(parseArgv(argv), help('create'), argv.join(' '));
  }
  for (const argv of [['--version'], ['-v'], ['version'], ['--version', 'create']]) {
    t.strictSame(
      parseArgv(argv),
      { command: 'version', globals, positionals: {}, options: {} },
      argv.join(' '),
    );
  }
  t.strictSame(parseArgv(['start', '--help=false', 'a']).command, 'start');
});

t.test('every command answers --help, later ones too', async (t) => {
  for (const command of Object.keys(commands)) {
    t.strictSame(parseArgv([command, '--help']).positionals, { topic: command }, command);
  }
});

t.test('parseArgv says what is wrong with a command line', async (t) => {
  const refusals: Readonly<Record<string, string>> = {
    'restore --lsm-mount-context': 'flag needs an argument: "--lsm-mount-context"',
    'create -b': 'flag needs an argument: "-b"',
    '--log --debug start a': 'flag needs an argument: "--log"',
    '--log -- start a': 'flag needs an argument: "--log"',
    'create --bunle=x a': 'unknown flag "--bunle" of "create" (did you mean "--bundle"?)',
    'create -pidfile x a': 'unknown flag "--pidfile" of "create" (did you mean "--pid-file"?)',
    'create --consoleSocket x a':
      'unknown flag "--consoleSocket" of "create" (did you mean "--console-socket"?)',
    'start -x a': 'unknown flag "-x" of "start"',
    'list -aq': 'unknown flag "--aq" of "list"',
    'start --__proto__ a': 'unknown flag "--__proto__" of "start"',
    'start --root /r a': 'unknown flag "--root" of "start" (it stands before the command)',
    '--systemd_cgroup start a': 'unknown flag "--systemd_cgroup" (did you mean "--systemd-cgroup"?)',
    '--- start a': 'bad flag syntax: "---"',
    '--=x start a': 'bad flag syntax: "--=x"',
    '-=x start a': 'bad flag syntax: "-=x"',
    '---root=x start a': 'bad flag syntax: "---root=x"',
    'crate a': 'unknown command "crate" (did you mean "create"?)',
    constructor: 'unknown command "constructor"',
    'help crate': 'unknown command "crate" (did you mean "create"?)',
    kill: '"kill" needs ID (usage: runts kill [OPTIONS] ID [SIGNAL])',
    'start a b': 'unexpected argument "b" of "start" (usage: runts start ID)',
    'list a': 'unexpected argument "a" of "list" (usage: runts list [OPTIONS])',
    exec: '"exec" needs ID (usage: runts exec [OPTIONS] ID [COMMAND...])',
    '--log-format xml start a': 'invalid value "xml" for --log-format: not one of text, json',
    'completion csh': 'invalid value "csh" for SHELL: not one of bash, zsh, fish',
  };
  for (const [line, text] of Object.entries(refusals)) {
    t.throws(() => parseArgv(line.split(' ')), new UsageError(text), line);
  }
  t.throws(() => parseArgv(['']), new UsageError('unknown command ""'));
});

t.test('every invocation has exactly the keys of the table', async (t) => {
  const own = Object.keys(globalOptions).filter((key) => key !== 'help' && key !== 'version');
  for (const command of Object.keys(commands).filter(isCommandName)) {
    const spec = commandSpec(command);
    const needed = Object.values(spec.positionals).filter(({ kind }) => kind === 'required');
    // A word that names a command, so that it will do for `help`, too.
    const invocation = parseArgv([command, ...needed.map(({ choices }) => choices?.[0] ?? 'start')]);
    t.strictSame(Object.keys(invocation.globals), own, command);
    t.strictSame(Object.keys(invocation.positionals), Object.keys(spec.positionals), command);
    t.strictSame(Object.keys(invocation.options), Object.keys(spec.options), command);
  }
});

t.test('no two flags of a command have one name', async (t) => {
  for (const command of Object.keys(commands).filter(isCommandName)) {
    const letters = Object.values(commandSpec(command).options).flatMap(({ alias }) => alias ?? []);
    t.strictSame(letters, [...new Set(letters)], command);
    t.notOk(letters.includes('h'), `-h of ${command} is help`);
  }
});
