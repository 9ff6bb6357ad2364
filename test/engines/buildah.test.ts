import { join } from 'node:path';
import t from 'tap';
import { skipReason } from '../conformance/harness.ts';
import { findProgram, staticBusybox } from '../conformance/programs.ts';
import { engineRuntime, World } from './world.ts';

function lacks(): string | undefined {
  if (!findProgram('buildah')) return 'no buildah';
  return staticBusybox() ? undefined : 'no static busybox';
}

const skip = skipReason({ lacks });

t.test('buildah runs build steps', skip === false ? {} : { skip }, async (t) => {
  const world = await World.open();
  t.teardown(() => world.close());
  const path = (name: string): string => join(world.dir, name);
  const buildah = (...words: readonly string[]): readonly string[] => {
    const own = ['--root', path('storage'), '--runroot', path('run'), '--storage-driver', 'vfs'];
    return ['buildah', ...own, ...words];
  };
  // What runts does not carry out yet is off; the limits are what any root may set.
  const plain = [
    '--security-opt',
    'seccomp=unconfined',
    '--ulimit',
    'nofile=1024:1024',
    '--ulimit',
    'nproc=4096:4096',
  ];
  const from = buildah('from', ...plain, '--cgroup-parent', `/${world.cgroup}`, 'scratch');
  const name = (await world.must(from)).trim();
  await world.must(buildah('add', name, world.archive, '/'));
  const run = (...args: readonly string[]) =>
    world.command(buildah('run', '--isolation', 'oci', '--runtime', engineRuntime(), name, '--', ...args));

  t.match(await run('sh', '-c', 'echo built > /made; echo out'), { status: 0, stdout: 'out\n' });
  t.match(
    await run('cat', '/made'),
    { status: 0, stdout: 'built\n' },
    'a step finds what the one before made',
  );
  t.match(await run('sh', '-c', 'exit 3'), { status: 3 });
  t.match(await run('nowhere'), { stderr: /executable file .*not found in \$PATH/ });

  await world.must(buildah('rm', name));
  t.strictSame([await world.leftovers(), await world.runtimeState()], [[], '']);
});
