import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Box, type Container, fileExists, idOf, until } from './box.ts';
import type { Command } from './engine.ts';
import { probeLines } from './facts.ts';
import { conformance } from './harness.ts';
import { programs } from './programs.ts';
import { type Config, MOUNTS, merge, probeArgs } from './spec.ts';

const DEVPTS = {
  destination: '/dev/pts',
  type: 'devpts',
  source: 'devpts',
  options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
};

/** A config whose program has a terminal. */
function onTerminal(verbs: readonly (readonly string[])[], changes: Config = {}): Config {
  return merge({ mounts: [...MOUNTS, DEVPTS], process: { terminal: true, args: probeArgs(verbs) } }, changes);
}

interface Session {
  readonly container: Container;
  /** The helper that got the descriptor of the terminal. */
  readonly receiver: Command;
}

/** Creates a container whose terminal goes to a receiver at a console socket, as with conmon or containerd's shim. */
async function createOnTerminal(box: Box, config: Config): Promise<Session> {
  const socket = join(box.dir, 'console.sock');
  const receiver = await box.engine.spawn([programs().terminal, 'receive', socket], { stdin: 'typed\n' });
  await fileExists(socket);
  const container = await box.create(box.bundle(config), { options: ['--console-socket', socket] });
  await until(() => receiver.stdout().includes('received'));
  return { container, receiver };
}

conformance(
  '--console-socket gets one descriptor, and the program is on that terminal',
  {},
  async (t, box) => {
    const { container, receiver } = await createOnTerminal(
      box,
      onTerminal([['tty', '0'], ['tty', '1'], ['tty', '2'], ['line']]),
    );
    t.match(receiver.stdout(), /^received 1 descriptor\(s\): \S*\n/);
    await container.start();
    t.equal(await container.exited(), 0);
    const { stdout } = await receiver.done;
    const lines = probeLines(stdout.replaceAll('\r', ''));
    for (const line of lines.slice(0, 3)) {
      t.match(line, { isatty: true, name: '/dev/pts/0', foreground: true, controlling: true, devTty: true });
    }
    t.match(lines[3], { text: 'typed' }, 'what is typed arrives');
    await container.delete();
  },
);

conformance('the terminal belongs to the user of the process', {}, async (t, box) => {
  const user = { uid: 1000, gid: 1001 };
  const { container, receiver } = await createOnTerminal(
    box,
    onTerminal([['tty', '0']], { process: { user } }),
  );
  await container.start();
  await container.exited();
  const [line] = probeLines((await receiver.done).stdout.replaceAll('\r', ''));
  t.match(line, { type: 'char', uid: 1000, mode: '0620', gid: 5 });
  await container.delete();
});

conformance('the terminal has the size of consoleSize', {}, async (t, box) => {
  const consoleSize = { height: 33, width: 121 };
  const { container, receiver } = await createOnTerminal(
    box,
    onTerminal([['tty', '0']], { process: { consoleSize } }),
  );
  await container.start();
  await container.exited();
  const [line] = probeLines((await receiver.done).stdout.replaceAll('\r', ''));
  t.match(line, { rows: 33, columns: 121 });
  await container.delete();
});

conformance('/dev/console is the terminal', {}, async (t, box) => {
  const { container, receiver } = await createOnTerminal(
    box,
    onTerminal([
      ['stat', '/dev/console'],
      ['stat', '/dev/pts/0'],
      ['write', '/dev/console', 'by console'],
    ]),
  );
  await container.start();
  await container.exited();
  const { stdout } = await receiver.done;
  const [console, pts] = probeLines(stdout.replaceAll('\r', ''));
  t.match(console, { type: 'char', major: pts?.major, minor: pts?.minor });
  t.match(stdout, /by console/);
  await container.delete();
});

conformance('with a terminal the container has no other descriptor', {}, async (t, box) => {
  const { container, receiver } = await createOnTerminal(box, onTerminal([['facts']]));
  await container.start();
  await container.exited();
  const [facts] = probeLines((await receiver.done).stdout.replaceAll('\r', ''));
  t.match(facts, {
    sid: 1,
    fds: [0, 1, 2].map((fd) => ({ fd, cloexec: false, target: '/dev/pts/0' })),
  });
  await container.delete();
});

conformance('a console socket that nobody listens on fails create', {}, async (t, box) => {
  const bundle = box.bundle(onTerminal([['tty']]));
  const socket = join(box.dir, 'nobody.sock');
  const result = await box.runtime([
    'create',
    '--bundle',
    bundle.dir,
    '--console-socket',
    socket,
    idOf(bundle),
  ]);
  t.match(result, { status: 1, stdout: '', stderr: /no such file or directory/ });
});

conformance('a terminal and a console socket belong together', {}, async (t, box) => {
  const without = box.bundle(onTerminal([['tty']]));
  t.match(await box.runtime(['create', '--bundle', without.dir, idOf(without)]), {
    status: 1,
    stdout: '',
    stderr: /console.?socket/,
  });
  const withSocket = box.bundle();
  const words = [
    'create',
    '--bundle',
    withSocket.dir,
    '--console-socket',
    join(box.dir, 'x.sock'),
    idOf(withSocket),
  ];
  t.match(await box.runtime(words), { status: 1, stdout: '', stderr: /console.?socket/ });
});

/** `run` in the foreground of a terminal of 24 rows and 80 columns on which someone types. */
function runOnTerminal(box: Box, config: Config, typed: string): Promise<Command> {
  const bundle = box.bundle(config);
  return box.spawn(['run', '--bundle', bundle.dir, idOf(bundle)], {
    prefix: [programs().terminal, 'run', '24x80'],
    stdin: typed,
  });
}

conformance('run in the foreground gives the program a terminal of its own', {}, async (t, box) => {
  const command = await runOnTerminal(box, onTerminal([['tty', '0'], ['line'], ['exit', '7']]), 'typed\n');
  const { status, stdout } = await command.done;
  t.equal(status, 7);
  const lines = probeLines(stdout.replaceAll('\r', ''));
  t.match(lines, [
    { isatty: true, name: '/dev/pts/0', foreground: true, controlling: true },
    { text: 'typed' },
  ]);
});

conformance(
  "the terminal of run has the caller's size before the program can look",
  {
    differs: { runc: 'it sets the size after it has started the program' },
  },
  async (t, box) => {
    const command = await runOnTerminal(box, onTerminal([['tty', '0']]), '');
    const { stdout } = await command.done;
    t.match(probeLines(stdout.replaceAll('\r', '')), [{ rows: 24, columns: 80 }]);
  },
);

conformance(
  'run in the foreground passes on keys as they are: control-C is a signal for the program',
  {},
  async (t, box) => {
    const bundle = box.bundle(onTerminal([['wait-signal'], ['exit', '8']]));
    // The key is pressed when the program has said that it is ready, on the output that the shell began with.
    const press = '(until grep -q ready /proc/self/fd/3; do sleep 0.05; done; printf "\\003")';
    const command = await box.spawn(['run', '--bundle', bundle.dir, idOf(bundle)], {
      prefix: ['sh', '-c', `exec 3>&1; ${press} | "$@" 3>&-`, 'sh', programs().terminal, 'run', '24x80'],
    });
    const { status, stdout } = await command.done;
    t.match(probeLines(stdout.replaceAll('\r', '').replace('^C', ''))[1], { signal: 'INT' });
    t.equal(status, 8);
  },
);

conformance("run in the foreground follows the size of the caller's terminal", {}, async (t, box) => {
  const command = await runOnTerminal(box, onTerminal([['wait-resize', '25']]), '');
  await until(() => command.stdout().includes('ready'));
  process.kill(command.pid, 'SIGUSR1');
  const lines = probeLines((await command.done).stdout.replaceAll('\r', ''));
  t.match(lines[1], { rows: 25, columns: 81 });
});

conformance("run leaves the caller's terminal as it was", {}, async (t, box) => {
  const bundle = box.bundle(onTerminal([['exit', '3']]));
  const script =
    'before=$(stty -g); "$@"; status=$?; [ "$before" = "$(stty -g)" ] && echo same; exit $status';
  const result = await box.run(bundle, {
    prefix: [programs().terminal, 'run', '24x80', 'sh', '-c', script, 'sh'],
  });
  t.equal(result.status, 3);
  t.match(result.stdout, /same/);
});

conformance(
  'run of a terminal program without a terminal works all the same or says why',
  {},
  async (t, box) => {
    const result = await box.run(box.bundle(onTerminal([['tty', '0']])));
    if (result.status === 0) t.match(probeLines(result.stdout.replaceAll('\r', '')), [{ isatty: true }]);
    else t.match(result.stderr, /console|terminal|tty|ioctl/);
  },
);

conformance('a console socket that vanishes in the middle leaves nothing', {}, async (t, box) => {
  const { container, receiver } = await createOnTerminal(box, onTerminal([['sleep']]));
  process.kill(receiver.pid, 'SIGKILL');
  await receiver.done;
  await container.start();
  await container.delete('--force');
  t.notOk(existsSync(join(box.root, container.id)));
});
