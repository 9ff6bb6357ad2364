import t from 'tap';
import type { Mount } from '../../runtime/spec/types.ts';
import { cgroupMountOps, cgroupMountSources } from '../../runtime/stages/cgroup-mount.ts';
import { hybrid, nested, unified } from '../cgroup/hosts.ts';
import { type Asked, request, rootless } from '../cgroup/request.ts';

const fs = '/sys/fs/cgroup';
const origin = '/mounts/4';
/** What Docker sends. */
const readonly: Mount = {
  destination: fs,
  type: 'cgroup',
  source: 'cgroup',
  options: ['ro', 'nosuid', 'noexec', 'nodev'],
};
const writable: Mount = { ...readonly, options: ['rprivate', 'nosuid', 'noexec', 'nodev', 'relatime', 'rw'] };
const own = { namespaces: [{ type: 'cgroup' }] } as const;

const ops = (mount: Mount, asked: Asked) =>
  cgroupMountOps(mount, 4, request({ cgroupsPath: '/box', ...asked }));
const sources = (mount: Mount, asked: Asked) =>
  cgroupMountSources(mount, 4, request({ cgroupsPath: '/box', ...asked }));

t.test(
  'in v2 a container with its own cgroup namespace gets a new mount, as writable as asked',
  async (t) => {
    const mount = (attributes: readonly string[], rest = {}) => [
      {
        op: 'mount',
        in: 'container',
        filesystemtype: 'cgroup2',
        source: 'cgroup',
        target: fs,
        attributes,
        ...rest,
        orBind: `${fs}/box`,
        origin,
      },
    ];
    t.strictSame(ops(readonly, { host: unified, ...own }), mount(['RDONLY', 'NOSUID', 'NOEXEC', 'NODEV']));
    t.strictSame(
      ops(writable, { host: unified, ...own }),
      mount(['NOSUID', 'NOEXEC', 'NODEV'], { propagation: 'private', propagationRecursive: true }),
    );
    t.strictSame(sources(writable, { host: unified, ...own }), []);
  },
);

t.test('options of the file system go along with a new v2 mount, and are refused elsewhere', async (t) => {
  const mount: Mount = { destination: fs, type: 'cgroup', options: ['nosuid', 'nsdelegate'] };
  t.strictSame(ops(mount, { host: unified, ...own }), [
    {
      op: 'mount',
      in: 'container',
      filesystemtype: 'cgroup2',
      source: 'cgroup',
      target: fs,
      options: ['nsdelegate'],
      attributes: ['NOSUID'],
      orBind: `${fs}/box`,
      origin,
    },
  ]);
  const refusal = {
    code: 'ERR_CONFIG_INVALID',
    message: 'config.json: /mounts/4/options/1: "nsdelegate" is no option of this cgroup mount',
  };
  t.throws(() => ops(mount, { host: unified }), refusal);
  t.throws(() => ops(mount, { host: hybrid, ...own }), refusal);
});

t.test(
  'in v2 a container without its own namespace sees its own cgroup, read-only whatever it asks',
  async (t) => {
    t.strictSame(sources(writable, { host: unified }), [
      { op: 'openTree', in: 'runtime', source: `${fs}/box`, propagation: 'private', as: 'mount:4', origin },
    ]);
    t.strictSame(ops(writable, { host: unified }), [
      {
        op: 'bind',
        in: 'container',
        from: 'mount:4',
        source: `${fs}/box`,
        target: fs,
        set: ['NOSUID', 'NOEXEC', 'NODEV', 'RDONLY'],
        propagation: 'private',
        propagationRecursive: true,
        origin,
      },
    ]);
  },
);

t.test("a joined cgroup namespace is not the own one: it may be the host's", async (t) => {
  const namespaces = [{ type: 'cgroup', path: '/proc/1/ns/cgroup' }] as const;
  t.equal(ops(writable, { host: unified, namespaces })[0]?.op, 'bind');
});

t.test(
  'in v1 a tmpfs gets a directory for each hierarchy and links for controllers mounted together',
  async (t) => {
    const mount = (name: string, options: string[]) => ({
      op: 'mount',
      in: 'container',
      filesystemtype: 'cgroup',
      source: 'cgroup',
      target: `${fs}/${name}`,
      options,
      attributes: ['NOSUID', 'NODEV', 'NOEXEC', 'RDONLY'],
      orBind: `${fs}/${name}/box`,
      origin,
    });
    const link = (target: string) => ({
      op: 'symlink',
      in: 'container',
      content: 'cpu,cpuacct',
      target: `${fs}/${target}`,
      ifExists: 'keep',
      origin,
    });
    t.strictSame(ops(readonly, { host: hybrid, ...own }), [
      {
        op: 'mount',
        in: 'container',
        filesystemtype: 'tmpfs',
        source: 'tmpfs',
        target: fs,
        options: ['mode=755'],
        attributes: ['NOSUID', 'NODEV', 'NOEXEC'],
        origin,
      },
      mount('systemd', ['name=systemd']),
      mount('cpu,cpuacct', ['cpu', 'cpuacct']),
      mount('cpuset', ['cpuset']),
      mount('devices', ['devices']),
      link('cpu'),
      link('cpuacct'),
      { op: 'mountSetattr', in: 'container', target: fs, set: ['RDONLY'], origin },
    ]);
  },
);

t.test('in v1 without a cgroup namespace the own directories are bound, writable where asked', async (t) => {
  const open = (name: string) => ({
    op: 'openTree',
    in: 'runtime',
    source: `${fs}/${name}/box`,
    propagation: 'private',
    as: `mount:4:${name}`,
    origin,
  });
  t.strictSame(sources(writable, { host: nested }), [open('devices'), open('cpuset')]);

  const bind = (name: string) => ({
    op: 'bind',
    in: 'container',
    from: `mount:4:${name}`,
    source: `${fs}/${name}/box`,
    target: `${fs}/${name}`,
    set: ['NOSUID', 'NODEV', 'NOEXEC'],
    origin,
  });
  t.strictSame(ops({ ...writable, options: ['rw', 'noatime', 'slave'] }, { host: nested }), [
    {
      op: 'mount',
      in: 'container',
      filesystemtype: 'tmpfs',
      source: 'tmpfs',
      target: fs,
      options: ['mode=755'],
      attributes: ['NOSUID', 'NODEV', 'NOEXEC', 'NOATIME'],
      propagation: 'slave',
      origin,
    },
    bind('devices'),
    bind('cpuset'),
  ]);
});

t.test('without root init opens the sources, and what may not be its own is read-only', async (t) => {
  const asked = { host: nested, who: rootless };
  const plan = cgroupMountOps(writable, 4, request(asked));
  t.strictSame(plan.slice(0, 2), [
    {
      op: 'openTree',
      in: 'container',
      source: `${fs}/devices`,
      propagation: 'private',
      as: 'mount:4:devices',
      origin,
    },
    {
      op: 'openTree',
      in: 'container',
      source: `${fs}/cpuset`,
      propagation: 'private',
      as: 'mount:4:cpuset',
      origin,
    },
  ]);
  t.strictSame(
    plan.flatMap((op) => (op.op === 'bind' ? [op.set] : [])),
    [
      ['NOSUID', 'NODEV', 'NOEXEC', 'RDONLY'],
      ['NOSUID', 'NODEV', 'NOEXEC', 'RDONLY'],
    ],
  );
});

t.test("with cgroupManager disabled the runtime's own cgroup is shown, read-only", async (t) => {
  const options = { cgroupManager: 'disabled' } as const;
  t.strictSame(ops(writable, { host: unified, options, ...own }), [
    {
      op: 'mount',
      in: 'container',
      filesystemtype: 'cgroup2',
      source: 'cgroup',
      target: fs,
      attributes: ['NOSUID', 'NOEXEC', 'NODEV', 'RDONLY'],
      propagation: 'private',
      propagationRecursive: true,
      orBind: `${fs}/user.slice/user-1000.slice/session-3.scope`,
      origin,
    },
  ]);
  t.strictSame(
    sources(writable, { host: nested, options }).map((op) => op.op === 'openTree' && op.source),
    [`${fs}/devices/inner`, `${fs}/cpuset`],
  );
});
