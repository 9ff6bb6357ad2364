import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Result } from '../conformance/engine.ts';
import { skipReason } from '../conformance/harness.ts';
import { findProgram, programs, staticBusybox } from '../conformance/programs.ts';
import { engineRuntime, IMAGE, World } from './world.ts';

function lacks(): string | undefined {
  for (const name of ['dockerd', 'docker', 'containerd']) if (!findProgram(name)) return `no ${name}`;
  return staticBusybox() ? undefined : 'no static busybox';
}

/** Docker with directories and a containerd of its own. */
class Docker {
  readonly world: World;

  private constructor(world: World) {
    this.world = world;
  }

  static open(): Promise<Docker> {
    return World.for(async (world) => {
      const docker = new Docker(world);
      const path = (name: string): string => join(world.dir, name);
      const own = ['--data-root', path('storage'), '--exec-root', path('exec'), '--pidfile', path('pid')];
      const plain = ['--storage-driver', 'vfs', '--bridge', 'none', '--iptables=false'];
      const cgroups = ['--exec-opt', 'native.cgroupdriver=cgroupfs', '--cgroup-parent', `/${world.cgroup}`];
      const runtime = ['--add-runtime', `tested=${engineRuntime()}`, '--default-runtime', 'tested'];
      const host = ['--host', docker.#host()];
      const argv = ['dockerd', ...own, ...plain, ...cgroups, ...runtime, ...host];
      await world.daemon(argv, docker.docker('version'));
      await world.must(docker.docker('import', world.archive, IMAGE));
      return docker;
    });
  }

  /** The words of a docker command. */
  docker(...words: readonly string[]): readonly string[] {
    return ['docker', '--host', this.#host(), ...words];
  }

  command(...words: readonly string[]): Promise<Result> {
    return this.world.command(this.docker(...words));
  }

  /** The words of `docker run`, with what runts does not carry out yet off. */
  run(options: readonly string[], ...args: readonly string[]): readonly string[] {
    const plain = ['--network', 'none', '--security-opt', 'seccomp=unconfined'];
    return this.docker('run', ...plain, ...options, IMAGE, ...args);
  }

  #host(): string {
    return `unix://${join(this.world.dir, 'sock')}`;
  }
}

// Each command of an engine is several processes.
t.setTimeout(300_000);

let opened: Promise<Docker> | undefined;

/** A test with the one Docker of this file; no container may be left when it ends. */
function docker(name: string, body: (t: Test, docker: Docker) => Promise<void>): void {
  const skip = skipReason({ lacks });
  t.test(name, skip === false ? {} : { skip }, async (t) => {
    opened ??= Docker.open();
    const docker = await opened;
    await body(t, docker);
    const { stdout } = await docker.command('ps', '--all', '--quiet');
    t.strictSame([stdout, await docker.world.leftovers('dockerd', 'containerd')], ['', []]);
  });
}

t.teardown(async () => (await opened?.catch(() => undefined))?.world.close());

docker('run passes on input, output and exit code', async (t, docker) => {
  const argv = docker.run(['--rm', '--interactive'], 'sh', '-c', 'cat; echo error >&2; exit 7');
  t.match(await docker.world.command(argv, { stdin: 'piped\n' }), {
    status: 7,
    stdout: 'piped\n',
    stderr: 'error\n',
  });
});

docker('run on a terminal', async (t, docker) => {
  // Docker sets the size a moment after the start.
  const script = 'tty; while [ "$(stty size)" != "24 80" ]; do :; done; stty size; exit 5';
  const argv = docker.run(['--rm', '-it'], 'sh', '-c', script);
  const { status, stdout } = await docker.world.command([programs().terminal, 'run', '24x80', ...argv]);
  t.equal(status, 5);
  t.match(stdout, '/dev/pts/0\r\n24 80\r\n');
});

docker('a command that is not there is exit code 127, one that is no file 126', async (t, docker) => {
  for (const [name, status, text] of [
    ['nowhere', 127, /exec: "nowhere": executable file not found in \$PATH/],
    ['/nowhere', 127, /no such file or directory/],
    ['/bin/not-executable', 126, /permission denied/],
    ['/etc', 126, /permission denied|is a directory/],
  ] as const) {
    t.match(await docker.world.command(docker.run(['--rm'], name)), { status, stderr: text }, name);
  }
});

docker('user, capabilities, limits, sysctls, read-only root, volumes, tmpfs', async (t, docker) => {
  const user = ['--user', '1000:1000', '--group-add', '50', '--cap-drop', 'ALL', '--workdir', '/tmp'];
  const limits = ['--ulimit', 'nofile=100:200', '--sysctl', 'net.ipv4.ip_forward=1', '--hostname', 'box'];
  const files = ['--read-only', '--tmpfs', '/scratch', '--volume', `${docker.world.rootfs}/etc:/mnt:ro`];
  const script = [
    'id -u; id -G; pwd; hostname; ulimit -n; cat /proc/sys/net/ipv4/ip_forward',
    'grep CapEff /proc/self/status',
    'touch /scratch/x && echo scratch',
    'touch /mnt/x 2> /dev/null || echo read-only',
  ];
  const argv = docker.run(['--rm', ...user, ...limits, ...files], 'sh', '-c', script.join('\n'));
  const { stdout } = await docker.world.command(argv);
  t.strictSame(stdout.trim().split(/\n/), [
    '1000',
    '1000 50',
    '/tmp',
    'box',
    '100',
    '1',
    'CapEff:\t0000000000000000',
    'scratch',
    'read-only',
  ]);
});

docker('--privileged has the devices of the host', async (t, docker) => {
  const argv = docker.run(['--rm', '--privileged'], 'sh', '-c', 'true < /dev/kmsg && echo open');
  t.match(await docker.world.command(argv), { status: 0, stdout: 'open\n' });
});

docker(
  'a container in the background is seen, stopped, started again, killed and removed',
  async (t, docker) => {
    const script = 'trap "exit 9" TERM; echo ready; while :; do sleep 0.1; done';
    await docker.world.must(docker.run(['--detach', '--name', 'back'], 'sh', '-c', script));
    let logs = '';
    while (logs !== 'ready\n') logs = (await docker.command('logs', 'back')).stdout;
    t.match(await docker.command('ps', '--format', '{{.Names}} {{.Status}}'), { stdout: /^back Up/ });
    t.match(await docker.command('stop', '--time', '100', 'back'), { status: 0 });
    const code = ['inspect', 'back', '--format', '{{.State.ExitCode}}'];
    t.match(await docker.command(...code), { stdout: '9\n' });
    t.match(await docker.command('start', 'back'), { status: 0 });
    t.match(await docker.command('kill', 'back'), { status: 0 });
    t.match(await docker.command('wait', 'back'), { stdout: '137\n' });
    t.match(await docker.command('rm', 'back'), { status: 0 });
  },
);

docker('rm --force ends a container that has an init', async (t, docker) => {
  await docker.world.must(docker.run(['--detach', '--init', '--name', 'running'], 'sleep', '1000'));
  t.match(await docker.command('rm', '--force', 'running'), { status: 0 });
});
