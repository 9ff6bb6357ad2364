import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ProbeLine } from './facts.ts';
import { conformance } from './harness.ts';
import { MOUNTS, NAMESPACES, namespaces, probeArgs } from './spec.ts';

interface Entry {
  readonly type: string;
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly major?: number;
  readonly minor?: number;
  readonly target?: string;
}

function entries(line: ProbeLine | undefined): Record<string, Entry> {
  return (line as unknown as { entries: Record<string, Entry> }).entries;
}

const DEVPTS = {
  destination: '/dev/pts',
  type: 'devpts',
  source: 'devpts',
  options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'],
};

/** The devices that every container has, config-linux.md. */
const DEFAULT: Record<string, [number, number]> = {
  null: [1, 3],
  zero: [1, 5],
  full: [1, 7],
  random: [1, 8],
  urandom: [1, 9],
  tty: [5, 0],
};

conformance('the default devices are there, for everybody', {}, async (t, box) => {
  const [ls] = await box.probe({ mounts: [...MOUNTS, DEVPTS] }, ['ls', '/dev']);
  const seen = entries(ls);
  for (const [name, [major, minor]] of Object.entries(DEFAULT)) {
    t.match(seen[name], { type: 'char', mode: '0666', uid: 0, gid: 0, major, minor }, name);
  }
});

conformance('the default symbolic links are there', {}, async (t, box) => {
  const [ls] = await box.probe({ mounts: [...MOUNTS, DEVPTS] }, ['ls', '/dev']);
  const links = Object.entries(entries(ls)).filter(([, { type }]) => type === 'symlink');
  const targets = Object.fromEntries(links.map(([name, { target }]) => [name, target]));
  delete targets.core;
  t.strictSame(targets, {
    fd: '/proc/self/fd',
    ptmx: 'pts/ptmx',
    stderr: '/proc/self/fd/2',
    stdin: '/proc/self/fd/0',
    stdout: '/proc/self/fd/1',
  });
});

conformance('the default devices work', {}, async (t, box) => {
  const lines = await box.probe(
    { mounts: [...MOUNTS, DEVPTS] },
    ['write', '/dev/null', 'x'],
    ['cat', '/dev/null'],
    ['write', '/dev/full', 'x'],
    ['open', '/dev/urandom', 'r'],
    ['open', '/dev/ptmx', 'rw'],
    ['cat', '/dev/stdin'],
  );
  t.match(lines, [
    { error: null },
    { text: '' },
    { error: 'ENOSPC' },
    { error: null },
    { error: null },
    { text: '' },
  ]);
});

const FUSE = { path: '/dev/some/fuse', type: 'c', major: 10, minor: 229, fileMode: 0o640, uid: 5, gid: 6 };

conformance('linux.devices are made with their numbers, mode and owner', {}, async (t, box) => {
  const lines = await box.probe(
    {
      linux: {
        devices: [
          FUSE,
          { path: '/dev/loop', type: 'b', major: 7, minor: 0, fileMode: 0o600 },
          { path: '/dev/pipe', type: 'p', fileMode: 0o622 },
          { path: '/dev/unbuffered', type: 'u', major: 1, minor: 3 },
        ],
      },
    },
    ['stat', '/dev/some/fuse'],
    ['stat', '/dev/loop'],
    ['stat', '/dev/pipe'],
    ['stat', '/dev/unbuffered'],
  );
  t.match(lines, [
    { type: 'char', mode: '0640', uid: 5, gid: 6, major: 10, minor: 229 },
    { type: 'block', mode: '0600', uid: 0, gid: 0, major: 7, minor: 0 },
    { type: 'fifo', mode: '0622' },
    { type: 'char', major: 1, minor: 3 },
  ]);
});

conformance('the umask of the caller does not touch the modes', {}, async (t, box) => {
  const bundle = box.bundle({
    process: {
      args: probeArgs([
        ['stat', '/dev/null'],
        ['stat', '/dev/some/fuse'],
      ]),
    },
    linux: { devices: [FUSE] },
  });
  const prefix = ['sh', '-c', 'umask 0077; exec "$@"', 'sh'];
  t.match(await box.probeIn(bundle, { prefix }), [{ mode: '0666' }, { mode: '0640' }]);
});

conformance('a device that is not allowed can be made, and not opened', {}, async (t, box) => {
  const capabilities = ['CAP_MKNOD'];
  const lines = await box.probe(
    {
      process: { capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities } },
      linux: { devices: [{ path: '/dev/mem', type: 'c', major: 1, minor: 1, fileMode: 0o666 }] },
    },
    ['open', '/dev/mem', 'r'],
    ['open', '/dev/null', 'rw'],
  );
  t.match(lines, [{ error: 'EPERM' }, { error: null }]);
});

conformance(
  'a device that linux.resources allows can be opened, in the way it is allowed',
  {},
  async (t, box) => {
    // No driver has this number, so that an open that is allowed fails in another way than one that is not.
    const device = { type: 'c', major: 10, minor: 254 };
    const lines = await box.probe(
      {
        linux: {
          devices: [{ ...device, path: '/dev/readable', fileMode: 0o666 }],
          resources: {
            devices: [
              { allow: false, access: 'rwm' },
              { ...device, allow: true, access: 'r' },
            ],
          },
        },
      },
      ['open', '/dev/readable', 'r'],
      ['open', '/dev/readable', 'w'],
    );
    t.match(lines, [{ error: 'ENODEV' }, { error: 'EPERM' }]);
  },
);

conformance(
  'a file that lies where a device is to be is refused or replaced, never trusted',
  { differs: { runc: 'it takes the file, and writes stdout into it where that was /dev/null' } },
  async (t, box) => {
    const bundle = box.bundle({
      mounts: MOUNTS.slice(0, 1),
      process: { args: probeArgs([['stat', '/dev/null']]) },
    });
    await box.engine.command(['sh', '-c', 'echo mine > dev/null'], { cwd: bundle.rootfs });
    const result = await box.run(bundle);
    if (result.status === 0) t.match(JSON.parse(result.stdout), { type: 'char', major: 1, minor: 3 });
    else t.match(result.stderr, /null/);
  },
);

conformance('a device behind a symbolic link is not made outside of the rootfs', {}, async (t, box) => {
  const bundle = box.bundle({
    mounts: MOUNTS.slice(0, 1),
    process: { args: probeArgs([['facts']]) },
    linux: { devices: [{ path: '/link/device', type: 'c', major: 1, minor: 3 }] },
  });
  symlinkSync(box.dir, join(bundle.rootfs, 'link'));
  await box.run(bundle);
  const { stdout } = await box.engine.command(['ls', box.dir]);
  t.notMatch(stdout, /device/);
});

conformance('in a user namespace devices come from the host', {}, async (t, box) => {
  const bundle = box.bundle({
    process: {
      args: probeArgs([
        ['ls', '/dev'],
        ['write', '/dev/null', 'x'],
      ]),
    },
    linux: {
      namespaces: namespaces(...NAMESPACES, 'user'),
      uidMappings: [{ containerID: 0, hostID: 100000, size: 65536 }],
      gidMappings: [{ containerID: 0, hostID: 100000, size: 65536 }],
    },
  });
  await box.engine.command(['chown', '-R', '100000:100000', bundle.rootfs]);
  const [ls, write] = await box.probeIn(bundle);
  for (const [name, [major, minor]] of Object.entries(DEFAULT)) {
    t.match(entries(ls)[name], { type: 'char', mode: '0666', major, minor }, name);
  }
  t.match(write, { error: null });
});
