/**
 * Sysctls of the container's own namespaces; spec/checks refuses those of the host.
 *
 * config.json: `linux.sysctl`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#sysctl
 */
import { refuse, type Stage } from '../plan/stage.ts';
import { sysctlPath } from '../spec/checks/sysctl.ts';
import { member } from '../spec/pointer.ts';

export const sysctl: Stage = {
  name: 'sysctl',
  config: ['linux.sysctl'],
  plan: ({ spec }) =>
    Object.entries(spec.linux?.sysctl ?? {}).map(([key, value]) => {
      const origin = member('/linux/sysctl', key);
      const name = sysctlPath(key) ?? refuse(origin, 'must be the name of a kernel parameter');
      return { op: 'sysctl', in: 'container', name, value, origin };
    }),
};
