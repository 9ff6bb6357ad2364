/**
 * Sysctls of the container's own namespaces; spec/checks refuses those of the host.
 *
 * config.json: `linux.sysctl`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#sysctl
 */
import type { Stage } from '../plan/stage.ts';
import { pointer } from './pointer.ts';

export const sysctl: Stage = {
  name: 'sysctl',
  config: ['linux.sysctl'],
  plan: ({ spec }) =>
    Object.entries(spec.linux?.sysctl ?? {}).map(([name, value]) => ({
      op: 'sysctl',
      in: 'container',
      name: sysctlPath(name),
      value,
      origin: `/linux/sysctl/${pointer(name)}`,
    })),
};

/** sysctl(8): of dots and slashes the first that appears separates; the other then stands for itself, swapped. */
function sysctlPath(name: string): string {
  const slash = name.indexOf('/');
  const dot = name.indexOf('.');
  if (slash >= 0 && (dot < 0 || slash < dot)) return name;
  return name.replace(/[./]/g, (separator) => (separator === '.' ? '/' : '.'));
}
