/** Requests for the tests of stages: a bundle on one of three hosts; what a test does not say is as plain as can be. */
import type { CgroupHierarchy, Facts, Options, Recorded, Request } from '../../runtime/plan/request.ts';
import type { Linux, LinuxNamespaceType, Process, Spec } from '../../runtime/spec/types.ts';

const boot = '7d5a1a0e-0000-4000-8000-000000000000';

/** Root of a host with cgroup v2, run by systemd. */
export const v2: Facts = {
  uid: 0,
  gid: 0,
  groups: [],
  capEff: '000001ffffffffff',
  lastCap: 40,
  now: Date.UTC(2026, 0, 2, 3, 4, 5),
  bootId: boot,
  cgroups: [
    {
      version: 2,
      controllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'],
      mountpoint: '/sys/fs/cgroup',
      own: '/system.slice/engine.service',
    },
  ],
  directories: ['/sys/fs/cgroup', '/sys/fs/cgroup/system.slice'],
  newuidmap: undefined,
  newgidmap: undefined,
  devices: [],
  initialUserNamespace: true,
  setgroups: true,
};

const v1Hierarchy = (controller: string): CgroupHierarchy => ({
  version: 1,
  controllers: [controller],
  mountpoint: `/sys/fs/cgroup/${controller}`,
  own: '/',
});

/** Root of a host with cgroup v1. */
export const v1: Facts = {
  ...v2,
  cgroups: [v1Hierarchy('devices'), v1Hierarchy('memory')],
  directories: ['/sys/fs/cgroup/devices', '/sys/fs/cgroup/memory'],
};

/** User 1000 of the v2 host, with newuidmap(1) and newgidmap(1) installed. */
export const user: Facts = {
  ...v2,
  uid: 1000,
  gid: 1000,
  groups: [1000],
  capEff: '0000000000000000',
  newuidmap: '/usr/bin/newuidmap',
  newgidmap: '/usr/bin/newgidmap',
  devices: ['/dev/null', '/dev/zero', '/dev/full', '/dev/random', '/dev/urandom', '/dev/tty'],
};

/** What a test says of its request: parts of a config on top of the plainest one, options, facts. */
export interface Asked {
  readonly command?: Request['command'];
  readonly spec?: Partial<Spec>;
  readonly process?: Partial<Process> | undefined;
  readonly linux?: Partial<Linux>;
  /** New namespaces beside the mount namespace. */
  readonly namespaces?: readonly LinuxNamespaceType[];
  readonly options?: Partial<Options>;
  readonly facts?: Facts;
  readonly state?: Recorded;
}

/** A request for the container `box`: `/bin/true` in a mount namespace of its own. */
export function request(asked: Asked = {}): Request {
  const { command = 'create', spec, process, linux, namespaces = [], options, facts = v2, state } = asked;
  const types: readonly LinuxNamespaceType[] = ['mount', ...namespaces];
  return {
    command,
    id: 'box',
    config: '{}',
    spec: {
      ociVersion: '1.3.0',
      root: { path: 'rootfs' },
      process: { args: ['/bin/true'], cwd: '/', ...process },
      linux: { namespaces: types.map((type) => ({ type })), ...linux },
      ...spec,
    },
    options: {
      bundle: '/bundle',
      stateDir: '/run/runts/box',
      lockPath: '/run/runts/.lock/box',
      noPivot: false,
      noNewKeyring: false,
      preserveFds: 0,
      listenFds: 0,
      detach: false,
      keep: false,
      subreaper: false,
      cgroupManager: 'cgroupfs',
      rootless: 'auto',
      ...options,
    },
    facts,
    ...(state === undefined ? {} : { state }),
  };
}

/** The container `box` as state.json records it: with init 4242 in a pid namespace of its own. */
export function recorded(more: Partial<Recorded> = {}, record: Partial<Recorded['record']> = {}): Recorded {
  return {
    text: '{"the":"text"}\n',
    id: 'box',
    ociVersion: '1.3.0',
    status: 'created',
    pid: 4242,
    bundle: '/bundle',
    annotations: undefined,
    ...more,
    record: {
      version: 1,
      startTime: 777,
      runtime: { pid: 4200, startTime: 770 },
      created: '2026-01-02T03:04:05.000Z',
      owner: 0,
      bootId: boot,
      rootfs: '/bundle/rootfs',
      cgroups: [
        {
          path: '/sys/fs/cgroup/system.slice/box',
          base: '/sys/fs/cgroup/system.slice',
          version: 2,
        },
      ],
      ownPidNamespace: true,
      ...record,
    },
  };
}
