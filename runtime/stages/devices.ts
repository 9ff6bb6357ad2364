/**
 * Devices: the default ones, those of the config, the symlinks that programs expect.
 *
 * config.json: `linux.devices`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#devices
 */
import type { Op } from '../plan/op.ts';
import { CAP_MKNOD, capable, type Facts, type Request } from '../plan/request.ts';
import { namespace, type Stage } from '../plan/stage.ts';
import type { LinuxDevice, Spec } from '../spec/types.ts';
import { containerPath } from './path.ts';
import { sourceTrack } from './rootfs.ts';

/** Device numbers as Documentation/admin-guide/devices.txt of the kernel lists them. */
const defaults: readonly LinuxDevice[] = [
  { path: '/dev/null', type: 'c', major: 1, minor: 3, fileMode: 0o666 },
  { path: '/dev/zero', type: 'c', major: 1, minor: 5, fileMode: 0o666 },
  { path: '/dev/full', type: 'c', major: 1, minor: 7, fileMode: 0o666 },
  { path: '/dev/random', type: 'c', major: 1, minor: 8, fileMode: 0o666 },
  { path: '/dev/urandom', type: 'c', major: 1, minor: 9, fileMode: 0o666 },
  { path: '/dev/tty', type: 'c', major: 5, minor: 0, fileMode: 0o666 },
];

const symlinks = [
  ['/proc/self/fd', '/dev/fd'],
  ['/proc/self/fd/0', '/dev/stdin'],
  ['/proc/self/fd/1', '/dev/stdout'],
  ['/proc/self/fd/2', '/dev/stderr'],
] as const;

/** Device nodes a config may need from the host: what facts are to look for. */
export function knownDevices(devices: readonly LinuxDevice[]): readonly LinuxDevice[] {
  const named = new Set(devices.map(({ path }) => path));
  return [...defaults.filter(({ path }) => !named.has(path)), ...devices];
}

interface Wanted {
  readonly device: LinuxDevice;
  readonly target: string;
  readonly origin: string;
}

/** The config's own entry takes the place of a default device of the same path; of two entries the last counts. */
function wanted({ spec }: Request): readonly Wanted[] {
  const own = new Map<string, Wanted>();
  for (const [index, device] of (spec.linux?.devices ?? []).entries()) {
    const target = containerPath(device.path);
    own.set(target, { device, target, origin: `/linux/devices/${index}` });
  }
  const missing = defaults.filter(({ path }) => !own.has(path) && !isMounted(path, spec.mounts ?? []));
  return [
    ...missing.map((device) => ({ device, target: device.path, origin: '/linux/devices' })),
    ...own.values(),
  ];
}

/** Whether a mount of the config is already what a default device would be. */
function isMounted(path: string, mounts: readonly { destination: string }[]): boolean {
  return mounts.some(({ destination }) => containerPath(destination) === path);
}

/** /dev from the host: then it has its devices, and nothing of ours belongs in it. */
function devIsBound({ spec }: Request): boolean {
  return (spec.mounts ?? []).some(
    ({ destination, type, options }) =>
      containerPath(destination) === '/dev' &&
      (type === 'bind' || /^r?bind$/m.test((options ?? []).join('\n'))),
  );
}

/** In a user namespace the kernel refuses mknod(2) of devices; elsewhere it takes the capability. */
export function mustBind({
  spec,
  facts,
}: {
  readonly spec: Spec;
  readonly facts: Pick<Facts, 'capEff' | 'initialUserNamespace'>;
}): boolean {
  return namespace(spec, 'user') !== undefined || !facts.initialUserNamespace || !capable(facts, CAP_MKNOD);
}

const register = (target: string) => `device:${target}`;

function openDevice({ target, device, origin }: Wanted, request: Request): Op {
  return { op: 'openTree', in: sourceTrack(request), source: device.path, as: register(target), origin };
}

function bindable({ target, device }: Wanted, { facts }: { facts: Facts }): boolean {
  return device.type !== 'p' && (facts.devices.includes(device.path) || !target.startsWith('/dev/'));
}

/** Where nodes cannot be made, the host's are bound: opened while init does not exist. */
export const deviceSources: Stage = {
  name: 'deviceSources',
  config: [],
  plan(request) {
    if (devIsBound(request) || !mustBind(request) || sourceTrack(request) !== 'runtime') return [];
    return wanted(request)
      .filter((each) => bindable(each, request))
      .map((each) => openDevice(each, request));
  },
};

export const devices: Stage = {
  name: 'devices',
  config: ['linux.devices'],
  plan(request) {
    if (devIsBound(request)) return [];
    const nodes = wanted(request).flatMap((each): readonly Op[] => {
      if (!mustBind(request) || each.device.type === 'p') return [node(each)];
      if (!bindable(each, request)) return each.origin === '/linux/devices' ? [] : [node(each)];
      const open = openDevice(each, request);
      const { target, origin, device } = each;
      return [
        ...(open.in === 'container' ? [open] : []),
        { op: 'bind', in: 'container', from: register(target), source: device.path, target, origin },
      ];
    });
    const common = { in: 'container', ifExists: 'keep', origin: '/linux/devices' } as const;
    const ptmx = hasDevpts(request)
      ? // An image may bring an empty file or an old link; the container's own devpts is the one to use.
        [{ op: 'symlink', content: 'pts/ptmx', target: '/dev/ptmx', replace: true, ...common } as const]
      : [];
    const links = symlinks.map(
      ([content, target]) => ({ op: 'symlink', content, target, ...common }) as const,
    );
    return [...nodes, ...links, ...ptmx];
  },
};

function hasDevpts({ spec }: Request): boolean {
  return (spec.mounts ?? []).some(
    ({ destination, type }) => type === 'devpts' && containerPath(destination) === '/dev/pts',
  );
}

const types = { c: 'character', u: 'character', b: 'block', p: 'fifo' } as const;

function node({ device, target, origin }: Wanted): Op {
  return {
    op: 'mknod',
    in: 'container',
    target,
    type: types[device.type],
    major: Number(device.major ?? 0),
    minor: Number(device.minor ?? 0),
    // Podman copies st_mode, the type of the file included.
    mode: (device.fileMode ?? 0o666) & 0o777,
    uid: device.uid ?? 0,
    gid: device.gid ?? 0,
    origin,
  };
}
