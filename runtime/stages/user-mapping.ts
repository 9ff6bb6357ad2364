/**
 * User mapping: the runtime track writes the id maps while init waits, as in the Guix container.
 *
 * config.json: `linux.uidMappings`, `linux.gidMappings`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#user-namespace-mappings
 */
import { ConfigError } from '../errors.ts';
import type { Op, Text } from '../plan/op.ts';
import { CAP_SETGID, CAP_SETUID, capable, type Facts } from '../plan/request.ts';
import { namespace, type Stage } from '../plan/stage.ts';
import { mapText } from '../spec/checks/mappings.ts';
import type { LinuxIDMapping, Spec } from '../spec/types.ts';

export const userMapping: Stage = {
  name: 'userMapping',
  config: ['linux.uidMappings', 'linux.gidMappings'],
  plan({ spec, facts }) {
    if (namespace(spec, 'user') !== 'new') return [];
    const uids = spec.linux?.uidMappings ?? [];
    const gids = spec.linux?.gidMappings ?? [];
    return [...mapGids(gids, facts), ...mapUids(uids, facts)];
  },
};

/** In a user namespace init is nobody until it takes the ids of the container's root. */
export const becomeRoot: Stage = {
  name: 'becomeRoot',
  config: [],
  plan({ spec, facts }) {
    const user = namespace(spec, 'user');
    if (user === undefined) return [];
    const joined = user !== 'new';
    const ops: Op[] = [];
    const common = { in: 'container', origin: '/linux/uidMappings' } as const;
    if (!joined && setgroupsAllowed(spec, facts)) ops.push({ op: 'setgroups', groups: [], ...common });
    if (joined || maps(spec.linux?.gidMappings, 0)) ops.push({ op: 'setresgid', gid: 0, ...common });
    if (joined || maps(spec.linux?.uidMappings, 0)) ops.push({ op: 'setresuid', uid: 0, ...common });
    return ops;
  },
};

/** Whether the container's processes may call setgroups(2): not with a map written without privilege. */
export function setgroupsAllowed(spec: Spec, facts: Facts): boolean {
  if (!facts.setgroups) return false;
  if (namespace(spec, 'user') !== 'new') return true;
  return capable(facts, CAP_SETGID) || !writesOwnId(spec.linux?.gidMappings ?? [], facts.gid);
}

function maps(mappings: readonly LinuxIDMapping[] | undefined, id: number): boolean {
  return (mappings ?? []).some(({ containerID, size }) => id >= containerID && id < containerID + size);
}

/** user_namespaces(7): without privilege one line of length one, one's own id, may be written. */
function writesOwnId(mappings: readonly LinuxIDMapping[], id: number): boolean {
  return mappings.length === 1 && mappings[0]?.size === 1 && mappings[0].hostID === id;
}

function mapUids(mappings: readonly LinuxIDMapping[], facts: Facts): readonly Op[] {
  const origin = '/linux/uidMappings';
  if (capable(facts, CAP_SETUID) || writesOwnId(mappings, facts.uid))
    return [writeMap('uid_map', mappings, origin)];
  return [helper('newuidmap', facts.newuidmap, mappings, origin)];
}

function mapGids(mappings: readonly LinuxIDMapping[], facts: Facts): readonly Op[] {
  const origin = '/linux/gidMappings';
  if (capable(facts, CAP_SETGID)) return [writeMap('gid_map', mappings, origin)];
  if (!writesOwnId(mappings, facts.gid)) return [helper('newgidmap', facts.newgidmap, mappings, origin)];
  // CVE-2014-8989: without privilege groups must not be droppable before the map may be written.
  const deny = {
    op: 'write',
    in: 'runtime',
    path: procFile('setgroups'),
    data: 'deny',
    ifMissing: 'fail',
    origin,
  } as const;
  return [deny, writeMap('gid_map', mappings, origin)];
}

function writeMap(file: string, mappings: readonly LinuxIDMapping[], origin: string): Op {
  return {
    op: 'write',
    in: 'runtime',
    path: procFile(file),
    data: mapText(mappings),
    ifMissing: 'fail',
    origin,
  };
}

function procFile(file: string): Text {
  return ['/proc/', { slot: 'pid' }, `/${file}`];
}

function helper(
  name: string,
  path: string | undefined,
  mappings: readonly LinuxIDMapping[],
  origin: string,
): Op {
  if (path === undefined) {
    throw new ConfigError(
      'ERR_CONFIG_INVALID',
      { file: 'config.json', property: origin },
      `maps more than the caller's own id, which needs ${name}(1): install it (package uidmap)`,
    );
  }
  const ids = mappings.flatMap((each) => [`${each.containerID}`, `${each.hostID}`, `${each.size}`]);
  return { op: 'spawn', in: 'runtime', path, args: [name, [{ slot: 'pid' }], ...ids], origin };
}
