import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { outcomeOf, runPlan, startPlan, type TestOp } from './run-plan.ts';

const needsRoot = process.getuid?.() === 0 ? {} : { skip: 'needs root' };
const path = 'PATH=/usr/bin:/bin';

/** A lock held by the machine, as the planner leaves it; in the middle a program that is supervised. */
function foreground(t: Test, line: string, ...after: readonly TestOp[]) {
  const directory = t.testdir({ lock: '' });
  const lock = join(directory, 'lock');
  const look = 'flock -n lock true && echo free || echo held';
  const ops: readonly TestOp[] = [
    { op: 'cloneInit', flags: ['CLONE_NEWUTS'] },
    { op: 'spawn', in: 'container', path: '/bin/sh', args: ['sh', '-c', `(${look}) >>looks`], env: [path] },
    { op: 'findExecutable', in: 'container', name: 'sh', searchPath: '/bin' },
    {
      op: 'execve',
      in: 'container',
      args: ['sh', '-c', `sleep 0.3; (${look}) >>looks; ${line}`],
      env: [path],
    },
    { op: 'awaitExec' },
    { op: 'supervise' },
    { op: 'spawn', path: '/bin/sh', args: ['sh', '-c', `(${look}) >>looks`], env: [path] },
    ...after,
    { op: 'spawn', path: '/bin/sh', args: ['sh', '-c', 'cat looks >&2; exit 1'], env: [path] },
  ];
  return runPlan(ops, { lock, cwd: directory, shell: 'flock 4; exec "$@"' });
}

t.test('the lock is held before and after the foreground, not meanwhile', needsRoot, (t) => {
  t.match(foreground(t, 'true').stderr, 'exit status 1: held\\nfree\\nheld (');
  t.end();
});

t.test('a container that was deleted meanwhile is left alone', needsRoot, (t) => {
  t.strictSame(foreground(t, 'rm lock; exit 7'), { status: 7, signal: null, stdout: '', stderr: '' });
  t.end();
});

/** Another command, which holds the lock for as long as it likes. */
async function holder(t: Test, directory: string): Promise<ChildProcess> {
  const child = spawn('flock', ['--no-fork', join(directory, 'lock'), 'sh', '-c', 'echo; exec sleep 1000'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

const taken = { status: 0, signal: null, stdout: 'taken\n', stderr: '' };
const take = (directory: string, timeoutMs: number): readonly TestOp[] => [
  { op: 'lock', path: join(directory, 'lock'), timeoutMs, says: { EAGAIN: 'another has it' } },
  { op: 'spawn', path: '/bin/sh', args: ['sh', '-c', `! flock -n ${directory}/lock true`], env: [path] },
  { op: 'print', fd: 1, text: 'taken\n' },
];

t.test('lock takes a lock that is free, and keeps it', (t) => {
  t.strictSame(runPlan(take(t.testdir({ lock: '' }), 0)), taken);
  t.end();
});

t.test('lock waits for another command, and not for ever', async (t) => {
  const directory = t.testdir({ lock: '' });
  const other = await holder(t, directory);
  t.equal(runPlan(take(directory, 100)).stderr, 'runts: another has it (stage test)\n');
  const outcome = outcomeOf(startPlan(take(directory, 60_000)));
  setTimeout(() => other.kill('SIGKILL'), 100);
  t.strictSame(await outcome, taken);
});

t.test('where the lock is gone, or goes with who had it, there is nothing more to do', async (t) => {
  const directory = t.testdir({ lock: '' });
  const nothing = { ...taken, stdout: '' };
  const other = await holder(t, directory);
  const outcome = outcomeOf(startPlan(take(directory, 60_000)));
  setTimeout(() => {
    rmSync(join(directory, 'lock'));
    other.kill('SIGKILL');
  }, 100);
  t.strictSame(await outcome, nothing);
  t.strictSame(runPlan(take(directory, 0)), nothing);
  t.notOk(existsSync(join(directory, 'lock')));
});

// --- and who has it -------------------------------------------------------------------------------------------------

/** A shell line in a process of its own, once it has said that it is ready. */
async function ready(t: Test, line: string) {
  const child = spawn('sh', ['-c', `${line} echo; while :; do sleep 0.05; done`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  const pid = child.pid ?? 0;
  const startTime = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19]);
  const end = async (patienceMs: number, later = 0): Promise<unknown> => {
    const closed = once(child, 'close');
    const ops = [{ op: 'endProcess', pid, startTime: startTime + later, patienceMs }] as const;
    t.strictSame(await outcomeOf(startPlan(ops)), { ...taken, stdout: '' });
    return later > 0 ? child.signalCode : closed;
  };
  return { end };
}

t.test('endProcess lets a process undo what it did', async (t) => {
  const { end } = await ready(t, "trap 'exit 7' TERM;");
  t.strictSame(await end(60_000), [7, null]);
});

t.test('endProcess kills one that will not end', async (t) => {
  const { end } = await ready(t, "trap '' TERM;");
  t.strictSame(await end(200), [null, 'SIGKILL']);
});

t.test('endProcess leaves another process of that number alone, and one that is gone', async (t) => {
  const { end } = await ready(t, '');
  t.equal(await end(60_000, 1), null);
  t.strictSame(await end(60_000), [null, 'SIGTERM']);
  const again = runPlan([{ op: 'endProcess', pid: 4194303, startTime: 1, patienceMs: 0 }]);
  t.strictSame(again, { ...taken, stdout: '' });
});
