/**
 * Kernel parameters: only those that a namespace of the container has for itself, or the host's would change.
 *
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#sysctl
 */
import { member } from '../pointer.ts';
import type { LinuxNamespaceType, Spec } from '../types.ts';
import type { Report } from './check.ts';
import { namespaceOf } from './namespaces.ts';

/** Parameters of an IPC namespace: ipc_namespaces(7). */
const ipc = new Set([
  'kernel/msgmax',
  'kernel/msgmnb',
  'kernel/msgmni',
  'kernel/sem',
  'kernel/shmall',
  'kernel/shmmax',
  'kernel/shmmni',
  'kernel/shm_rmid_forced',
]);

/**
 * The path beneath /proc/sys of a parameter, written with dots or slashes as for sysctl(8): where the first separator is
 * a dot, dots and slashes change places (`net.ipv4.conf.eth0/1.forwarding`). Undefined for what is no plain path.
 */
export function sysctlPath(name: string): string | undefined {
  const swap = /^[^./]*\./.test(name);
  const path = swap ? name.replace(/[./]/g, (separator) => (separator === '.' ? '/' : '.')) : name;
  const plain = path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  return plain ? path : undefined;
}

/** The namespace that a parameter belongs to, by its path; undefined for one of the whole host. */
export function sysctlNamespace(path: string): LinuxNamespaceType | undefined {
  if (path.startsWith('net/')) return 'network';
  if (path.startsWith('user/')) return 'user';
  if (path.startsWith('fs/mqueue/') || ipc.has(path)) return 'ipc';
  if (path === 'kernel/hostname' || path === 'kernel/domainname') return 'uts';
  return undefined;
}

/** Each parameter namespaced, and its namespace the container's own. */
export function checkSysctl({ linux, domainname }: Spec, report: Report): void {
  for (const name of Object.keys(linux?.sysctl ?? {})) {
    const property = member('/linux/sysctl', name);
    const path = sysctlPath(name);
    const namespace = path === undefined ? undefined : sysctlNamespace(path);
    if (path === undefined) report.error(property, 'must be the name of a kernel parameter');
    else if (namespace === undefined)
      report.error(property, 'must be a parameter of a namespace, found one of the host');
    else if (!namespaceOf(linux, namespace)) {
      report.error(
        property,
        `needs ${namespace === 'ipc' ? 'an' : 'a'} ${namespace} namespace in /linux/namespaces`,
      );
    } else if (path === 'kernel/hostname') {
      report.error(property, 'must be set by /hostname');
    } else if (path === 'kernel/domainname' && domainname) {
      report.error(property, 'is set by /domainname too');
    }
  }
}
