/**
 * Namespaces: the container's process comes into being in new ones, after the setup process joined the others.
 *
 * config.json: `linux.namespaces`, `linux.timeOffsets`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#namespaces
 */

import type { clone } from '../plan/flags.ts';
import type { Op, Text } from '../plan/op.ts';
import type { Request } from '../plan/request.ts';
import { namespace, refuse, type Stage } from '../plan/stage.ts';
import type { LinuxNamespaceType, Spec } from '../spec/types.ts';
import { cloneIntoCgroup } from './cgroup.ts';

type CloneFlag = keyof typeof clone;

/** The kernel's name for each type of the specification. */
const flags: Readonly<Record<LinuxNamespaceType, CloneFlag>> = {
  user: 'CLONE_NEWUSER',
  ipc: 'CLONE_NEWIPC',
  uts: 'CLONE_NEWUTS',
  network: 'CLONE_NEWNET',
  pid: 'CLONE_NEWPID',
  cgroup: 'CLONE_NEWCGROUP',
  time: 'CLONE_NEWTIME',
  mount: 'CLONE_NEWNS',
};

/** User first: it owns what is joined or made after it. Mount last: it changes what paths mean. */
const order = ['user', 'ipc', 'uts', 'network', 'pid', 'cgroup', 'time', 'mount'] as const;

interface Joined {
  readonly type: LinuxNamespaceType;
  readonly path: string;
  readonly index: number;
}

function joined(spec: Spec): readonly Joined[] {
  return order.flatMap((type) => {
    const found = namespace(spec, type);
    return typeof found === 'object' ? [{ type, ...found }] : [];
  });
}

/** Opened while the runtime's own paths mean what the caller meant; the machine checks the type on the descriptor. */
export const namespacesToJoin: Stage = {
  name: 'namespacesToJoin',
  config: ['linux.namespaces'],
  plan({ spec }) {
    const seen = new Set<string>();
    return joined(spec).flatMap((each): readonly Op[] => {
      // The path is its name too: no other result's begins with a slash.
      const as = each.path;
      if (seen.has(as))
        refuse(`/linux/namespaces/${each.index}/path`, `"${each.path}" cannot be of two types`);
      seen.add(as);
      const origin = `/linux/namespaces/${each.index}/path`;
      return [{ op: 'openNamespace', in: 'runtime', path: each.path, type: flags[each.type], as, origin }];
    });
  },
};

/** Joins, sets the time offsets and clones init; without either the runtime track clones it itself. */
export const cloneInit: Stage = {
  name: 'cloneInit',
  config: ['linux.timeOffsets'],
  plan(request) {
    const { spec } = request;
    const offsets = spec.linux?.timeOffsets;
    const newTime = namespace(spec, 'time') === 'new';
    if (offsets !== undefined && !newTime && Object.keys(offsets).length > 0) {
      refuse('/linux/timeOffsets', 'needs a new time namespace in linux.namespaces');
    }
    const join = joined(spec);
    const needsSetup = join.length > 0 || newTime;
    const cgroup = cloneIntoCgroup(request);
    const clone: Op = {
      op: 'cloneInit',
      in: needsSetup ? 'setup' : 'runtime',
      flags: order
        .filter((type) => namespace(spec, type) === 'new' && !later.has(type))
        .map((type) => flags[type]),
      ...(cgroup === undefined ? {} : { cgroup }),
      origin: '/linux/namespaces',
      says: { ...whatForbids(namespace(spec, 'user') === 'new'), ...whyNotInside(cgroup) },
    };
    if (!needsSetup) return [clone];

    return [
      { op: 'cloneSetup', in: 'runtime', origin: '/linux/namespaces' },
      ...joinOps(join, hides(request)),
      ...(newTime ? timeOps(spec) : []),
      clone,
      { op: 'exit', in: 'setup', status: 0, origin: '/linux/namespaces' },
    ];
  },
};

/** A new network namespace has nothing but a loopback interface that is down; programs expect it up. */
export const loopback: Stage = {
  name: 'loopback',
  config: [],
  plan({ spec }) {
    if (namespace(spec, 'network') !== 'new') return [];
    return [{ op: 'linkUp', in: 'container', name: 'lo', origin: '/linux/namespaces' }];
  },
};

/** What to do about it: clone(2) tells only that the host does not want new namespaces. */
function whatForbids(user: boolean): NonNullable<Op['says']> {
  const cannot = 'cannot make the namespaces';
  return {
    EPERM: user
      ? `${cannot}: operation not permitted: the host forbids user namespaces (sysctl kernel.unprivileged_userns_clone, or a profile of AppArmor or SELinux)`
      : `${cannot}: operation not permitted: this needs root, or a namespace of type user in linux.namespaces`,
    ENOSPC: `${cannot}: no space left on device: a limit of the host is reached (sysctls user.max_user_namespaces, user.max_pid_namespaces and the like)`,
  };
}

/** cgroups(7), "no internal processes" and "thread mode": clone3(2) with CLONE_INTO_CGROUP tells only which. */
function whyNotInside(cgroup: string | undefined): NonNullable<Op['says']> {
  if (cgroup === undefined) return {};
  const cannot = `cannot enter cgroup "${cgroup}"`;
  return {
    EBUSY: `${cannot}: it enables controllers for cgroups below it, and so can hold no process`,
    EOPNOTSUPP: `${cannot}: a cgroup above it has processes and enables controllers, and so is threaded`,
  };
}

/** Time comes from setup's unshare; a cgroup namespace only after init was moved into its cgroup. */
const later: ReadonlySet<LinuxNamespaceType> = new Set(['time', 'cgroup']);

/**
 * A namespace that the host's root owns can be joined only before the user namespace, one that the container's user
 * namespace owns only after it: with a user namespace to join, each is tried before and, where refused, again after.
 */
function joinOps(join: readonly Joined[], hide: boolean): readonly Op[] {
  const setns = (each: Joined, mayWait: boolean): Op => ({
    op: 'setns',
    in: 'setup',
    from: each.path,
    type: flags[each.type],
    ...(mayWait ? { mayWait } : {}),
    origin: `/linux/namespaces/${each.index}/path`,
  });
  const user = join.filter(({ type }) => type === 'user');
  const others = join.filter(({ type }) => type !== 'user');
  if (user.length === 0) return others.map((each) => setns(each, false));
  // The mount namespace is not among the first ones: after it, paths are another's.
  const early = others.filter(({ type }) => type !== 'mount').map((each) => setns(each, true));
  return [
    ...early,
    ...(hide ? [{ op: 'undumpable', in: 'setup', origin: '/linux/namespaces' } as const] : []),
    ...user.map((each) => setns(each, false)),
    ...others.map((each) => setns(each, false)),
  ];
}

/**
 * In the user namespace of others setup and init are still the host's root amid the host's files: whoever has
 * privilege there could trace them (CVE-2016-9962). But the /proc files of a process that is not dumpable belong to
 * the host's root, and an ordinary user may have to write some.
 */
function hides({ spec, facts }: Request): boolean {
  if (typeof namespace(spec, 'user') !== 'object') return false;
  const hostRoot = facts.uid === 0 && facts.initialUserNamespace;
  const writes = spec.process?.oomScoreAdj !== undefined || spec.linux?.timeOffsets !== undefined;
  return hostRoot || !writes;
}

/** time_namespaces(7): offsets can be written only before the first process is in the namespace. */
function timeOps(spec: Spec): readonly Op[] {
  const offsets = spec.linux?.timeOffsets ?? {};
  const origin = '/linux/timeOffsets';
  const lines = (['monotonic', 'boottime'] as const).flatMap((clock) => {
    const offset = offsets[clock];
    return offset === undefined ? [] : [`${clock} ${offset.secs ?? 0} ${offset.nanosecs ?? 0}\n`];
  });
  const data: Text = lines.join('');
  return [
    { op: 'unshare', in: 'setup', flags: ['CLONE_NEWTIME'], origin: '/linux/namespaces' },
    ...(data === ''
      ? []
      : [
          {
            op: 'write',
            in: 'setup',
            path: '/proc/self/timens_offsets',
            data,
            ifMissing: 'fail',
            origin,
          } as const,
        ]),
  ];
}
