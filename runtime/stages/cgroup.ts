/**
 * The container's cgroups: made before init, joined by it, its devices controlled there, removed with the container.
 *
 * config.json: `linux.cgroupsPath`, `linux.resources.devices`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#control-groups
 */
import { compileDeviceFilter } from '../cgroup/device-filter.ts';
import { type DeviceRule, deviceRules as inOrder, isFull } from '../cgroup/device-rules.ts';
import { legacyRules } from '../cgroup/legacy-devices.ts';
import {
  type ContainerCgroup,
  cgroupDirectories,
  containerCgroups,
  givenPath,
  isUnified,
  mayLackCgroup,
} from '../cgroup/path.ts';
import type { Op } from '../plan/op.ts';
import { privileged, type Request } from '../plan/request.ts';
import { namespace, refuse, type Stage } from '../plan/stage.ts';
import type { CgroupRecord, Spec } from '../spec/types.ts';

/** Makes a cgroup in every hierarchy, before anything is in it. */
export const cgroupCreate: Stage = {
  name: 'cgroupCreate',
  config: ['linux.cgroupsPath'],
  plan(request) {
    const unified = isUnified(request.facts.cgroups);
    return containerCgroups(request).map(({ path, base, version, hierarchy }) => ({
      op: 'cgroupMkdir',
      in: 'runtime',
      path,
      base,
      // In v1 no process can be in a cpuset that is empty, as a new one is.
      ...(version === 1 && hierarchy.controllers.includes('cpuset') ? { cpuset: true } : {}),
      ...(unified && hierarchy.controllers.length > 0
        ? { controllers: hierarchy.controllers.join(' ') }
        : {}),
      ...ifDenied(request),
      origin: origin(request.spec),
      says: { EBUSY: `cannot make cgroup "${path}": it exists and is not empty, or is frozen` },
      // What an engine made for the container stays the engine's where create fails.
      ...(request.facts.directories.includes(path)
        ? {}
        : { undo: cgroupRemoveOps([{ path, base, version }]) }),
    }));
  },
};

/** The directory to clone init into, which spares the costly move: that of v2, also beside trees of v1. */
export function cloneIntoCgroup(request: Request): string | undefined {
  if (mayLackCgroup(request) || isAway(request.spec)) return undefined;
  return containerCgroups(request).find(({ version }) => version === 2)?.path;
}

/** Whether setup clones init, in namespaces where neither of them has the cgroups' paths or the right to enter them. */
function isAway(spec: Spec): boolean {
  return (['user', 'mount', 'cgroup'] as const).some((type) => typeof namespace(spec, type) === 'object');
}

/**
 * Puts the waiting init into each other cgroup. Moving a process by its pid stops every fork and exit of the host, which
 * takes the kernel an RCU grace period: milliseconds. A thread that moves itself needs none of that (Linux 5.5), so init,
 * which has only one, does it where it can.
 */
export const cgroupJoin: Stage = {
  name: 'cgroupJoin',
  config: [],
  plan(request) {
    const { spec } = request;
    const cloned = cloneIntoCgroup(request);
    const mayEnter = !isAway(spec) && namespace(spec, 'user') === undefined;
    return containerCgroups(request)
      .filter(({ path }) => path !== cloned)
      .map(({ path, version }) => ({
        op: 'write',
        // v2 has no thread leave its process.
        ...(mayEnter && version === 1 ? enterItself(path) : moveByPid(path)),
        ifMissing: mayLackCgroup(request) ? 'skip' : 'fail',
        ...ifDenied(request),
        origin: origin(spec),
      }));
  },
};

/** cgroups(7), v1: 0 stands for the thread that writes. */
function enterItself(path: string) {
  return { in: 'container', path: `${path}/tasks`, data: '0' } as const;
}

function moveByPid(path: string) {
  return { in: 'runtime', path: `${path}/cgroup.procs`, data: [{ slot: 'pid' }] } as const;
}

/**
 * The device rules, with v1 by the devices controller, else by a filter on the v2 cgroup. Without root's privilege on
 * the host there is nothing to control: no device can be made, and the kernel lets nobody load the filter.
 */
export const deviceRules: Stage = {
  name: 'deviceRules',
  config: ['linux.resources.devices'],
  plan(request) {
    const { spec, options, facts } = request;
    if (options.cgroupManager === 'disabled' || options.rootless === 'true' || !privileged(facts)) return [];
    const config = spec.linux?.resources?.devices ?? [];
    const rules = inOrder(config);
    const cgroups = containerCgroups(request);
    const legacy = cgroups.find(
      ({ hierarchy }) => hierarchy.version === 1 && hierarchy.controllers.includes('devices'),
    );
    const unified = cgroups.find(({ version }) => version === 2);
    if (legacy !== undefined) return legacyRules(rules).map((rule) => legacyOp(legacy, rule));
    if (unified !== undefined) return filterOps(unified, rules, config.length > 0);
    if (config.length > 0)
      refuse('/linux/resources/devices', 'cannot be applied: no cgroup file system for them is mounted');
    return [];
  },
};

function legacyOp(
  { path }: ContainerCgroup,
  { allow, text, origin }: ReturnType<typeof legacyRules>[number],
): Op {
  const file = `${path}/devices.${allow ? 'allow' : 'deny'}`;
  return { op: 'write', in: 'runtime', path: file, data: text, ifMissing: 'fail', origin };
}

function filterOps({ path }: ContainerCgroup, rules: readonly DeviceRule[], asked: boolean): readonly Op[] {
  const [only] = rules;
  // A new cgroup has no filter: to allow all takes none.
  if (rules.length === 1 && only !== undefined && only.allow && isFull(only)) return [];
  const program = compileDeviceFilter(rules);
  return [
    { op: 'deviceFilter', in: 'runtime', path, program, origin: asked ? '/linux/resources/devices' : '' },
  ];
}

/** A new cgroup namespace has the cgroup as its root that the process is in: only the joined init may make it. */
export const cgroupNamespace: Stage = {
  name: 'cgroupNamespace',
  config: [],
  plan({ spec }) {
    if (namespace(spec, 'cgroup') !== 'new') return [];
    return [{ op: 'unshare', in: 'container', flags: ['CLONE_NEWCGROUP'], origin: '/linux/namespaces' }];
  },
};

/** `run` in the foreground: init is gone, and with it its pid namespace; in a shared one it may have left processes. */
export const cgroupRemoveOwn: Stage = {
  name: 'cgroupRemoveOwn',
  config: [],
  plan(request) {
    const cgroups = cgroupDirectories(request);
    const left = namespace(request.spec, 'pid') === 'new' ? [] : cgroupKillOps(cgroups);
    return [...left, ...cgroupRemoveOps(cgroups)];
  },
};

/** Ends every process in the container's cgroups. All of them: where the runtime was denied one, another has them. */
export function cgroupKillOps(cgroups: readonly CgroupRecord[]): readonly Op[] {
  return unifiedFirst(cgroups).map(({ path }) => signalOp(path, 9));
}

/** Signals every process of the container once: each hierarchy holds all of them. */
export function cgroupSignalOps(cgroups: readonly CgroupRecord[], signal: number): readonly Op[] {
  if (signal === 9) return cgroupKillOps(cgroups);
  return unifiedFirst(cgroups)
    .slice(0, 1)
    .map(({ path }) => signalOp(path, signal));
}

/** cgroup.kill of v2 ends all at once; there is hardly anything left for the others then. */
function unifiedFirst(cgroups: readonly CgroupRecord[]): readonly CgroupRecord[] {
  return [...cgroups].sort((a, b) => b.version - a.version);
}

function signalOp(path: string, signal: number): Op {
  return { op: 'signalCgroup', in: 'runtime', path, signal, ifMissing: 'skip', origin: '' };
}

/** Removes the container's cgroups with all that was made below them, and above them by its create. */
export function cgroupRemoveOps(cgroups: readonly CgroupRecord[]): readonly Op[] {
  return cgroups.map(({ path, base }) => ({ op: 'cgroupRmdir', in: 'runtime', path, base, origin: '' }));
}

function ifDenied(request: Request): { ifDenied?: 'skip' } {
  return mayLackCgroup(request) ? { ifDenied: 'skip' } : {};
}

function origin(spec: Spec): string {
  return givenPath(spec) === undefined ? '' : '/linux/cgroupsPath';
}
