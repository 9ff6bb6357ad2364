import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Result } from '../conformance/engine.ts';
import { skipReason } from '../conformance/harness.ts';
import { findProgram, programs, staticBusybox } from '../conformance/programs.ts';
import { engineRuntime, World } from './world.ts';

function lacks(): string | undefined {
  for (const name of ['containerd', 'ctr', 'containerd-shim-runc-v2'])
    if (!findProgram(name)) return `no ${name}`;
  return staticBusybox() ? undefined : 'no static busybox';
}

/** Containerd with directories of its own. */
class Containerd {
  readonly world: World;

  private constructor(world: World) {
    this.world = world;
  }

  static open(): Promise<Containerd> {
    return World.for(async (world) => {
      const containerd = new Containerd(world);
      const path = (name: string): string => join(world.dir, name);
      const own = ['--root', path('storage'), '--state', path('state'), '--address', path('sock')];
      await world.daemon(['containerd', ...own], containerd.ctr('version'));
      return containerd;
    });
  }

  /** The words of a ctr command. */
  ctr(...words: readonly string[]): readonly string[] {
    return ['ctr', '--address', join(this.world.dir, 'sock'), '--namespace', 'runts-test', ...words];
  }

  command(...words: readonly string[]): Promise<Result> {
    return this.world.command(this.ctr(...words));
  }

  /** The words of `ctr run`. */
  run(options: readonly string[], name: string, ...args: readonly string[]): readonly string[] {
    const { cgroup, rootfs } = this.world;
    const ours = ['--runc-binary', engineRuntime(), '--cgroup', `/${cgroup}/${name}`, '--rootfs'];
    return this.ctr('run', ...options, ...ours, rootfs, name, ...args);
  }
}

// Each command of an engine is several processes.
t.setTimeout(300_000);

let opened: Promise<Containerd> | undefined;

/** A test with the one containerd of this file; no container may be left when it ends. */
function containerd(name: string, body: (t: Test, containerd: Containerd) => Promise<void>): void {
  const skip = skipReason({ lacks });
  t.test(name, skip === false ? {} : { skip }, async (t) => {
    opened ??= Containerd.open();
    const containerd = await opened;
    await body(t, containerd);
    const tasks = await containerd.command('task', 'ls', '--quiet');
    const state = await containerd.world.runtimeState('/run/containerd/runc/runts-test');
    t.strictSame([tasks.stdout, await containerd.world.leftovers('containerd'), state], ['', [], '']);
  });
}

t.teardown(async () => (await opened?.catch(() => undefined))?.world.close());

containerd('run passes on output and exit code', async (t, containerd) => {
  const argv = containerd.run(['--rm'], 'output', 'sh', '-c', 'echo out; echo error >&2; exit 7');
  t.match(await containerd.world.command(argv), { status: 7, stdout: 'out\n', stderr: /error\n/ });
});

containerd('run on a terminal', async (t, containerd) => {
  const argv = containerd.run(['--rm', '--tty'], 'terminal', 'sh', '-c', 'tty; exit 5');
  const { status, stdout } = await containerd.world.command([programs().terminal, 'run', '24x80', ...argv]);
  t.equal(status, 5);
  // Ctr makes its own terminal raw a moment after the start.
  t.match(stdout, /\/dev\/pts\/0\r+\n/);
});

containerd('the error of a failed create is the last one in the log', async (t, containerd) => {
  const argv = containerd.run(['--rm'], 'missing', 'nowhere');
  t.match(await containerd.world.command(argv), {
    status: 1,
    stderr: /OCI runtime create failed:.*exec: "nowhere": executable file not found in \$PATH/,
  });
});

containerd('a task is killed, seen as stopped, and removed', async (t, containerd) => {
  const script = 'trap "exit 9" TERM; echo ready; while :; do sleep 0.1; done';
  t.match(await containerd.world.command(containerd.run(['--detach'], 'task', 'sh', '-c', script)), {
    status: 0,
  });
  t.match(await containerd.command('task', 'ls'), { stdout: /task +\d+ +RUNNING/ });
  t.match(await containerd.command('task', 'kill', '--signal', 'SIGKILL', 'task'), { status: 0 });
  let seen = '';
  while (!seen.includes('STOPPED')) seen = (await containerd.command('task', 'ls')).stdout;
  await containerd.command('task', 'rm', 'task');
  t.match(await containerd.command('containers', 'rm', 'task'), { status: 0 });
});

containerd('--privileged has all capabilities', async (t, containerd) => {
  const argv = containerd.run(['--rm', '--privileged'], 'privileged', 'grep', 'CapEff', '/proc/self/status');
  const own = await containerd.world.must(['grep', 'CapEff', '/proc/self/status']);
  t.match(await containerd.world.command(argv), { status: 0, stdout: own });
});
