/** Requests for the tests of cgroups: what a test does not say is as plain as can be. */
import type { Facts, Options, Request } from '../../runtime/plan/request.ts';
import type { LinuxNamespace, LinuxResources, Mount } from '../../runtime/spec/types.ts';
import { type Host, hierarchiesOf } from './hosts.ts';

export const root = { uid: 0, capEff: '000001ffffffffff', initialUserNamespace: true };
export const rootless = { uid: 1000, capEff: '0000000000000000', initialUserNamespace: true };

/** What a test has to say about a request. */
export interface Asked {
  readonly host: Host;
  readonly who?: Pick<Facts, 'uid' | 'capEff' | 'initialUserNamespace'>;
  readonly directories?: readonly string[];
  readonly options?: Partial<Options>;
  readonly cgroupsPath?: string;
  readonly resources?: LinuxResources;
  readonly namespaces?: readonly LinuxNamespace[];
  readonly mounts?: readonly Mount[];
}

export function request(asked: Asked): Request {
  const { cgroupsPath, resources, namespaces, mounts } = asked;
  return {
    command: 'create',
    id: 'box',
    config: '',
    spec: {
      ociVersion: '1.3.0',
      ...(mounts === undefined ? {} : { mounts }),
      linux: {
        ...(cgroupsPath === undefined ? {} : { cgroupsPath }),
        ...(resources === undefined ? {} : { resources }),
        namespaces: namespaces ?? [],
      },
    },
    options: {
      bundle: '/bundle',
      stateDir: '/run/runts/box',
      lockPath: '/run/runts/.lock/box',
      noPivot: false,
      noNewKeyring: false,
      preserveFds: 0,
      listenFds: 0,
      detach: false,
      keep: false,
      subreaper: false,
      cgroupManager: 'cgroupfs',
      rootless: 'auto',
      ...asked.options,
    },
    facts: {
      ...(asked.who ?? root),
      gid: 0,
      groups: [],
      lastCap: 40,
      setgroups: true,
      now: 0,
      bootId: '7d5a1a0e-0000-4000-8000-000000000000',
      cgroups: hierarchiesOf(asked.host),
      directories: asked.directories ?? [],
      newuidmap: undefined,
      newgidmap: undefined,
      devices: [],
    },
  };
}
