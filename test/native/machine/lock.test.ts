import { join } from 'node:path';
import t, { type Test } from 'tap';
import { runPlan, type TestOp } from './run-plan.ts';

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
