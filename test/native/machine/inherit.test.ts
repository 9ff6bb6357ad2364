import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  const directory = t.testdir();
  const made = join(directory, 'made');
  const undo = { op: 'removeTree', in: 'runtime', path: made, ifMissing: 'fail', origin: '' } as const;
  for (const op of ['cloneSetup', 'cloneInit'] as const) {
    const { status, stderr } = runPlan(
      [
        { op: 'mkdir', path: made, mode: 0o700, ifExists: 'fail', undo: [undo] },
        op === 'cloneInit' ? { op, flags: [] } : { op },
      ],
      {
        preserveFds: 2,
        shell: 'exec 3<&-; exec "$@"',
        extraFds: ['/dev/null', '/dev/null'].map((path) => openSync(path, 'r')),
      },
    );
    const process = op === 'cloneInit' ? 'init' : 'setup';
    const text = `cannot start the ${process} process: descriptor 3, to be preserved, is not open (stage test)`;
    t.strictSame({ status, stderr }, { status: 1, stderr: `runts: ${text}\n` });
    t.notOk(existsSync(made), 'nothing is left');
  }
  t.end();
});

t.test('what is refused before any op is in the log too', (t) => {
  const directory = t.testdir({ lock: '' });
  const log = { path: join(directory, 'log'), format: 'json' } as const;
  const { status, stderr } = runPlan([], { preserveFds: 2, lock: join(directory, 'lock'), log });
  const msg = "cannot keep the lock: its descriptor is one of the container's";
  t.strictSame({ status, stderr }, { status: 1, stderr: `runts: ${msg}\n` });
  t.match(JSON.parse(readFileSync(log.path, 'utf8')), { level: 'error', msg });
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

t.test('0x01 is a character like others in arguments and environments', needsRoot, (t) => {
  const show = (text: string) => `printf %s "${text}" | od -An -c`;
  const env = ['PATH=/usr/bin:/bin', 'PS1=\u0001\u001b[0m\u0001\u0002$ '];
  const outcome = runPlan(
    container('').map((op) =>
      op.op === 'execve' ? { ...op, args: ['sh', '-c', show('$PS1$1'), 'sh', '\u0001\u0002'], env } : op,
    ),
  );
  t.equal(outcome.stdout.trim().replace(/ +/g, ' '), '001 033 [ 0 m 001 002 $ 001 002');

  const hook = {
    op: 'spawn',
    path: '/bin/sh',
    args: ['sh', '-c', `(${show('$PS1')}) >&2; exit 1`],
    env,
  } as const;
  t.match(runPlan([hook]).stderr, /: +001 033 +\[ +0 +m 001 002 +\$/);
  t.end();
});

t.test('a program that is named by a descriptor of the machine is not found', needsRoot, (t) => {
  // Whoever made the image says what is executed, and nothing that the machine holds may lead out of it.
  const bait = spawn('sleep', ['60']);
  t.teardown(() => bait.kill());
  for (let fd = 3; fd < 10; fd++) {
    const name = `/proc/self/fd/${fd}/${bait.pid}/root/bin/true`;
    t.match(
      runPlan(container('').map((op) => (op.op === 'findExecutable' ? { ...op, name } : op))),
      { status: 1, stderr: /ENOENT|ENOTDIR|EACCES/ },
      name,
    );
  }
  t.end();
});

t.test('RLIMIT_NOFILE is raised for the machine alone', needsRoot, (t) => {
  const shell = 'ulimit -Sn 40; exec "$@"';
  const hook = (track: 'runtime' | 'container'): TestOp => ({
    op: 'spawn',
    in: track,
    path: '/bin/sh',
    args: ['sh', '-c', 'ulimit -Sn >>limits'],
    ifFails: 'warn',
  });
  const cwd = t.testdir();
  const ops = (...limits: readonly TestOp[]) => {
    const [clone, ...rest] = container('ulimit -Sn >>limits');
    return [hook('runtime'), ...(clone ? [clone] : []), hook('container'), ...limits, ...rest];
  };
  const trees = Array.from(
    { length: 100 },
    (_, i) => ({ op: 'openTree', source: '/etc/hostname', as: `${i}` }) as const,
  );
  t.strictSame(runPlan([...trees, ...ops()], { shell, cwd }).stderr, '');
  const limit = { op: 'prlimit', resource: 'RLIMIT_NOFILE', soft: 50, hard: 50 } as const;
  t.strictSame(runPlan(ops(limit, hook('container')), { shell, cwd }).stderr, '');
  t.equal(readFileSync(join(cwd, 'limits'), 'utf8'), '40\n40\n40\n40\n40\n50\n50\n');
  t.end();
});
