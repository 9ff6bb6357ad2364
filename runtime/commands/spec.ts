/** `spec`: a config.json to start from, for root or (--rootless) for any user. */
import { UsageError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Plan, PlanOptions } from '../plan/plan.ts';
import { prettyJson } from '../plan/pretty-json.ts';
import type { Spec } from '../spec/types.ts';
import { absolute } from '../stages/path.ts';
import { planOf } from './answer.ts';
import { fromCwd } from './from-cwd.ts';
import type { Invocation } from './invocation.ts';
import { specVersion } from './version.ts';

/** `spec [--bundle DIR] [--rootless]`: writes config.json there; one that exists is the user's and stays. */
export function planSpec({ options: given }: Invocation<'spec'>, host: Host, options: PlanOptions): Plan {
  const path = absolute('config.json', fromCwd(given.bundle, host));
  if (host.stat(path) !== undefined) throw new UsageError(`"${path}" exists: remove it first`);
  const { uid, gid } = host.ids();
  const spec = given.rootless ? rootlessSpec(uid, gid) : rootSpec;
  const common = { in: 'runtime', origin: '', stage: 'spec' } as const;
  return planOf('spec', options, [{ op: 'writeFile', path, data: prettyJson(spec), mode: 0o644, ...common }]);
}

const capabilities = ['CAP_AUDIT_WRITE', 'CAP_KILL', 'CAP_NET_BIND_SERVICE'];
const closed = ['nosuid', 'noexec', 'nodev'];

/** A shell on a terminal, in namespaces of its own, with few capabilities. */
const rootSpec: Spec = {
  ociVersion: specVersion,
  process: {
    terminal: true,
    user: { uid: 0, gid: 0 },
    args: ['sh'],
    env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'TERM=xterm'],
    cwd: '/',
    capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
    rlimits: [{ type: 'RLIMIT_NOFILE', hard: 1024, soft: 1024 }],
    noNewPrivileges: true,
  },
  root: { path: 'rootfs', readonly: true },
  hostname: 'runts',
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc', options: closed },
    {
      destination: '/dev',
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
    },
    {
      destination: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
    },
    {
      destination: '/dev/shm',
      type: 'tmpfs',
      source: 'shm',
      options: [...closed, 'mode=1777', 'size=65536k'],
    },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: closed },
    { destination: '/sys', type: 'sysfs', source: 'sysfs', options: [...closed, 'ro'] },
    {
      destination: '/sys/fs/cgroup',
      type: 'cgroup',
      source: 'cgroup',
      options: [...closed, 'relatime', 'ro'],
    },
  ],
  linux: {
    resources: { devices: [{ allow: false, access: 'rwm' }] },
    namespaces: [
      { type: 'pid' },
      { type: 'network' },
      { type: 'ipc' },
      { type: 'uts' },
      { type: 'cgroup' },
      { type: 'mount' },
    ],
    maskedPaths: [
      '/proc/acpi',
      '/proc/asound',
      '/proc/kcore',
      '/proc/keys',
      '/proc/latency_stats',
      '/proc/sched_debug',
      '/proc/scsi',
      '/proc/timer_list',
      '/proc/timer_stats',
      '/sys/firmware',
    ],
    readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
  },
};

/** The same for a user namespace with the caller's ids alone: no cgroup of its own, no group to give devpts to. */
function rootlessSpec(uid: number, gid: number): Spec {
  const mounts = (rootSpec.mounts ?? [])
    .filter(({ type }) => type !== 'cgroup')
    .map((mount) =>
      mount.type === 'devpts'
        ? { ...mount, options: (mount.options ?? []).filter((each) => each !== 'gid=5') }
        : mount,
    );
  const { resources: _, namespaces = [], ...linux } = rootSpec.linux ?? {};
  return {
    ...rootSpec,
    mounts,
    linux: {
      ...linux,
      namespaces: [...namespaces.filter(({ type }) => type !== 'cgroup'), { type: 'user' }],
      uidMappings: [{ containerID: 0, hostID: uid, size: 1 }],
      gidMappings: [{ containerID: 0, hostID: gid, size: 1 }],
    },
  };
}
