import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { container, mapping, mount, mountsAt, nothing, skip, type Wanted } from './container.ts';
import type { TestOp } from './run-plan.ts';

const devpts = (more: readonly string[] = []) =>
  mount('devpts', '/dev/pts', { options: ['newinstance', 'ptmxmode=0666', 'mode=0620', ...more] });
const device = (target: string, minor: number): TestOp => {
  return { op: 'mknod', target, type: 'character', major: 5, minor, mode: 0o666, uid: 0, gid: 0 };
};
const openPty: TestOp = { op: 'openPty', as: 'master', peer: 'peer', uid: 1000, rows: 24, columns: 80 };
const console: TestOp = { op: 'bindConsole', peer: 'peer' };
/** The runtime track holds the master, as an engine would; nobody reads it, so the program writes to a file. */
const terminal: Wanted = {
  runtime: [{ op: 'socketpair', as: 'receiver', peer: 'sender' }],
  mounts: [
    devpts(['gid=5']),
    openPty,
    console,
    { op: 'sendFd', from: 'sender', fd: 'master', name: '/dev/ptmx' },
    { op: 'receiveFd', in: 'runtime', from: 'receiver', as: 'terminal' },
  ],
  own: [{ op: 'setsid' }, { op: 'controllingTerminal', peer: 'peer' }],
};

/** Runs a script on a terminal and returns what it wrote to /out. */
async function onTerminal(prepare: (path: string) => void, wanted: Wanted, script: string) {
  const { status, path, stderr } = await container(prepare, {
    ...terminal,
    ...wanted,
    script: `(${script}) > /out 2>&1`,
  });
  return { status, stderr, out: status === 0 ? readFileSync(join(path, 'out'), 'utf8') : '' };
}

t.test(
  "the terminal is of the container's devpts, sized, owned by the user, and controls the session",
  { skip },
  async (t) => {
    const { out, status, stderr } = await onTerminal(
      nothing,
      { mounts: [device('/dev/tty', 0), ...(terminal.mounts ?? [])] },
      "stty size < /dev/tty; readlink /proc/self/fd/0 /proc/$$/fd/2; stat -c '%a %u:%g' /dev/pts/0; [ -t 0 ] && echo terminal; tty < /dev/console; ls /proc/$$/fd",
    );
    t.strictSame([status, stderr], [0, '']);
    t.strictSame(out.split('\n').slice(0, 6), [
      '24 80',
      '/dev/pts/0',
      '/dev/pts/0',
      '620 1000:5',
      'terminal',
      '/dev/console',
    ]);
  },
);

t.test('the console is a mount of that very terminal', { skip }, async (t) => {
  const { out } = await onTerminal(nothing, {}, 'cat /proc/self/mountinfo; stat -c %t:%T /dev/console');
  t.match(mountsAt(out, '/dev/console'), [/^\/0 rw.* - devpts /]);
  t.match(out, /^88:0$/m);
});

t.test('a terminal in a user namespace', { skip }, async (t) => {
  const { out, stderr } = await onTerminal(nothing, mapping('0 0 65536'), "stat -c '%a %u' /dev/pts/0");
  t.strictSame([out, stderr], ['620 1000\n', '']);
});

t.test('openPty refuses a multiplexor that is not that of a devpts', { skip }, async (t) => {
  const refused = async (prepare: (path: string) => void, ...mounts: TestOp[]) =>
    (await container(prepare, { mounts: [...mounts, openPty] })).stderr;
  t.match(await refused(nothing), 'ENOENT');
  t.match(await refused(nothing, device('/dev/pts/ptmx', 2)), 'ENODEV', 'the right device, but of no devpts');
});

t.test('bindConsole does not follow a symlink of the image (CVE-2025-52565)', { skip }, async (t) => {
  const prepare = (path: string) => symlinkSync('/proc/sys/kernel/core_pattern', join(path, 'dev/console'));
  const { stderr, status } = await container(prepare, { mounts: [devpts(), openPty, console] });
  t.equal(status, 1);
  t.match(stderr, 'ELOOP');
});
