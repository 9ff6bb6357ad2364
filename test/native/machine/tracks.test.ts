import { spawn } from 'node:child_process';
import { readlinkSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { runPlan, type TestOp } from './run-plan.ts';

const needsRoot = process.getuid?.() === 0 ? {} : { skip: 'needs root' };

/** A container's process with little of its own. */
const init = { op: 'cloneInit', flags: ['CLONE_NEWPID', 'CLONE_NEWNS', 'CLONE_NEWUTS'] } as const;
const say = (track: 'runtime' | 'setup' | 'container', text: string): TestOp => ({
  op: 'print',
  in: track,
  fd: 1,
  text,
});
const execute = (...args: string[]): readonly TestOp[] => [
  { op: 'findExecutable', in: 'container', name: args[0] ?? '', searchPath: '/usr/bin:/bin' },
  { op: 'execve', in: 'container', args, env: ['PATH=/usr/bin:/bin'] },
];

t.test('tracks carry their ops out in the order of the plan', needsRoot, async (t) => {
  const outcome = await runPlan([
    say('runtime', '1'),
    { op: 'cloneSetup' },
    say('setup', '2'),
    { ...init, in: 'setup' },
    say('runtime', '3'),
    say('container', '4'),
    say('runtime', '5'),
    say('container', '6'),
    say('container', '7\n'),
  ]);
  t.strictSame(outcome, { status: 0, signal: null, stdout: '1234567\n', stderr: '' });
});

t.test('the container track becomes the program', needsRoot, async (t) => {
  const outcome = await runPlan([
    init,
    ...execute('sh', '-c', 'echo $$; exit 3'),
    { op: 'awaitExec' },
    { op: 'exit', status: 0, ofInit: true },
  ]);
  t.strictSame(outcome, { status: 3, signal: null, stdout: '1\n', stderr: '' });
});

t.test('a failure of the container track is told by the runtime track', needsRoot, async (t) => {
  const outcome = await runPlan([
    init,
    { op: 'findExecutable', in: 'container', name: 'nope', searchPath: '/bin', origin: '/process/args' },
    say('runtime', 'no'),
  ]);
  t.strictSame(outcome, {
    status: 1,
    signal: null,
    stdout: '',
    stderr:
      'runts: cannot find executable "nope": ENOENT: no such file or directory (config.json /process/args, stage test)\n',
  });
});

t.test('an own text takes the place of the usual one', needsRoot, async (t) => {
  const outcome = await runPlan([
    init,
    {
      op: 'findExecutable',
      in: 'container',
      name: 'nope',
      searchPath: '/bin',
      says: { ENOENT: 'exec: "nope": executable file not found in $PATH' },
    },
  ]);
  t.equal(outcome.stderr, 'runts: exec: "nope": executable file not found in $PATH (stage test)\n');
});

t.test(
  'who may trace in a joined user namespace finds the host behind init, unless setup hid itself',
  needsRoot,
  (t) => {
    const pod = spawn('unshare', ['--user', 'sleep', '60'], { stdio: 'ignore' });
    t.teardown(() => pod.kill());
    const user = `/proc/${pod.pid}/ns/user`;
    const own = readlinkSync('/proc/self/ns/user');
    for (let tries = 0; readlinkSync(user) === own && tries < 500; tries++) pause(10);
    for (const map of ['uid_map', 'gid_map']) writeFileSync(`/proc/${pod.pid}/${map}`, '0 100000 1000');

    const look = 'nsenter --user=$1 -S 0 -G 0 readlink /proc/$2/root >&2; exit 1';
    const seen = (hidden: readonly TestOp[]) =>
      runPlan([
        { op: 'openNamespace', path: user, type: 'CLONE_NEWUSER', as: 'user' },
        { op: 'cloneSetup' },
        ...hidden,
        { op: 'setns', in: 'setup', from: 'user', type: 'CLONE_NEWUSER' },
        { op: 'cloneInit', in: 'setup', flags: ['CLONE_NEWNS'] },
        {
          op: 'spawn',
          path: '/bin/sh',
          args: ['sh', '-c', look, 'sh', user, [{ slot: 'pid' }]],
          env: ['PATH=/usr/bin:/bin'],
        },
        { op: 'exit', in: 'container', status: 0 },
      ]).stderr;
    t.match(seen([]), 'exit status 1: / (');
    t.match(seen([{ op: 'undumpable', in: 'setup' }]), 'exit status 1 (');
    t.end();
  },
);

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
