import { closeSync, openSync, readFileSync } from 'node:fs';
import t from 'tap';
import { runPlan, type TestOp } from './run-plan.ts';

const needsRoot = process.getuid?.() === 0 ? {} : { skip: 'needs root' };

/** A container without namespaces of its own whose program is a shell line. */
const container = (line: string): readonly TestOp[] => [
  { op: 'cloneInit', flags: ['CLONE_NEWUTS'] },
  { op: 'findExecutable', in: 'container', name: 'sh', searchPath: '/bin' },
  { op: 'execve', in: 'container', args: ['sh', '-c', line], env: ['PATH=/usr/bin:/bin'] },
  { op: 'awaitExec' },
  { op: 'supervise' },
  { op: 'exit', status: 0, ofInit: true },
];
/** Asked of the shell itself: a glob would open the directory. */
const listFds = 'n=0; while [ $n -lt 64 ]; do [ -e /proc/$$/fd/$n ] && printf "$n "; n=$((n + 1)); done';
const signalLines = "grep -E '^(SigBlk|SigIgn|ShdPnd|SigPnd)' /proc/self/status";

t.test('the program has the signal mask and dispositions that the engine gave', needsRoot, (t) => {
  for (const shell of ['exec "$@"', 'trap \'\' PIPE CHLD USR1 TERM; exec "$@"']) {
    const given = runPlan([{ op: 'print', fd: 1, text: '' }], {
      shell: `${shell.replace('exec "$@"', signalLines)}`,
    });
    t.strictSame(runPlan(container(signalLines), { shell }).stdout, given.stdout, shell);
  }
  t.end();
});

t.test('a hook has no signal blocked or ignored', (t) => {
  const outcome = runPlan(
    [{ op: 'spawn', path: '/bin/sh', args: ['sh', '-c', `${signalLines} >&2; exit 1`] }],
    {
      shell: 'trap \'\' PIPE CHLD USR1 TERM; exec "$@"',
    },
  );
  const masks = [...outcome.stderr.matchAll(/(Sig\w+|ShdPnd):\s+(\w+)/g)].map(
    ([, name, mask]) => `${name} ${mask}`,
  );
  t.strictSame(
    masks,
    ['SigPnd', 'ShdPnd', 'SigBlk', 'SigIgn'].map((name) => `${name} 0000000000000000`),
  );
  t.end();
});

t.test('preserved descriptors reach the program, others that were open do not', needsRoot, (t) => {
  const fd = openSync('/etc/hostname', 'r');
  t.teardown(() => closeSync(fd));
  const options = { extraFds: [fd, fd], preserveFds: 1, shell: 'exec 9</etc/hostname; exec "$@"' };
  t.equal(runPlan(container(listFds), options).stdout, '0 1 2 3 ');
  t.end();
});

t.test('a hook has descriptors 0 to 2 alone', (t) => {
  const fd = openSync('/etc/hostname', 'r');
  t.teardown(() => closeSync(fd));
  const outcome = runPlan([{ op: 'spawn', path: '/bin/sh', args: ['sh', '-c', `${listFds}; exit 1`] }], {
    extraFds: [fd],
    preserveFds: 1,
  });
  t.match(outcome.stderr, 'exit status 1: 0 1 2 (');
  t.end();
});

t.test('a preserved descriptor that is not open is an error', (t) => {
  const { status, stderr } = runPlan([], {
    preserveFds: 2,
    shell: 'exec 3<&-; exec "$@"',
    extraFds: ['/dev/null', '/dev/null'].map((path) => openSync(path, 'r')),
  });
  t.strictSame(
    { status, stderr },
    { status: 1, stderr: 'runts: cannot preserve descriptor 3: it is not open\n' },
  );
  t.end();
});

t.test('closed standard descriptors are /dev/null', needsRoot, (t) => {
  const directory = t.testdir();
  const { status } = runPlan(container(`readlink /proc/self/fd/0 /proc/self/fd/2 >${directory}/fds`), {
    shell: 'exec "$@" <&- 2>&-',
  });
  t.equal(status, 0);
  t.equal(readFileSync(`${directory}/fds`, 'utf8'), '/dev/null\n/dev/null\n');
  t.end();
});

t.test('nothing of the environment reaches the program', needsRoot, (t) => {
  t.equal(
    runPlan(container('env | sort'), { shell: 'SECRET=1 exec "$@"' }).stdout,
    `PATH=/usr/bin:/bin\nPWD=${process.cwd()}\n`,
  );
  t.end();
});
