/**
 * Mounts of type cgroup: the container sees its own cgroups, at the places where a host has them all.
 *
 * config.json: entries of `mounts` with type cgroup
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#default-filesystems
 */
import { containerCgroups, isUnified, mayLackCgroup } from '../cgroup/path.ts';
import type { Op } from '../plan/op.ts';
import type { CgroupHierarchy, Request } from '../plan/request.ts';
import { namespace, refuse } from '../plan/stage.ts';
import type { Mount } from '../spec/types.ts';
import { type Attribute, type MountOptions, parseMountOptions } from './mount-options.ts';
import { containerPath } from './path.ts';
import { sourceTrack } from './rootfs.ts';

/** What one hierarchy's part of the mount shows. */
interface Part {
  readonly hierarchy: CgroupHierarchy;
  /** The directory of the runtime namespace that the container is to see. */
  readonly source: string;
  /** Where: the mount's own target in v2, a directory in it for each hierarchy of v1. */
  readonly target: string;
  /** Whether the source is the container's own cgroup for sure, and not one it shares with the runtime. */
  readonly own: boolean;
  /** Whether the container surely stays in the runtime's cgroup. */
  readonly shared: boolean;
  readonly register: string;
}

/** The sources that are bound, opened on the runtime track: once before init exists. */
export function cgroupMountSources(mount: Mount, index: number, request: Request): readonly Op[] {
  if (ownNamespace(request)) return [];
  return parts(mount, index, request).map(({ source, register }) => ({
    op: 'openTree',
    in: sourceTrack(request),
    source,
    propagation: 'private',
    as: register,
    origin: `/mounts/${index}`,
  }));
}

/** The ops of one mount of type cgroup. Expects the sources of `cgroupMountSources` where that track is the runtime's. */
export function cgroupMountOps(mount: Mount, index: number, request: Request): readonly Op[] {
  const options = parseMountOptions(mount.options ?? []);
  const unified = isUnified(request.facts.cgroups);
  if (!unified || !ownNamespace(request)) checkData(mount, options, index);
  const sources = sourceTrack(request) === 'container' ? cgroupMountSources(mount, index, request) : [];
  const show = parts(mount, index, request).map((part) =>
    ownNamespace(request) ? mountPart(part, mount, options, index) : bindPart(part, options, index),
  );
  return [...sources, ...(unified ? show : inTmpfs(mount, options, index, request, show))];
}

function ownNamespace({ spec }: Request): boolean {
  return namespace(spec, 'cgroup') === 'new';
}

function parts(mount: Mount, index: number, request: Request): readonly Part[] {
  const { cgroups } = request.facts;
  const unified = isUnified(cgroups);
  const target = containerPath(mount.destination);
  const containers = new Map(containerCgroups(request).map((each) => [each.hierarchy, each]));
  // A v2 tree beside v1 ones belongs to the host's systemd; nothing in a container looks for it.
  return cgroups
    .filter(({ version }) => unified || version === 1)
    .map((hierarchy) => {
      const container = containers.get(hierarchy);
      // Where the kernel may refuse the container a cgroup, what is there for sure is the one above.
      const own = container !== undefined && !mayLackCgroup(request);
      const name = directoryName(hierarchy);
      return {
        hierarchy,
        source: own ? container.path : (container?.base ?? join(hierarchy.mountpoint, hierarchy.own)),
        target: unified ? target : join(target, `/${name}`),
        own,
        shared: container === undefined,
        register: unified ? `mount:${index}` : `mount:${index}:${name}`,
      };
    });
}

/** As hosts name them: by the mount point, `cpu,cpuacct` or `systemd`. */
function directoryName({ mountpoint }: CgroupHierarchy): string {
  return mountpoint.slice(mountpoint.lastIndexOf('/') + 1);
}

/** In a cgroup namespace of its own the container's cgroup is the root of a new mount. */
function mountPart(
  { hierarchy, source, target, shared }: Part,
  mount: Mount,
  options: MountOptions,
  index: number,
): Op {
  const legacy = hierarchy.version === 1;
  const data = legacy ? hierarchy.controllers : options.data;
  const readonly = options.readonly === true || shared;
  return {
    op: 'mount',
    in: 'container',
    filesystemtype: legacy ? 'cgroup' : 'cgroup2',
    source: mount.source || 'cgroup',
    target,
    ...(data.length === 0 ? {} : { options: data }),
    attributes: legacy ? legacyAttributes(readonly) : unifiedAttributes(options, readonly),
    ...(legacy ? {} : propagationFields(options)),
    // With a user namespace the cgroup namespace may still be another's.
    orBind: source,
    origin: `/mounts/${index}`,
  };
}

/**
 * Without a cgroup namespace of its own the container gets a part of the host's tree. In v2 it could raise its own
 * limits there, since nothing marks it as delegated, and a cgroup shared with the runtime is not its to change
 * (CVE-2023-25809): read-only whatever the config says.
 */
function bindPart(
  { hierarchy, source, target, own, register }: Part,
  options: MountOptions,
  index: number,
): Op {
  const legacy = hierarchy.version === 1;
  const readonly = !legacy || !own || options.readonly === true;
  return {
    op: 'bind',
    in: 'container',
    from: register,
    source,
    target,
    set: legacy ? legacyAttributes(readonly) : unifiedAttributes(options, readonly),
    ...(legacy ? {} : propagationFields(options)),
    origin: `/mounts/${index}`,
  };
}

/** v1: a tmpfs with a directory for each hierarchy, and a symlink for each of several controllers in one. */
function inTmpfs(
  mount: Mount,
  options: MountOptions,
  index: number,
  request: Request,
  show: readonly Op[],
): readonly Op[] {
  const target = containerPath(mount.destination);
  const origin = `/mounts/${index}`;
  const others = options.set.filter((each) => each !== 'RDONLY' && !always.includes(each));
  const links = parts(mount, index, request).flatMap(({ hierarchy }) => symlinks(hierarchy, target, origin));
  return [
    {
      op: 'mount',
      in: 'container',
      filesystemtype: 'tmpfs',
      source: 'tmpfs',
      target,
      options: ['mode=755'],
      attributes: [...always, ...others],
      ...propagationFields(options),
      origin,
    },
    ...show,
    ...links,
    // Only now: the directories and symlinks had to be made.
    ...(options.readonly === true
      ? [{ op: 'mountSetattr', in: 'container', target, set: ['RDONLY'], origin } as const]
      : []),
  ];
}

function symlinks(hierarchy: CgroupHierarchy, target: string, origin: string): readonly Op[] {
  const name = directoryName(hierarchy);
  return hierarchy.controllers
    .filter((controller) => controller !== name && !controller.startsWith('name='))
    .map((controller) => ({
      op: 'symlink',
      in: 'container',
      content: name,
      target: join(target, `/${controller}`),
      ifExists: 'keep',
      origin,
    }));
}

const always: readonly Attribute[] = ['NOSUID', 'NODEV', 'NOEXEC'];

function legacyAttributes(readonly: boolean): readonly Attribute[] {
  return readonly ? [...always, 'RDONLY'] : always;
}

function unifiedAttributes({ set }: MountOptions, readonly: boolean): readonly Attribute[] {
  return readonly && !set.includes('RDONLY') ? [...set, 'RDONLY'] : set;
}

function propagationFields({ propagation, propagationRecursive }: MountOptions) {
  if (propagation === undefined) return {};
  return propagationRecursive ? { propagation, propagationRecursive } : { propagation };
}

/** Only a v2 mount of its own takes options of the file system. */
function checkData(mount: Mount, { data }: MountOptions, index: number): void {
  const [wrong] = data;
  if (wrong === undefined) return;
  refuse(
    `/mounts/${index}/options/${mount.options?.indexOf(wrong)}`,
    `"${wrong}" is no option of this cgroup mount`,
  );
}

function join(directory: string, rest: string): string {
  if (rest === '/') return directory;
  return `${directory === '/' ? '' : directory}${rest}`;
}
