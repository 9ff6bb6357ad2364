import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { outcomeOf, type RunOptions, runPlan, startPlan, type TestOp } from './run-plan.ts';

const needsRoot = process.getuid?.() === 0 ? {} : { skip: 'needs root' };
const alive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

/** A created container whose program is a shell line; what its process is lies in `<directory>/process`. */
const createOps = (directory: string, line: string, before: readonly TestOp[] = []): readonly TestOp[] => [
  { op: 'listen', path: join(directory, 'start.sock'), as: 'start' },
  { op: 'cloneInit', flags: ['CLONE_NEWPID', 'CLONE_NEWUTS'] },
  {
    op: 'writeFile',
    path: join(directory, 'process'),
    data: [{ slot: 'pid' }, ' ', { slot: 'startTime' }],
    mode: 0o600,
  },
  { op: 'findExecutable', in: 'container', name: 'sh', searchPath: '/bin' },
  { op: 'waitForStart', in: 'container', from: 'start' },
  ...before,
  { op: 'execve', in: 'container', args: ['sh', '-c', line], env: [] },
];

function create(directory: string, line: string, before: readonly TestOp[] = [], options: RunOptions = {}) {
  // Of its own descriptors only: whoever holds the pipes of the test would keep it waiting.
  const outcome = runPlan(createOps(directory, line, before), {
    shell: 'exec "$@" >out 2>err <&-',
    cwd: directory,
    ...options,
  });
  const [pid = 0, startTime = 0] = readFileSync(join(directory, 'process'), 'utf8').split(' ').map(Number);
  return { outcome, pid, startTime };
}

const start = (directory: string, pid: number, startTime: number) =>
  runPlan([
    {
      op: 'startInit',
      path: join(directory, 'start.sock'),
      pid,
      startTime,
      says: { ESRCH: 'cannot start a container that has stopped' },
    },
  ]);

async function ended(pid: number) {
  while (alive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

t.test('start lets the waiting init become the program', needsRoot, async (t) => {
  const directory = t.testdir();
  const { outcome, pid, startTime } = create(directory, 'echo started');
  t.strictSame(outcome, { status: 0, signal: null, stdout: '', stderr: '' });
  t.ok(alive(pid));
  t.equal(readFileSync(`/proc/${pid}/comm`, 'utf8'), 'runts:[init]\n');

  t.strictSame(start(directory, pid, startTime), { status: 0, signal: null, stdout: '', stderr: '' });
  await ended(pid);
  t.equal(readFileSync(join(directory, 'out'), 'utf8'), 'started\n');
});

t.test('the waiting init holds stdio and its socket, and little memory', needsRoot, async (t) => {
  const directory = t.testdir();
  const { pid, startTime } = create(directory, 'true', [], { machine: 'real' });
  const fds = readdirSync(`/proc/${pid}/fd`).map((fd) =>
    readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/\d+/, 'N'),
  );
  t.strictSame(fds, [
    '/dev/null',
    join(directory, 'out').replace(/\d+/, 'N'),
    join(directory, 'err').replace(/\d+/, 'N'),
    'socket:[N]',
  ]);
  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  t.comment(`resident: ${resident} KiB`);
  t.ok(resident <= 256, `${resident} KiB`);
  start(directory, pid, startTime);
  await ended(pid);
});

t.test('an error after start reaches whoever starts', needsRoot, async (t) => {
  const directory = t.testdir();
  const hook = {
    op: 'spawn',
    in: 'container',
    path: '/bin/sh',
    args: ['sh', '-c', 'echo why >&2; exit 7'],
    origin: '/hooks/startContainer/0',
  } as const;
  const { pid, startTime } = create(directory, 'echo no', [hook]);
  t.strictSame(start(directory, pid, startTime), {
    status: 1,
    signal: null,
    stdout: '',
    stderr:
      'runts: cannot run hook #0 of startContainer "/bin/sh": exit status 7: why (config.json /hooks/startContainer/0, stage test)\n',
  });
  await ended(pid);
  t.equal(readFileSync(join(directory, 'out'), 'utf8'), '');
});

t.test('start of a container whose init has died ends at once', needsRoot, async (t) => {
  const directory = t.testdir();
  const { pid, startTime } = create(directory, 'true');
  process.kill(pid, 'SIGKILL');
  await ended(pid);
  t.equal(
    start(directory, pid, startTime).stderr,
    'runts: cannot start a container that has stopped (stage test)\n',
  );
});

t.test('a start that cannot remove the socket does not start', needsRoot, async (t) => {
  const directory = t.testdir();
  const { pid, startTime } = create(directory, 'true');
  const readonly = 'mount --bind . . && mount -o remount,bind,ro . && exec "$@"';
  const { status, stderr } = runPlan(
    [{ op: 'startInit', path: join(directory, 'start.sock'), pid, startTime }],
    { shell: `exec unshare -m sh -c '${readonly}' sh "$@"`, cwd: directory },
  );
  t.equal(status, 1);
  t.match(stderr, /^runts: cannot start process \d+: EROFS: /);
  t.ok(alive(pid));
  t.equal(start(directory, pid, startTime).status, 0);
  await ended(pid);
});

t.test('start of another process with the same pid is refused', needsRoot, async (t) => {
  const directory = t.testdir();
  const { pid, startTime } = create(directory, 'true');
  t.equal(
    start(directory, pid, startTime + 1).stderr,
    'runts: cannot start a container that has stopped (stage test)\n',
  );
  t.equal(
    start(
      directory,
      process.pid,
      Number(readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[19]),
    ).stderr,
    `runts: cannot start process ${process.pid}: another process listens there (stage test)\n`,
  );
  t.ok(alive(pid));
  process.kill(pid, 'SIGKILL');
});

t.test('start twice starts once', needsRoot, async (t) => {
  const directory = t.testdir();
  const { pid, startTime } = create(directory, 'sleep 5');
  t.equal(start(directory, pid, startTime).status, 0);
  t.notOk(existsSync(join(directory, 'start.sock')), 'whoever has started it has removed the socket');
  t.match(start(directory, pid, startTime).stderr, /^runts: cannot start process \d+: ENOENT: /);
  process.kill(pid, 'SIGKILL');
});

t.test('an init killed amid its start hook is told of', needsRoot, async (t) => {
  const directory = t.testdir();
  const { pid, startTime } = create(directory, 'true', [
    { op: 'spawn', in: 'container', path: '/bin/sleep', args: ['sleep', '60'] },
  ]);
  const starting = startPlan([{ op: 'startInit', path: join(directory, 'start.sock'), pid, startTime }]);
  const outcome = outcomeOf(starting);
  await new Promise((resolve) => setTimeout(resolve, 200));
  process.kill(pid, 'SIGKILL');
  t.match(await outcome, {
    status: 1,
    stderr: `runts: cannot start process ${pid}: the init process ended before the program was executed (stage test)\n`,
  });
});

t.test('a runtime track that is killed leaves no waiting init', needsRoot, async (t) => {
  const directory = t.testdir();
  const child = startPlan([
    ...createOps(directory, 'true').slice(0, 3),
    { op: 'print', in: 'container', fd: 1, text: 'waiting\n' },
    { op: 'spawn', path: '/bin/sleep', args: ['sleep', '60'] },
    { op: 'print', in: 'container', fd: 1, text: 'no\n' },
  ]);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  const pid = Number(readFileSync(join(directory, 'process'), 'utf8').split(' ')[0]);
  t.ok(alive(pid));
  child.kill('SIGKILL');
  await ended(pid);
  t.notOk(alive(pid));
});

t.test('nor one that is amid something, also when it has other ids by then', needsRoot, async (t) => {
  const directory = t.testdir();
  const child = startPlan([
    ...createOps(directory, 'true').slice(0, 3),
    { op: 'setresgid', in: 'container', gid: 1234 },
    { op: 'setresuid', in: 'container', uid: 1234 },
    { op: 'print', in: 'container', fd: 1, text: 'waiting\n' },
    { op: 'spawn', in: 'container', path: '/bin/sleep', args: ['sleep', '60'] },
  ]);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  const pid = Number(readFileSync(join(directory, 'process'), 'utf8').split(' ')[0]);
  child.kill('SIGKILL');
  await ended(pid);
  t.notOk(alive(pid));
});

t.test(
  'an ordinary user starts what it created, whatever its uid is inside; another user does not',
  needsRoot,
  async (t) => {
    for (const inside of [0, 1234]) {
      const directory = mkdtempSync(join(tmpdir(), 'runts-start-'));
      t.teardown(() => rmSync(directory, { recursive: true }));
      chmodSync(directory, 0o777);
      const map = (file: string, data: string): TestOp => ({
        op: 'write',
        path: ['/proc/', { slot: 'pid' }, file],
        data,
        ifMissing: 'fail',
      });
      const mapped = [
        map('/setgroups', 'deny'),
        map('/uid_map', `${inside} 4321 1`),
        map('/gid_map', `${inside} 4321 1`),
      ];
      const [listen, clone, ...rest] = createOps(directory, 'id -u') as [TestOp, TestOp, ...TestOp[]];
      const as = (uid: number, more = '') =>
        `exec setpriv --reuid=${uid} --regid=${uid} --clear-groups "$@" ${more}`;
      runPlan(
        [listen, { ...clone, flags: ['CLONE_NEWUSER', 'CLONE_NEWPID'] } as TestOp, ...mapped, ...rest],
        {
          shell: as(4321, '>out 2>err <&-'),
          cwd: directory,
          machine: 'real',
        },
      );
      const [pid = 0, startTime = 0] = readFileSync(join(directory, 'process'), 'utf8')
        .split(' ')
        .map(Number);
      const startAs = (uid: number) =>
        runPlan([{ op: 'startInit', path: join(directory, 'start.sock'), pid, startTime }], {
          shell: as(uid),
          machine: 'real',
        });
      t.match(startAs(4322).stderr, 'EACCES');
      t.strictSame(startAs(inside === 0 ? 0 : 4321), { status: 0, signal: null, stdout: '', stderr: '' });
      await ended(pid);
      t.equal(readFileSync(join(directory, 'out'), 'utf8'), `${inside}\n`);
    }
  },
);
