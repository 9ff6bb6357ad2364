/** Gathers, once and through `Host`, what the planner has to know about the system. */
import { parseHierarchies } from '../cgroup/hierarchies.ts';
import { directoriesToAsk } from '../cgroup/path.ts';
import { HostError } from '../errors.ts';
import { remember } from '../plan/remember.ts';
import type { Facts, Options } from '../plan/request.ts';
import { namespace } from '../plan/stage.ts';
import type { LinuxDevice, Spec } from '../spec/types.ts';
import { knownDevices, mustBind } from '../stages/devices.ts';
import type { Host } from './host.ts';

/** What the plan of a new container depends on. */
export function gatherFacts(host: Host, spec: Spec, options: Options, id: string): Facts {
  const ids = host.ids();
  const cgroups = parseHierarchies(
    host.read('/proc/self/mountinfo'),
    host.read('/proc/self/cgroup'),
    (mountpoint) => host.read(`${mountpoint}/cgroup.controllers`),
  );
  const mapsIds = namespace(spec, 'user') === 'new';
  const initial = isInitialUserNamespace(host);
  return {
    uid: ids.uid,
    gid: ids.gid,
    // In Node the host's own list is of another realm, and plugins see the facts.
    groups: [...ids.groups],
    capEff: ids.capEff,
    lastCap: Number.parseInt(host.read('/proc/sys/kernel/cap_last_cap'), 10),
    now: host.now(),
    bootId: bootId(host),
    cgroups,
    directories: directoriesToAsk(spec, options, id, cgroups).filter(
      (path) => host.stat(path)?.kind === 'directory',
    ),
    newuidmap: mapsIds ? program(host, 'newuidmap') : undefined,
    newgidmap: mapsIds ? program(host, 'newgidmap') : undefined,
    devices: mustBind({ spec, facts: { ...ids, initialUserNamespace: initial } })
      ? knownDevices(spec.linux?.devices ?? []).flatMap((device) =>
          isThere(host, device) ? [device.path] : [],
        )
      : [],
    initialUserNamespace: initial,
    setgroups: initial || host.read('/proc/self/setgroups').trim() !== 'deny',
  };
}

/** Whether the host has this very device at its path: another one of that name is not what was asked for. */
function isThere(host: Host, { path, type, major, minor }: LinuxDevice): boolean {
  const found = host.stat(path);
  const kind = type === 'b' ? 'block' : 'character';
  return found?.kind === kind && found.major === Number(major ?? 0) && found.minor === Number(minor ?? 0);
}

export function bootId(host: Host): string {
  return host.read('/proc/sys/kernel/random/boot_id').trim();
}

/** user_namespaces(7): only there all ids are mapped one to one. A kernel without them has no such file. */
export const isInitialUserNamespace = remember((host: Host): boolean => {
  try {
    return /^\s*0\s+0\s+4294967295\s*$/.test(host.read('/proc/self/uid_map'));
  } catch (error) {
    if (error instanceof HostError && error.errno === 'ENOENT') return true;
    throw error;
  }
});

/** Where distributions install it; PATH is not looked at: engines call with an empty environment. */
function program(host: Host, name: string): string | undefined {
  return [`/usr/bin/${name}`, `/usr/local/bin/${name}`, `/bin/${name}`].find(
    (path) => host.stat(path) !== undefined,
  );
}
