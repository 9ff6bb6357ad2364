/**
 * Where the container's cgroups are: one directory in every mounted hierarchy.
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#cgroups-path
 */

import { remember } from '../plan/remember.ts';
import { type CgroupHierarchy, privileged, type Request } from '../plan/request.ts';
import { refuse } from '../plan/stage.ts';
import type { CgroupRecord, Spec } from '../spec/types.ts';

/** A cgroup of the container, and the hierarchy it is in. */
export interface ContainerCgroup extends CgroupRecord {
  readonly hierarchy: CgroupHierarchy;
}

type Asked = Pick<Request, 'spec' | 'options' | 'id'>;

/** The container's cgroups with the directory each is to be made from, in the order of the mount table. Throws `ConfigError`. */
export const containerCgroups = remember((request: Request): readonly ContainerCgroup[] => {
  const { spec, options, id, facts } = request;
  const exists = new Set(facts.directories);
  return places({ spec, options, id }, facts.cgroups).map(({ hierarchy, path }) => ({
    path,
    base: ancestors(path, hierarchy.mountpoint).find((each) => exists.has(each)) ?? hierarchy.mountpoint,
    version: hierarchy.version,
    hierarchy,
  }));
});

/** The same as state.json records it. */
export function cgroupDirectories(request: Request): readonly CgroupRecord[] {
  const exists = new Set(request.facts.directories);
  return containerCgroups(request).map(({ path, base, version }) => ({
    path,
    base,
    version,
    ...(exists.has(path) ? { existed: true } : {}),
  }));
}

/** The directories whose existence the plan depends on: each cgroup of the container and all above it. */
export function directoriesToAsk(
  spec: Spec,
  options: Request['options'],
  id: string,
  hierarchies: readonly CgroupHierarchy[],
): readonly string[] {
  return places({ spec, options, id }, hierarchies).flatMap(({ hierarchy, path }) => [
    path,
    ...ancestors(path, hierarchy.mountpoint),
  ]);
}

/**
 * Whether the container may run in the runtime's own cgroups where the kernel refuses it others: nothing in the
 * config depends on them, and the runtime has no right to expect them.
 */
export function mayLackCgroup({ spec, options, facts }: Request): boolean {
  if (givenPath(spec) !== undefined || options.rootless === 'false') return false;
  return options.rootless === 'true' || !privileged(facts);
}

/** Only v2, as a distribution of today has it; a v2 tree beside v1 ones has few controllers or none. */
export function isUnified(hierarchies: readonly CgroupHierarchy[]): boolean {
  return hierarchies.length > 0 && hierarchies.every(({ version }) => version === 2);
}

/** linux.cgroupsPath where it says something. */
export function givenPath(spec: Spec): string | undefined {
  const path = spec.linux?.cgroupsPath;
  return path === '' ? undefined : path;
}

function places(
  { spec, options, id }: Asked,
  hierarchies: readonly CgroupHierarchy[],
): readonly { hierarchy: CgroupHierarchy; path: string }[] {
  if (options.cgroupManager === 'disabled') return [];
  const given = givenPath(spec);
  const names = components(given ?? id);
  if (given !== undefined && hierarchies.length === 0) {
    refuse('/linux/cgroupsPath', 'cannot be used: no cgroup file system is mounted');
  }
  return hierarchies.map((hierarchy) => {
    const from = given?.startsWith('/') ? '/' : relativeTo(hierarchy);
    return { hierarchy, path: join(hierarchy.mountpoint, from, names) };
  });
}

/**
 * Where a relative path starts. In v2 a cgroup that has processes cannot pass controllers on, and the runtime's own
 * has one at least: the container's lies beside it.
 */
function relativeTo({ version, own }: CgroupHierarchy): string {
  return version === 1 ? own : own.slice(0, own.lastIndexOf('/'));
}

/** The names on a path. `..` would lead out of what the engine was given, the root cgroup is the host's. */
function components(path: string): readonly string[] {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) refuse('/linux/cgroupsPath', `must not contain "..", not "${path}"`);
  if (names.length === 0) refuse('/linux/cgroupsPath', `must name a cgroup, not the root "${path}"`);
  return names;
}

function join(mountpoint: string, from: string, names: readonly string[]): string {
  const start = from === '/' ? '' : from;
  return `${mountpoint === '/' ? '' : mountpoint}${start}/${names.join('/')}`;
}

/** The directories above `path`, nearest first, down to the mount point, which is there. */
function ancestors(path: string, mountpoint: string): readonly string[] {
  const found: string[] = [];
  for (let at = path.lastIndexOf('/'); at > mountpoint.length; at = path.lastIndexOf('/', at - 1)) {
    found.push(path.slice(0, at));
  }
  return found;
}
