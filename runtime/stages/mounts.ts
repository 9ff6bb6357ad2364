/**
 * Mounts: each entry of `mounts` in the order given.
 *
 * config.json: `mounts`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#mounts
 */
import { ConfigError } from '../errors.ts';
import type { Op } from '../plan/op.ts';
import { remember } from '../plan/remember.ts';
import type { Request } from '../plan/request.ts';
import { namespace, refuse, type Stage } from '../plan/stage.ts';
import type { Mount } from '../spec/types.ts';
import { cgroupMountOps, cgroupMountSources } from './cgroup-mount.ts';
import { type Attribute, type MountOptions, parseMountOptions } from './mount-options.ts';
import { absolute, containerPath } from './path.ts';
import { sourceTrack } from './rootfs.ts';

/** Opened before init exists where the runtime may: the mapped root of a user namespace may not reach them. */
export const bindSources: Stage = {
  name: 'bindSources',
  config: [],
  plan(request) {
    if (sourceTrack(request) !== 'runtime') return [];
    return each(request).flatMap(({ mount, options, index }) => {
      if (mount.type === 'cgroup') return cgroupMountSources(mount, index, request);
      return isBind(mount, options) ? [openSource(mount, options, index, request)] : [];
    });
  },
};

export const mounts: Stage = {
  name: 'mounts',
  config: ['mounts'],
  plan(request) {
    return each(request).flatMap(({ mount, options, index }): readonly Op[] => {
      if (options.remount) return remount(mount, options, index);
      if (isBind(mount, options)) return bind(mount, options, index, request);
      if (mount.type === 'cgroup') return cgroupMountOps(mount, index, request);
      return [mountOp(mount, options, index, request)];
    });
  },
};

interface Parsed {
  readonly mount: Mount;
  readonly options: MountOptions;
  readonly index: number;
}

const each = remember(({ spec }: Request): readonly Parsed[] =>
  (spec.mounts ?? []).map((mount, index) => {
    const options = parseMountOptions(mount.options ?? []);
    checkSupported(mount, options, index);
    return { mount, options, index };
  }),
);

function checkSupported(mount: Mount, options: MountOptions, index: number): void {
  const later = (property: string, what: string): never => {
    throw new ConfigError(
      'ERR_CONFIG_UNSUPPORTED',
      { file: 'config.json', property },
      `${what} is not supported yet`,
    );
  };
  const [option] = options.unsupported;
  if (option !== undefined) {
    later(`/mounts/${index}/options/${mount.options?.indexOf(option)}`, `mount option "${option}"`);
  }
  if (mount.uidMappings !== undefined) later(`/mounts/${index}/uidMappings`, 'an id-mapped mount');
  if (mount.gidMappings !== undefined) later(`/mounts/${index}/gidMappings`, 'an id-mapped mount');
}

function isBind(mount: Mount, options: MountOptions): boolean {
  return (
    !options.remount && (options.bind || mount.type === 'bind' || ['', 'none'].includes(mount.type ?? ''))
  );
}

const register = (index: number) => `mount:${index}`;

function openSource(mount: Mount, options: MountOptions, index: number, request: Request): Op {
  if (mount.source === undefined || mount.source === '')
    refuse(`/mounts/${index}/source`, 'is required for a bind mount');
  if (!options.bind && mount.type !== 'bind')
    refuse(`/mounts/${index}/type`, 'is required unless options has bind or rbind');
  const source = absolute(mount.source, request.options.bundle);
  const target = containerPath(mount.destination);
  const propagation = sourcePropagation(options, request);
  return {
    op: 'openTree',
    in: sourceTrack(request),
    source,
    ...(options.recursive ? { recursive: true } : {}),
    ...(options.nofollow ? { nofollow: true } : {}),
    ...(propagation === undefined ? {} : { propagation }),
    as: register(index),
    origin: `/mounts/${index}`,
    // The mount is what was asked for; that a copy of its source is opened first is ours to know.
    says: sourceTexts(source, target),
  };
}

function sourceTexts(source: string, target: string): NonNullable<Op['says']> {
  const text = (words: string) => `cannot mount "${source}" on "${target}": ${words}`;
  return {
    ENOENT: text('ENOENT: no such file or directory'),
    EACCES: text('EACCES: permission denied'),
    ELOOP: text('ELOOP: too many symbolic links encountered'),
    ENOTDIR: text('ENOTDIR: not a directory'),
  };
}

/** A copy of a shared mount is its peer until told otherwise: only who asks for shared mounts keeps that. */
function sourcePropagation(options: MountOptions, request: Request): 'private' | 'slave' | undefined {
  const rootfs = request.spec.linux?.rootfsPropagation;
  const userNamespace = namespace(request.spec, 'user') !== undefined;
  const shared =
    options.propagation === 'shared' ||
    (options.propagation === undefined && /^r?shared$/.test(rootfs ?? ''));
  if (shared && !userNamespace) return undefined;
  return /^r?private$/.test(rootfs ?? '') && options.propagation === undefined ? 'private' : 'slave';
}

function bind(mount: Mount, options: MountOptions, index: number, request: Request): readonly Op[] {
  const open = openSource(mount, options, index, request);
  refuseData(mount, options, index);
  const target = containerPath(mount.destination);
  return [
    ...(open.in === 'container' ? [open] : []),
    {
      op: 'bind',
      in: 'container',
      from: register(index),
      source: absolute(mount.source ?? '', request.options.bundle),
      target,
      ...attributeFields(options),
      origin: `/mounts/${index}`,
    },
  ];
}

/** A bind mount shows a file system that has its options already. */
function refuseData(mount: Mount, { data }: MountOptions, index: number): void {
  const [wrong] = data;
  if (wrong === undefined) return;
  const at = mount.options?.indexOf(wrong);
  refuse(`/mounts/${index}/options/${at}`, `"${wrong}" is no option of a bind mount`);
}

function mountOp(mount: Mount, options: MountOptions, index: number, request: Request): Op {
  const type = mount.type ?? '';
  const target = containerPath(mount.destination);
  // Both the mount and the file system: a block device must not be written, not even its journal.
  const readonly = options.readonly === true && !options.copyUp ? ['ro'] : [];
  const list = [...options.superblock, ...readonly, ...options.data];
  // Masks and the procfs handle rely on /proc and /sys being these very directories (CVE-2023-27561).
  const guarded = type === 'proc' || type === 'sysfs';
  return {
    op: 'mount',
    in: 'container',
    filesystemtype: type,
    ...(mount.source === undefined || mount.source === '' ? {} : { source: mount.source }),
    target,
    ...(list.length === 0 ? {} : { options: list }),
    // There is nothing beneath a new mount: what is for all of it is for it alone.
    attributes: [...new Set([...options.set, ...options.setRecursive])],
    ...propagationFields(options),
    ...(options.copyUp ? { copyUp: true } : {}),
    ...(guarded ? { nosymlinks: true } : {}),
    // Without a network namespace of its own a user namespace may not mount sysfs.
    ...(type === 'sysfs' && namespace(request.spec, 'user') !== undefined ? { orBind: '/sys' } : {}),
    origin: `/mounts/${index}`,
  };
}

function remount(mount: Mount, options: MountOptions, index: number): readonly Op[] {
  const { set, clear, setRecursive, clearRecursive, propagation, superblock, data } = options;
  const common = {
    in: 'container',
    target: containerPath(mount.destination),
    origin: `/mounts/${index}`,
  } as const;
  if (options.bind) refuseData(mount, options, index);
  const ops: Op[] = [];
  if (set.length > 0 || clear.length > 0 || propagation !== undefined) {
    ops.push({ op: 'mountSetattr', ...changes(set, clear), ...propagationFields(options), ...common });
  }
  if (setRecursive.length > 0 || clearRecursive.length > 0) {
    ops.push({ op: 'mountSetattr', ...changes(setRecursive, clearRecursive), recursive: true, ...common });
  }
  const list = [...superblock, ...data];
  if (list.length > 0 && !options.bind) ops.push({ op: 'reconfigure', options: list, ...common });
  return ops;
}

function changes(set: readonly Attribute[], clear: readonly Attribute[]) {
  return { ...(set.length === 0 ? {} : { set }), ...(clear.length === 0 ? {} : { clear }) };
}

function attributeFields(options: MountOptions) {
  return {
    ...changes(options.set, options.clear),
    ...(options.setRecursive.length === 0 ? {} : { setRecursive: options.setRecursive }),
    ...(options.clearRecursive.length === 0 ? {} : { clearRecursive: options.clearRecursive }),
    ...propagationFields(options),
  };
}

function propagationFields({ propagation, propagationRecursive }: MountOptions) {
  if (propagation === undefined) return {};
  return propagationRecursive ? { propagation, propagationRecursive } : { propagation };
}
