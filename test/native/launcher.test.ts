import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { buildStandIn, type Facts, readJson, run } from './stand-in.ts';

const standIn = await buildStandIn();
t.teardown(() => standIn.remove());
const { runts, machine } = standIn;
const out = (name: string) => join(standIn.directory, name);

/** F_SEAL_SEAL, SHRINK, GROW and WRITE; the kernel may add F_SEAL_EXEC. */
const SEALED = 0xf;

/** What differs by nature between the launcher's machine and a program that the engine started directly. */
const OWN = ['args', 'env', 'exe', 'comm', 'pid', 'fds', 'program', 'lock', 'machine'];

function inherited(facts: Facts) {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => !OWN.includes(name)));
}

/** The facts of a machine behind the launcher, and of one that the engine started itself, both given the same. */
function both(given: readonly string[], command: readonly string[] = ['run', out('planned')]) {
  const launched = run([...given, runts, ...command], { env: { PATH: '/usr/bin:/bin', HOME: '/nowhere' } });
  t.strictSame(launched, { status: 0, signal: null, stdout: '', stderr: '' }, 'the launcher is silent');
  run([...given, machine, out('direct')], { env: {} });
  return { planned: readJson(out('planned')) as Facts, direct: readJson(out('direct')) as Facts };
}

/** The numbers of the descriptors that only the first of the two has. */
function added(planned: Facts, direct: Facts) {
  const given = direct.fds.map(({ fd }) => fd);
  return planned.fds.map(({ fd }) => fd).filter((fd) => !given.includes(fd));
}

t.test('the machine inherits exactly what the engine gave', async (t) => {
  const { planned, direct } = both([
    standIn.with,
    ...[
      '--block',
      '17',
      '--block',
      '15',
      '--block',
      '34',
      '--ignore',
      '13',
      '--ignore',
      '1',
      '--ignore',
      '64',
    ],
    ...['--rlimit', '7:200:300', '--rlimit', '4:0:0', '--rlimit', '3:1048576:2097152'],
    ...['--umask', '0137', '--nice', '3', '--oom', '500', '--death', '12'],
    ...['--fd', '0:/dev/zero', '--fd', '3:/etc/passwd', '--fd', '4:/etc/group', '--fd', '9:/'],
    ...['--nonblock', '0', '--nonblock', '4', '--'],
  ]);

  t.strictSame(inherited(planned), inherited(direct));
  t.strictSame(planned.blockedSignals, ['SIGTERM', 'SIGCHLD', '34']);
  t.strictSame(planned.ignoredSignals, ['SIGHUP', 'SIGPIPE', '64']);
  t.strictSame(planned.pendingSignals, []);
  t.strictSame(planned.pdeathsig, 12);
});

t.test('the machine has the descriptors of the engine with their flags, and two more', async (t) => {
  const given = ['--fd', '3:/etc/passwd', '--fd', '5:/etc/group', '--nonblock', '5', '--fd', '40:/'];
  const { planned, direct } = both([standIn.with, ...given, '--'], ['lock', out('planned'), out('lock')]);

  const [program, lock] = planned.args.slice(1).map(Number);
  const own = planned.fds.filter(({ fd }) => fd === program || fd === lock);
  const others = planned.fds.filter((one) => !own.includes(one));
  const nameless = (fds: Facts['fds']) => fds.map((one) => (one.fd < 3 ? { ...one, target: '' } : one));

  t.strictSame(nameless(others), nameless(direct.fds));
  t.strictSame(
    own.map(({ fd: _, ...rest }) => rest).sort((a, b) => a.target.localeCompare(b.target)),
    [
      { cloexec: false, flags: ['O_RDWR'], target: '/memfd:runts-program (deleted)' },
      { cloexec: false, flags: ['O_RDWR'], target: out('lock') },
    ],
  );
});

t.test('the machine is called as agreed: argv, no environment, a sealed program at its start', async (t) => {
  t.equal(run([runts, 'run', out('called')], { env: { PATH: '/bin', A: 'b' } }).status, 0);
  const { args, env, program, fds } = readJson(out('called'));

  const { fd } = fds.find(({ target }: { target: string }) => target.startsWith('/memfd:runts-program'));
  t.strictSame(args, ['runts', String(fd), '-1']);
  t.strictSame(env, []);
  t.strictSame({ ...program, seals: program.seals & SEALED }, { seals: SEALED, offset: 0, size: 200_064 });
});

t.test('the machine is a sealed memfd, which nobody can change', async (t) => {
  t.equal(run([runts, 'run', out('sealed')]).status, 0);
  const { exe, machine } = readJson(out('sealed'));
  t.equal(exe, '/memfd:runts (deleted)');
  t.equal(machine.seals & SEALED, SEALED);
});

t.test('program and lock lie above the range that is preserved', async (t) => {
  const { planned, direct } = both([standIn.with, '--fd', '4:/', '--'], ['preserve', out('planned'), '30']);
  t.strictSame(planned.args.slice(1), ['33', '-1']);
  t.strictSame(added(planned, direct), [33]);
});

t.test('the lock is held as long as the machine keeps its descriptor', async (t) => {
  t.equal(run([runts, 'lock', out('locked'), out('a-lock')]).status, 0);
  const { args, lock } = readJson(out('locked'));
  t.match(args[2], /^\d+$/);
  t.strictSame(lock.size, 0);
  t.equal(
    run(['/usr/bin/flock', '--nonblock', out('a-lock'), '/bin/true']).status,
    0,
    'free after the machine',
  );
});

t.test('closed standard descriptors stay closed', async (t) => {
  const closed = ['/bin/sh', '-c', 'exec "$@" <&- >&- 2>&-', 'sh'];
  const { planned, direct } = both(closed, ['lock', out('planned'), out('lock')]);
  t.strictSame(inherited(planned), inherited(direct));
  t.strictSame(
    direct.fds.filter(({ fd }) => fd < 3),
    [],
  );
  const ours = added(planned, direct);
  t.equal(ours.length, 2);
  t.ok(ours.every((fd) => fd >= 3));
});

t.test('an engine with SIGCHLD ignored, all signals blocked and 64 descriptors is served', async (t) => {
  const signals = Array.from({ length: 64 }, (_, i) => String(i + 1)).filter((n) => n !== '9' && n !== '19');
  const { planned, direct } = both([
    standIn.with,
    ...signals.flatMap((number) => ['--block', number]),
    ...['--ignore', '17', '--rlimit', '7:64:64', '--'],
  ]);
  t.strictSame(inherited(planned), inherited(direct));
});

t.test('the planner gets a process state of its own', async (t) => {
  const given = [
    '--block',
    '15',
    '--ignore',
    '10',
    '--ignore',
    '17',
    '--fd',
    '3:/etc/passwd',
    '--fd',
    '7:/',
    '--',
  ];
  const env = { A: 'b', NODE_OPTIONS: '--no-such-option', NODE_PATH: '/x', EMPTY: '' };
  const { status, stderr } = run([standIn.with, ...given, runts, '--flag', 'self', out('self')], {
    env,
    input: 'engine',
  });
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });

  const { pid, fds, env: seen, ...rest } = readJson(out('self'));
  // tap adds its own to the environment of whatever is spawned.
  t.strictSame(Object.fromEntries(Object.entries(seen).filter(([name]) => !name.startsWith('_TAPJS'))), {
    A: 'b',
    EMPTY: '',
  });
  t.strictSame(rest, {
    argv: ['--flag', 'self', out('self')],
    input: '',
    // Node ignores SIGPIPE and SIGXFSZ itself.
    signals: ['SigBlk 0000000000000000', 'SigIgn 0000000001001000'],
  });
  t.type(pid, 'number');
  t.strictSame(fds.trim().split('\n').slice(0, 4), ['0', '1', '2', '3']);
});

t.test("a soft limit of the address space is the container's, not the planner's", async (t) => {
  // 9 is RLIMIT_AS: with so little Node waits forever for a thread that it could not make.
  const { planned, direct } = both([standIn.with, '--rlimit', `9:100000000:${2n ** 64n - 1n}`, '--']);
  t.strictSame(planned.rlimits, direct.rlimits);
});

t.test('the planner reads the standard input of the engine where an argument is "-"', async (t) => {
  t.equal(run([runts, 'self', out('input'), '--resources', '-'], { input: 'from the engine' }).status, 0);
  t.equal(readJson(out('input')).input, 'from the engine');

  const { fds } = readJson(out('input.machine')) as Facts;
  t.notOk(fds.find(({ fd }) => fd === 0)?.flags.includes('O_NONBLOCK'), 'and leaves it as it was');
});

t.test('what the planner prints is no concern of the engine', async (t) => {
  t.strictSame(run([runts, 'loud', out('loud')]), { status: 0, signal: null, stdout: '', stderr: '' });
});

t.test('the pid that is planned for is that of the machine', async (t) => {
  const script = `"$@" & wait $!; echo $!`;
  const { stdout } = run(['/bin/sh', '-c', script, 'sh', runts, 'self', out('pid')]);
  t.equal(readJson(out('pid')).pid, Number(stdout));
});

t.test('the machine has no child', async (t) => {
  t.equal(run([runts, 'run', out('childless')]).status, 0);
  t.equal(readJson(out('childless')).children, false);
});

t.test('the planner dies with the launcher', async (t) => {
  const file = out('hang');
  const script = `
    "$@" & while ! [ -s "$0" ]; do sleep 0.05; done
    kill -9 $!; sleep 0.2
    grep ^State "/proc/$(cat "$0")/status" || echo gone`;
  const { stdout } = run(['/bin/sh', '-c', script, file, runts, 'hang', file]);
  // Whether the host's process 1 has reaped it yet is not ours.
  t.match(stdout, /gone|zombie/);
});

const failures: Record<string, { argv: string[]; line: string }> = {
  'a planner that throws': { argv: ['throw'], line: 'cannot plan: ERR_HOST: node exited with status 1' },
  'a planner that exits': { argv: ['exit', '7'], line: 'cannot plan: ERR_HOST: node exited with status 7' },
  'a planner that is killed': { argv: ['kill'], line: 'cannot plan: ERR_HOST: node was killed by signal 15' },
  'half a program': { argv: ['half', '/x'], line: 'cannot plan: ERR_HOST: node exited with status 0' },
  'a wrong magic': { argv: ['magic', '/x'], line: 'cannot read the program: EPROTO: wrong magic' },
  'a wrong version': { argv: ['version', '/x'], line: 'cannot read the program: EPROTO: wrong version' },
  'a length beyond the cap': { argv: ['long', '/x'], line: 'cannot read the program: EPROTO: wrong length' },
  'a length below the truth': {
    argv: ['short', '/x'],
    line: 'cannot read the program: EPROTO: more bytes than its header says',
  },
  'more preserved descriptors than can be': {
    argv: ['preserve', '/x', '2000000000'],
    line: 'cannot read the program: EPROTO: wrong number of preserved descriptors',
  },
  'more preserved descriptors than are allowed': {
    argv: ['preserve', '/x', '1000000'],
    line: 'cannot get a descriptor of 1000003 or more: EMFILE: too many open files',
  },
};

for (const [name, { argv, line }] of Object.entries(failures)) {
  t.test(`${name} is one line, one record and exit code 1`, async (t) => {
    const log = out(`log of ${name}`);
    const first = run([runts, '--log', log, '--log-format', 'json', ...argv]);
    run([runts, `--log=${log}`, '--log-format=json', ...argv]);
    run([runts, '--log', log, ...argv]);

    const { status, signal, stdout } = first;
    t.strictSame({ status, signal, stdout }, { status: 1, signal: null, stdout: '' });
    t.equal(first.stderr.trimEnd().split('\n').at(-1), `runts: ${line}`);

    const [one = '', two = '', three = ''] = readFileSync(log, 'utf8').split('\n');
    const { time, ...record } = JSON.parse(one);
    t.strictSame(record, { level: 'error', msg: line });
    t.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000, time);
    t.equal(JSON.parse(two).msg, line);
    t.match(three, `level=error msg="${line}" time="`);
  });
}

t.test('what a planner said before it died is shown', async (t) => {
  const { stderr } = run([runts, 'throw']);
  t.match(stderr, /^said before\n/);
  t.match(stderr, 'Error: the planner is broken');

  const inputless = run(['/bin/sh', '-c', 'exec "$@" <&-', 'sh', runts, 'throw']);
  t.match(inputless.stderr, /^said before\n/);
});

t.test("a --log among the arguments of the command is not the launcher's", async (t) => {
  for (const options of [[], ['--systemd-cgroup'], ['--root=/x', '--debug'], ['--log-format=json']]) {
    t.equal(run([runts, ...options, 'magic', 'id', '--log', out('not-ours')]).status, 1);
  }
  t.notOk(existsSync(out('not-ours')));
});

t.test('a Node that is not there any more is one line', async (t) => {
  const { status, stderr } = run([standIn.nodeless, 'run', out('nothing')]);
  t.strictSame(
    { status, stderr },
    { status: 1, stderr: 'runts: cannot execute "/nowhere/node": ENOENT: no such file or directory\n' },
  );
});

t.test('without its link to Node, the launcher names that and does not search PATH', async (t) => {
  const link = join(dirname(standIn.nodeless), 'node');
  rmSync(link);
  const { status, stderr } = run([standIn.nodeless, 'run', out('nothing')], { env: process.env });
  t.strictSame(
    { status, stderr },
    { status: 1, stderr: `runts: cannot execute "${link}": ENOENT: no such file or directory\n` },
  );
});

t.test('an unwritable log changes nothing', async (t) => {
  const { status, stderr } = run([runts, '--log', '/nowhere/log', 'magic']);
  t.strictSame(
    { status, stderr },
    { status: 1, stderr: 'runts: cannot read the program: EPROTO: wrong magic\n' },
  );
});

t.test(
  'where the execution of memfds is forbidden, the machine is a read-only clone of its file',
  async (t) => {
    // The sysctl belongs to a pid namespace; 2 forbids, below the first one, even to make such a memfd.
    const forbid = `echo 2 > /proc/sys/vm/memfd_noexec || exit 77; exec "$@"`;
    const box = ['/usr/bin/unshare', '--pid', '--fork', '--mount-proc', '/bin/sh', '-c', forbid, 'sh'];
    const { status, stderr } = run([...box, runts, 'lock', out('clone'), out('clone-lock')]);
    if (status === 77 || status === null || stderr.includes('unshare')) {
      t.plan(0, `needs root and Linux 6.3: ${stderr}`);
      return;
    }

    t.strictSame({ status, stderr }, { status: 0, stderr: '' });
    const { args, env, program, machine, exe, fds } = readJson(out('clone'));
    t.strictSame({ env, exe, machine }, { env: [], exe: '/', machine: { seals: -1, readOnly: true } });
    t.not(args[2], '-1');
    t.equal(program.seals & SEALED, SEALED);
    t.notOk(fds.some(({ cloexec }: { cloexec: boolean }) => cloexec));
  },
);

t.test('without the privilege to clone a mount, that is one line', async (t) => {
  const forbid = `echo 2 > /proc/sys/vm/memfd_noexec || exit 77; exec setpriv --reuid 65534 --clear-groups --bounding-set=-all -- "$@"`;
  const box = ['/usr/bin/unshare', '--pid', '--fork', '--mount-proc', '/bin/sh', '-c', forbid, 'sh'];
  execFileSync('chmod', ['755', standIn.directory]);
  const { status, stderr } = run([...box, runts, 'run', '/dev/null']);
  if (status === 77 || status === null || stderr.includes('unshare')) {
    t.plan(0, `needs root and Linux 6.3: ${stderr}`);
    return;
  }

  const file = join(standIn.directory, 'dist/machine');
  t.strictSame(
    { status, stderr },
    { status: 1, stderr: `runts: cannot clone the mount of "${file}": EPERM: operation not permitted\n` },
  );
});
