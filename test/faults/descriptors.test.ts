/**
 * What the waiting init and the container's program hold, and what of the host can be seen in them: nothing but what
 * they were given. A descriptor of a host directory would be a way out (CVE-2024-21626), a file that is executed a
 * thing to overwrite (CVE-2019-5736).
 */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { until } from '../conformance/box.ts';
import type { Facts } from '../conformance/facts.ts';
import { conformance } from '../conformance/harness.ts';
import { programs } from '../conformance/programs.ts';
import { probeArgs } from '../conformance/spec.ts';

const FACTS = { process: { args: probeArgs([['facts']]) } };

/** The descriptors of a process, with what each is of. */
function descriptors(pid: number): Record<string, string> {
  const names = readdirSync(`/proc/${pid}/fd`).sort((a, b) => Number(a) - Number(b));
  return Object.fromEntries(
    names.map((fd) => [fd, readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/^socket:\[\d+\]$/, 'a socket')]),
  );
}

/** The same once init sleeps on its socket: create ends a moment before that. */
async function waitingDescriptors(pid: number): Promise<Record<string, string>> {
  await until(() => /^State:\tS/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')));
  return descriptors(pid);
}

/** What an engine may carelessly leave open: directories, a file for writing, high numbers. */
const careless = [
  programs().with,
  '--fd',
  '5:/',
  '--fd',
  '9:/etc/passwd',
  '--fd',
  '700:/proc/self/ns/mnt',
  '--',
];

conformance('the waiting init holds stdio and the socket it waits on', {}, async (t, box) => {
  const container = await box.create(box.bundle(FACTS), { prefix: careless });
  const held = await waitingDescriptors(container.pid);
  const [socket = '', ...more] = Object.keys(held).slice(3);
  t.strictSame(Object.keys(held).slice(0, 3), ['0', '1', '2']);
  t.equal(held[socket], 'a socket');
  t.strictSame(more, []);
  await container.finish();
});

conformance('the waiting init also holds the preserved descriptors', {}, async (t, box) => {
  const prefix = [programs().with, '--fd', '3:/etc/hostname', '--fd', '4:/etc/passwd', '--fd', '5:/', '--'];
  const container = await box.create(box.bundle(FACTS), { prefix, options: ['--preserve-fds', '2'] });
  const { 3: third, 4: fourth, ...others } = await waitingDescriptors(container.pid);
  t.strictSame([third, fourth], ['/etc/hostname', '/etc/passwd']);
  t.equal(Object.keys(others).length, 4, 'stdio and the socket');
  const [facts] = (await container.finish()) as unknown as Facts[];
  t.strictSame(
    facts?.fds.map(({ fd }) => fd),
    [0, 1, 2, 3, 4],
  );
});

conformance('the program inherits stdio alone', {}, async (t, box) => {
  for (const command of ['run', 'create'] as const) {
    const bundle = box.bundle(FACTS);
    const lines =
      command === 'run'
        ? await box.probeIn(bundle, { prefix: careless })
        : await (await box.create(bundle, { prefix: careless })).finish();
    const { fds } = lines[0] as unknown as Facts;
    t.strictSame(
      fds.map(({ fd }) => fd),
      [0, 1, 2],
      command,
    );
  }
});

conformance('the waiting init shows nothing of the host', {}, async (t, box) => {
  const env = { PATH: '/bin:/usr/bin', SECRET: 'of the engine' };
  const bundle = box.bundle(FACTS);
  const container = await box.create(bundle, { env });
  const file = (name: string): string => readFileSync(`/proc/${container.pid}/${name}`, 'latin1');
  t.equal(file('environ'), '');
  t.match(file('cmdline'), /^runts\0-?\d+\0-?\d+\0$/);
  t.equal(file('comm'), 'runts:[init]\n');
  const inode = (path: string): number => statSync(path).ino;
  t.equal(inode(`/proc/${container.pid}/cwd`), inode(bundle.rootfs), 'the working directory is inside');
  await container.finish();
});

conformance('no file of the host is executed or mapped by the waiting init', {}, async (t, box) => {
  const container = await box.create(box.bundle(FACTS));
  t.match(readlinkSync(`/proc/${container.pid}/exe`), /^\/memfd:runts/);
  const mapped = readFileSync(`/proc/${container.pid}/maps`, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ +/).slice(5).join(' '))
    .filter((name) => name !== '' && !name.startsWith('[') && !/^\/(memfd:runts|dev\/zero)/.test(name));
  t.strictSame(mapped, []);
  await container.finish();
});

conformance('nobody but root can look into the waiting init', {}, async (t, box) => {
  const container = await box.create(box.bundle(FACTS));
  // proc_pid(5): of an undumpable process these files are root's, whoever it runs as.
  const look = await box.engine.command(
    ['setpriv', '--reuid', '65534', '--clear-groups', 'ls', `/proc/${container.pid}/fd`],
    {},
  );
  t.not(look.status, 0);
  t.match(look.stderr, /permission denied/i);
  await container.finish();
});
