/**
 * Limits that runts does not set yet: refused by name, unless they ask for what a new cgroup has anyway.
 *
 * config.json: `linux.resources` without `devices`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#control-groups
 */
import { ConfigError } from '../errors.ts';
import type { Stage } from '../plan/stage.ts';
import { member } from '../spec/pointer.ts';
import type { LinuxResources, Spec } from '../spec/types.ts';

type Group = 'memory' | 'cpu' | 'pids' | 'blockIO' | 'network';

type Nothing = {
  readonly [G in Group]: {
    readonly [K in keyof Required<LinuxResources>[G]]-?: readonly unknown[] | 'any';
  };
};

/**
 * The values of each property that change nothing. Engines write 0 for what is not set; limits of a new cgroup are
 * -1, its shares 1024. The kernel has no kernel and kernelTCP limits any more (since 5.16 and in v2), and hierarchy is
 * always used (since 5.11); checkBeforeUpdate is about limits, which are refused themselves.
 */
const nothing: Nothing = {
  memory: {
    limit: [-1, 0],
    reservation: [-1, 0],
    swap: [-1, 0],
    kernel: 'any',
    kernelTCP: 'any',
    swappiness: [],
    disableOOMKiller: [false],
    useHierarchy: 'any',
    checkBeforeUpdate: 'any',
  },
  cpu: {
    shares: [0, 1024],
    quota: [-1, 0],
    burst: [0],
    period: [0, 100000],
    realtimeRuntime: [0],
    realtimePeriod: [0, 1000000],
    cpus: [''],
    mems: [''],
    idle: [0],
  },
  pids: { limit: [-1] },
  blockIO: {
    weight: [0],
    leafWeight: [0],
    weightDevice: [],
    throttleReadBpsDevice: [],
    throttleWriteBpsDevice: [],
    throttleReadIOPSDevice: [],
    throttleWriteIOPSDevice: [],
  },
  network: { classID: [0], priorities: [] },
};

const groups = Object.keys(nothing) as readonly Group[];
const lists = ['hugepageLimits', 'rdma', 'unified'] as const;

export const laterResources: Stage = {
  name: 'laterResources',
  config: [...groups, ...lists].map((name) => `linux.resources.${name}`),

  plan({ spec }) {
    const resources = spec.linux?.resources ?? {};
    for (const group of groups) {
      if (group === 'pids' && lacksPidsLimit(spec)) continue;
      checkGroup(group, resources[group] ?? {});
    }
    for (const list of lists) {
      const first = Object.keys(resources[list] ?? {})[0];
      if (first !== undefined) refuseLater(member(`/linux/resources/${list}`, first));
    }
    return [];
  },
};

/** Before 1.3 a pids.limit of 0 was none, and podman of that time writes it so. */
function lacksPidsLimit({ ociVersion, linux }: Spec): boolean {
  return linux?.resources?.pids?.limit === 0 && /^1\.[012]\./.test(ociVersion);
}

function checkGroup(group: Group, given: object): void {
  const values = given as Readonly<Record<string, unknown>>;
  for (const [name, harmless] of Object.entries<readonly unknown[] | 'any'>(nothing[group])) {
    const value = values[name];
    if (value === undefined || harmless === 'any' || harmless.includes(value)) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    refuseLater(`/linux/resources/${group}/${name}`);
  }
}

function refuseLater(property: string): never {
  throw new ConfigError('ERR_CONFIG_UNSUPPORTED', { file: 'config.json', property }, 'is not supported yet');
}
