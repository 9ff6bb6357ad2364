/**
 * Credentials: who the process is and what it may do. The order is capabilities(7)'s: the bounding set while
 * CAP_SETPCAP is there, groups before user, capabilities last (kept over the change of user).
 *
 * config.json: `process.user`, `process.capabilities`, `process.noNewPrivileges`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#posix-platform-user
 */
import type { Op } from '../plan/op.ts';
import type { Request } from '../plan/request.ts';
import { refuse, type Stage } from '../plan/stage.ts';
import { capabilityBits } from './capability.ts';
import { setgroupsAllowed } from './user-mapping.ts';

export const credentials: Stage = {
  name: 'credentials',
  config: ['process.user', 'process.capabilities', 'process.noNewPrivileges'],
  plan(request) {
    const { process } = request.spec;
    if (process === undefined) return [];
    const { uid = 0, gid = 0, umask } = process.user ?? {};
    const bits = sets(request);
    const capabilities = { in: 'container', origin: '/process/capabilities' } as const;
    return [
      { op: 'umask', in: 'container', mask: umask ?? 0o022, origin: '/process/user/umask' },
      { op: 'dropBounding', keep: bits.bounding, ...capabilities },
      ...groups(request),
      { op: 'setresgid', in: 'container', gid, origin: '/process/user/gid' },
      { op: 'setresuid', in: 'container', uid, origin: '/process/user/uid' },
      {
        op: 'capset',
        effective: bits.effective,
        permitted: bits.permitted,
        inheritable: bits.inheritable,
        ambient: bits.ambient,
        ...capabilities,
      },
      ...(process.noNewPrivileges === true
        ? [{ op: 'noNewPrivileges', in: 'container', origin: '/process/noNewPrivileges' } as const]
        : []),
    ];
  },
};

function sets({ spec, facts }: Request) {
  const given = spec.process?.capabilities ?? {};
  const of = (names: readonly string[] | undefined) => capabilityBits(names, facts.lastCap);
  return {
    bounding: of(given.bounding),
    effective: of(given.effective),
    permitted: of(given.permitted),
    inheritable: of(given.inheritable),
    ambient: of(given.ambient),
  };
}

function groups({ spec, facts }: Request): readonly Op[] {
  const wanted = spec.process?.user?.additionalGids ?? [];
  const origin = '/process/user/additionalGids';
  if (setgroupsAllowed(spec, facts))
    return [{ op: 'setgroups', in: 'container', groups: wanted.map(String), origin }];
  if (wanted.length > 0) refuse(origin, 'cannot be set without privilege over the group mapping');
  return [];
}
