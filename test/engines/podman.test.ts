import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type Conditions, skipReason } from '../conformance/harness.ts';
import { findProgram, programs } from '../conformance/programs.ts';
import { lacksPodman, Podman } from './podman.ts';

// Each command of an engine is several processes.
t.setTimeout(300_000);

let opened: Promise<Podman> | undefined;

/** A test with the one podman of this file; no container may be left when it ends. */
function podman(
  name: string,
  body: (t: Test, podman: Podman) => Promise<void>,
  conditions: Conditions = {},
): void {
  const skip = skipReason({ lacks: lacksPodman, ...conditions });
  t.test(name, skip === false ? {} : { skip }, async (t) => {
    opened ??= Podman.open();
    const podman = await opened;
    await body(t, podman);
    const { stdout } = await podman.command(['ps', '--all', '--quiet']);
    t.strictSame([stdout, await podman.world.leftovers(), await podman.world.runtimeState()], ['', [], '']);
  });
}

t.teardown(async () => (await opened?.catch(() => undefined))?.world.close());

podman('the exit code is that of the program', async (t, podman) => {
  for (const [script, status] of [
    ['exit 0', 0],
    ['exit 7', 7],
  ] as const) {
    t.match(await podman.run([], ['sh', '-c', script]), { status, stderr: '' }, script);
  }
});

podman('stdin, stdout and stderr are pipes of their own', async (t, podman) => {
  const script = 'cat; echo error >&2';
  t.strictSame(await podman.run(['--interactive'], ['sh', '-c', script], { stdin: 'piped\n' }), {
    status: 0,
    stdout: 'piped\n',
    stderr: 'error\n',
  });
});

podman('a terminal goes through conmon: name, size, input, exit code', async (t, podman) => {
  // Conmon sets the size when podman has told it; that may be after the start.
  const script =
    'tty; while [ "$(stty size)" = "0 0" ]; do :; done; stty size; read line; echo "read $line"; exit 5';
  const { status, stdout } = await podman.run(['-it'], ['sh', '-c', script], {
    prefix: [programs().terminal, 'run', '24x80'],
    stdin: 'typed\n',
  });
  const lines = stdout.split('\r\n');
  t.equal(status, 5);
  for (const line of ['/dev/pts/0', '24 80', 'read typed']) t.ok(lines.includes(line), line);
});

podman('a command that is not there is exit code 127', async (t, podman) => {
  t.match(await podman.run([], ['nowhere']), {
    status: 127,
    stderr: /executable file .*not found in \$PATH/,
  });
  t.match(await podman.run([], ['/nowhere']), {
    status: 127,
    stderr: /\/nowhere.* no such file or directory/i,
  });
});

podman('a command that cannot be executed is exit code 126', async (t, podman) => {
  t.match(await podman.run([], ['/bin/not-executable']), { status: 126, stderr: /permission denied/ });
  t.match(await podman.run([], ['/etc']), {
    status: 126,
    stderr: /is a directory|permission denied/,
  });
});

podman('the error of a mount is told', async (t, podman) => {
  // Podman itself looks at binds, so it is one that only the runtime can refuse.
  const { status, stderr } = await podman.run(['--tmpfs', '/etc/passwd'], ['true']);
  t.match(stderr, /etc\/passwd.*not a directory/is);
  t.not(status, 0);
});

podman('user, groups, directory, environment and host name are as asked', async (t, podman) => {
  const options = [
    '--user',
    'alice',
    '--group-add',
    'staff',
    '--workdir',
    '/tmp',
    '--env',
    'A=b c',
    '--hostname',
    'box',
  ];
  const { stdout } = await podman.run(options, ['sh', '-c', 'id; pwd; echo "$A $HOME"; hostname']);
  t.equal(
    stdout,
    'uid=1000(alice) gid=1000(alice) groups=50(staff),1000(alice)\n/tmp\nb c /home/alice\nbox\n',
  );
});

podman('volumes, a read-only root and tmpfs', async (t, podman) => {
  const host = join(podman.world.dir, 'volume');
  mkdirSync(host);
  writeFileSync(join(host, 'given'), 'from the host\n');
  const options = [
    '--read-only',
    '--tmpfs',
    '/scratch',
    '--volume',
    `${host}:/writable`,
    '--volume',
    `${host}:/mnt:ro`,
  ];
  const script = [
    'cat /mnt/given',
    'touch /mnt/x || echo mnt is read-only',
    'touch /x || echo root is read-only',
    'touch /scratch/x /tmp/x && echo scratch',
    'echo from the container > /writable/taken',
  ];
  const { status, stdout } = await podman.run(options, ['sh', '-c', script.join('\n')]);
  t.strictSame([status, stdout], [0, 'from the host\nmnt is read-only\nroot is read-only\nscratch\n']);
  t.equal(readFileSync(join(host, 'taken'), 'utf8'), 'from the container\n');
});

podman('capabilities are those podman gives', async (t, podman) => {
  const read = async (...options: string[]): Promise<string> => {
    const { stdout } = await podman.run(options, ['grep', 'CapEff', '/proc/self/status']);
    return stdout.trim().split(/\s+/)[1] ?? '';
  };
  t.equal(await read('--cap-drop', 'all', '--cap-add', 'net_raw'), '0000000000002000');
  t.equal(await read('--cap-drop', 'all'), '0000000000000000');
});

podman('sysctls, limits, oom score and umask', async (t, podman) => {
  const options = ['--sysctl', 'net.ipv4.ip_forward=1', '--oom-score-adj', '500', '--umask', '0077'];
  const limits = ['--ulimit', 'nofile=100:200', '--ulimit', 'nproc=1000:1000', '--user', 'alice'];
  const script = 'cat /proc/sys/net/ipv4/ip_forward /proc/self/oom_score_adj; umask; ulimit -n';
  t.match(await podman.run([...options, ...limits], ['sh', '-c', script]), {
    status: 0,
    stdout: '1\n500\n0077\n100\n',
  });
});

podman('a user namespace with a mapping', async (t, podman) => {
  const options = ['--uidmap', '0:100000:65536', '--gidmap', '0:100000:65536'];
  const script = 'cat /proc/self/uid_map; id -u; touch /made && stat -c %u /made';
  const { stdout } = await podman.run(options, ['sh', '-c', script]);
  t.strictSame(stdout.trim().split(/\s+/), ['0', '100000', '65536', '0', '0']);
});

podman('namespaces of the host', async (t, podman) => {
  const options = [
    '--pid',
    'host',
    '--ipc',
    'host',
    '--uts',
    'host',
    '--network',
    'host',
    '--cgroupns',
    'host',
  ];
  const look = ['sh', '-c', 'for each in pid ipc uts net cgroup; do readlink /proc/self/ns/$each; done'];
  const inside = await podman.run(options, look);
  const outside = await podman.world.command(look);
  t.strictSame(inside.stdout.split('\n'), outside.stdout.split('\n'));
});

podman('namespaces of another container are joined', async (t, podman) => {
  await podman.start('first', [], ['sleep', '1000']);
  const join = ['--network', 'container:first', '--pid', 'container:first', '--ipc', 'container:first'];
  const { stdout } = await podman.run(join, ['ps', '-o', 'pid,args']);
  t.match(stdout, /^ +1 sleep 1000$/m);
  await podman.command(['rm', '--force', '--time', '0', 'first']);
});

podman('a container in the background is seen, killed, waited for and removed', async (t, podman) => {
  await podman.start('back', [], ['sleep', '1000']);
  t.match(await podman.command(['ps', '--format', '{{.Names}} {{.Status}}']), { stdout: /^back Up/ });
  const wait = await podman.spawn(['wait', 'back']);
  t.match(await podman.command(['kill', 'back']), { status: 0 });
  t.match(await wait.done, { stdout: '137\n' });
  const state = ['inspect', 'back', '--format', '{{.State.Status}} {{.State.ExitCode}}'];
  t.match(await podman.command(state), { stdout: 'exited 137\n' });
  t.match(await podman.command(['rm', 'back']), { status: 0 });
});

podman('kill sends the signal that is asked for', async (t, podman) => {
  const script = 'trap "echo got it; exit 9" USR1; echo ready; while :; do sleep 0.1; done';
  await podman.start('signal', [], ['sh', '-c', script]);
  await logged(podman, 'signal', 'ready');
  const wait = await podman.spawn(['wait', 'signal']);
  await podman.command(['kill', '--signal', 'USR1', 'signal']);
  t.match(await wait.done, { stdout: '9\n' });
  t.match(await podman.command(['logs', 'signal']), { stdout: 'ready\ngot it\n' });
  await podman.command(['rm', 'signal']);
});

podman('stop asks first, and ends what does not listen', async (t, podman) => {
  const script = 'trap "exit 3" TERM; echo ready; while :; do sleep 0.1; done';
  await podman.start('polite', [], ['sh', '-c', script]);
  await podman.start('deaf', [], ['sleep', '1000']);
  await logged(podman, 'polite', 'ready');
  await podman.command(['stop', '--time', '60', 'polite']);
  await podman.command(['stop', '--time', '1', 'deaf']);
  const codes = await podman.command(['inspect', '--format', '{{.State.ExitCode}}', 'polite', 'deaf']);
  t.equal(codes.stdout, '3\n137\n');
  await podman.command(['rm', 'polite', 'deaf']);
});

podman('create, start --attach, start again', async (t, podman) => {
  const parent = ['--cgroup-parent', `/${podman.world.cgroup}`, '--network', 'none'];
  await podman.command(['create', '--name', 'twice', ...parent, 'busybox', 'sh', '-c', 'echo out; exit 3']);
  for (const time of ['first', 'second']) {
    t.match(await podman.command(['start', '--attach', 'twice']), { status: 3, stdout: 'out\n' }, time);
  }
  await podman.command(['rm', 'twice']);
});

podman('rm --force ends a running container', async (t, podman) => {
  await podman.start('running', ['--pid', 'host'], ['sh', '-c', 'sleep 1000 & sleep 1000']);
  t.match(await podman.command(['rm', '--force', '--time', '0', 'running']), { status: 0, stderr: '' });
});

podman('--preserve-fds hands descriptors over', async (t, podman) => {
  const script = 'exec 3< "$0"; exec "$@"';
  writeFileSync(join(podman.world.dir, 'given'), 'by descriptor\n');
  const prefix = ['sh', '-c', script, join(podman.world.dir, 'given')];
  t.match(await podman.run(['--preserve-fds', '1'], ['sh', '-c', 'cat <&3'], { prefix }), {
    status: 0,
    stdout: 'by descriptor\n',
  });
});

podman(
  '--init puts an init before the program',
  async (t, podman) => {
    const { stdout } = await podman.run(
      ['--init', '--init-path', '/usr/libexec/podman/catatonit'],
      ['sh', '-c', 'echo $$; exit 4'],
    );
    t.match(stdout, /^[2-9]\n/);
  },
  { lacks: () => lacksPodman() ?? (findProgram('catatonit') ? undefined : 'no catatonit') },
);

podman('--privileged has all capabilities and the devices of the host', async (t, podman) => {
  const script =
    'grep CapEff /proc/self/status; test -c /dev/kmsg && head -c 1 /dev/kmsg > /dev/null && echo open';
  const { status, stdout, stderr } = await podman.run(['--privileged'], ['sh', '-c', script]);
  const own = readFileSync('/proc/self/status', 'utf8');
  const [all] = /^CapEff.*\n/m.exec(own) ?? [];
  t.strictSame([status, stdout, stderr], [0, `${all}open\n`, '']);
});

/** A device that no container has unless it is given. */
const DEVICE = ['/dev/fuse', '/dev/net/tun', '/dev/loop-control'].find((path) => existsSync(path));

podman(
  '--device brings a device of the host, for the accesses that are named',
  async (t, podman) => {
    const script = 'true < /dev/given && echo opened; true > /dev/given || echo not for writing';
    t.match(await podman.run(['--device', `${DEVICE}:/dev/given:r`], ['sh', '-c', script]), {
      status: 0,
      stdout: 'opened\nnot for writing\n',
    });
  },
  { lacks: () => lacksPodman() ?? (DEVICE ? undefined : 'no device to give') },
);

/** Waits until the container has written this. */
async function logged(podman: Podman, name: string, text: string): Promise<void> {
  let output = '';
  for (let tries = 0; !output.includes(text); tries++) {
    if (tries === 100) throw new Error(`"${name}" never wrote "${text}"`);
    output = (await podman.command(['logs', name])).stdout;
  }
}
