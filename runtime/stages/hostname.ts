/**
 * Host and domain name of the container's UTS namespace.
 *
 * config.json: `hostname`, `domainname`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#hostname
 */
import { requireNamespace, type Stage } from '../plan/stage.ts';

export const hostname: Stage = {
  name: 'hostname',
  config: ['hostname', 'domainname'],
  plan({ spec }) {
    const { hostname = '', domainname = '' } = spec;
    if (hostname !== '') requireNamespace(spec, 'uts', '/hostname');
    if (domainname !== '') requireNamespace(spec, 'uts', '/domainname');
    return [
      ...(hostname === ''
        ? []
        : [{ op: 'sethostname', in: 'container', name: hostname, origin: '/hostname' } as const]),
      ...(domainname === ''
        ? []
        : [{ op: 'setdomainname', in: 'container', name: domainname, origin: '/domainname' } as const]),
    ];
  },
};
