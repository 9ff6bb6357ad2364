/**
 * The root file system: attached, entered, and what it lets through to and from the host's mounts.
 *
 * config.json: `root`, `linux.rootfsPropagation`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#root
 */
import type { Op } from '../plan/op.ts';
import { privileged, type Request } from '../plan/request.ts';
import { namespace, refuse, type Stage } from '../plan/stage.ts';
import { absolute } from './path.ts';

/**
 * The track that opens what lies on the host: one that sees it all, or the init where only that may mount. Root of
 * another user namespace may have no right over the mount namespace it is in.
 */
export function sourceTrack({ facts }: Request): 'runtime' | 'container' {
  return privileged(facts) ? 'runtime' : 'container';
}

function openRoot(request: Request): Op {
  const path = absolute(request.spec.root?.path ?? 'rootfs', request.options.bundle);
  return {
    op: 'openTree',
    in: sourceTrack(request),
    source: path,
    recursive: true,
    propagation: hostPropagation(request),
    as: 'rootfs',
    origin: '/root/path',
  };
}

/** What of the host's later mounts reaches the container: never the other way round at this point. */
export function hostPropagation({ spec }: Request): 'private' | 'slave' {
  return base(spec.linux?.rootfsPropagation) === 'private' ||
    base(spec.linux?.rootfsPropagation) === 'unbindable'
    ? 'private'
    : 'slave';
}

/** `rshared` → `shared`: engines write both. */
function base(propagation: string | undefined): string | undefined {
  return propagation?.replace(/^r(?=private|shared|slave|unbindable)/, '');
}

/** Before init exists: the mapped root of a user namespace may not reach the rootfs by its path. */
export const rootSource: Stage = {
  name: 'rootSource',
  config: ['root.path'],
  plan(request) {
    if (request.spec.root === undefined) refuse('/root', 'is required on Linux');
    if (namespace(request.spec, 'mount') === undefined) {
      refuse('/linux/namespaces', 'lacks a mount namespace: the mounts would be made on the host');
    }
    return sourceTrack(request) === 'runtime' ? [openRoot(request)] : [];
  },
};

export const rootfs: Stage = {
  name: 'rootfs',
  config: ['root'],
  plan(request) {
    const { spec, options } = request;
    const joined = namespace(spec, 'mount') !== 'new';
    const at = absolute(spec.root?.path ?? 'rootfs', options.bundle);
    const common = { in: 'container', origin: '/root/path' } as const;
    return [
      // A mount that still is the host's peer would show the container's mounts on the host. A mount namespace that
      // is joined is others' too: its propagation stays, and the rootfs is not put on top of their /.
      ...(joined
        ? []
        : [{ op: 'setPropagation', propagation: hostPropagation(request), ...common } as const]),
      ...(sourceTrack(request) === 'container' ? [openRoot(request)] : []),
      { op: 'rootfs', from: 'rootfs', ...(joined ? { at } : {}), ...common },
    ];
  },
};

export const pivot: Stage = {
  name: 'pivot',
  config: [],
  plan({ spec, options }) {
    const move = options.noPivot || namespace(spec, 'mount') !== 'new';
    return [{ op: 'pivotRoot', in: 'container', ...(move ? { move } : {}), origin: '/root/path' }];
  },
};

export const rootfsPropagation: Stage = {
  name: 'rootfsPropagation',
  config: ['linux.rootfsPropagation'],
  plan({ spec }) {
    const asked = spec.linux?.rootfsPropagation;
    if (asked === undefined) return [];
    const propagation = base(asked) as 'private' | 'shared' | 'slave' | 'unbindable';
    // Private and slave were set on the tree before anyone could reach it.
    if (propagation === 'private' || propagation === 'slave') return [];
    const origin = '/linux/rootfsPropagation';
    const recursive = asked.startsWith('r') ? { propagationRecursive: true } : {};
    return [{ op: 'mountSetattr', in: 'container', target: '/', propagation, ...recursive, origin }];
  },
};

export const rootReadonly: Stage = {
  name: 'rootReadonly',
  config: ['root.readonly'],
  plan({ spec }) {
    if (spec.root?.readonly !== true) return [];
    return [{ op: 'mountSetattr', in: 'container', target: '/', set: ['RDONLY'], origin: '/root/readonly' }];
  },
};
