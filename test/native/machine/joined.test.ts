import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { on, runFenced, skip } from './container.ts';
import type { TestOp } from './run-plan.ts';

/** A process with mount and UTS namespaces of its own, as the init of a container would be. */
async function other(script: string): Promise<ChildProcess> {
  const child = spawn('unshare', ['-mu', 'sh', '-c', `${script}; echo ready; exec sleep 60`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

/** Runs sh in the mount namespace of a process, or in that of the runtime. */
const join = (pid: number | undefined, script: string, ...steps: readonly TestOp[]) =>
  runFenced([
    ...on(
      'runtime',
      pid === undefined
        ? []
        : [{ op: 'openNamespace', path: `/proc/${pid}/ns/mnt`, type: 'CLONE_NEWNS', as: 'mnt' }],
    ),
    ...on('runtime', [{ op: 'cloneInit', flags: [] }]),
    ...on('container', [
      ...(pid === undefined ? [] : [{ op: 'setns', from: 'mnt', type: 'CLONE_NEWNS' } as const]),
      ...steps,
      { op: 'findExecutable', name: '/bin/sh', searchPath: '' },
      { op: 'execve', args: ['sh', '-c', script], env: ['PATH=/usr/bin:/bin'] },
    ]),
    ...on('runtime', [{ op: 'awaitExec' }, { op: 'exit', status: 0, ofInit: true }]),
  ]);

t.test('a process that joined a mount namespace finds cwd and home there', { skip }, async (t) => {
  const { pid } = await other(
    'mount -t tmpfs none /mnt; mkdir /mnt/inside; ln -s inside /mnt/link; echo me:x:77:7::/there: > /mnt/passwd; mount --bind /mnt/passwd /etc/passwd',
  );
  const { stdout, stderr, status } = await join(
    pid,
    'pwd -P; echo $HOME',
    { op: 'chdir', path: '/mnt/link' },
    { op: 'home', uid: 77 },
  );
  t.strictSame([status, stdout, stderr], [0, '/mnt/inside\n/there\n', '']);
});

t.test("in the runtime's own mount namespace no target is resolved", { skip }, async (t) => {
  const { status, stderr } = await join(undefined, 'true', { op: 'chdir', path: '/tmp' });
  t.equal(status, 1);
  t.match(stderr, 'EPERM: operation not permitted');
});
