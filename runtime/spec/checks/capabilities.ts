/**
 * Capabilities: capabilities(7). A name this kernel or runts does not know is no error: capabilities that cannot be
 * granted are only warned about.
 *
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#linux-process
 */

import { describeValue } from '../describe.ts';
import { nearest } from '../nearest.ts';
import type { LinuxCapabilities } from '../types.ts';
import { entries, type Report } from './check.ts';

/** Every capability by its number, as in linux/capability.h. */
export const capabilityNames: readonly string[] = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_DAC_READ_SEARCH',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETPCAP',
  'CAP_LINUX_IMMUTABLE',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_BROADCAST',
  'CAP_NET_ADMIN',
  'CAP_NET_RAW',
  'CAP_IPC_LOCK',
  'CAP_IPC_OWNER',
  'CAP_SYS_MODULE',
  'CAP_SYS_RAWIO',
  'CAP_SYS_CHROOT',
  'CAP_SYS_PTRACE',
  'CAP_SYS_PACCT',
  'CAP_SYS_ADMIN',
  'CAP_SYS_BOOT',
  'CAP_SYS_NICE',
  'CAP_SYS_RESOURCE',
  'CAP_SYS_TIME',
  'CAP_SYS_TTY_CONFIG',
  'CAP_MKNOD',
  'CAP_LEASE',
  'CAP_AUDIT_WRITE',
  'CAP_AUDIT_CONTROL',
  'CAP_SETFCAP',
  'CAP_MAC_OVERRIDE',
  'CAP_MAC_ADMIN',
  'CAP_SYSLOG',
  'CAP_WAKE_ALARM',
  'CAP_BLOCK_SUSPEND',
  'CAP_AUDIT_READ',
  'CAP_PERFMON',
  'CAP_BPF',
  'CAP_CHECKPOINT_RESTORE',
];

/** How many names a set may have: twice as many as the kernel has bits for. */
const maxSet = 128;

/** @param at the pointer to the five sets */
export function checkCapabilities(sets: LinuxCapabilities | undefined, at: string, report: Report): void {
  if (sets === undefined) return;
  const known = new Set(capabilityNames);
  for (const name of ['bounding', 'effective', 'inheritable', 'permitted', 'ambient'] as const) {
    for (const [index, capability] of entries(sets[name], `${at}/${name}`, report, maxSet)) {
      if (known.has(capability)) continue;
      const near = nearest(capability, capabilityNames);
      const hint = near === undefined ? '' : `; the nearest is "${near}"`;
      report.warn(
        `${at}/${name}/${index}`,
        `unknown capability ${describeValue(capability)}, not granted${hint}`,
      );
    }
  }
  const permitted = new Set(sets.permitted);
  for (const [index, capability] of (sets.effective ?? []).entries()) {
    // capset(2) answers EPERM.
    if (known.has(capability) && !permitted.has(capability)) {
      report.error(`${at}/effective/${index}`, `"${capability}" must be in the permitted set too`);
    }
  }
  const inheritable = new Set(sets.inheritable);
  const refused = (sets.ambient ?? []).filter(
    (capability) => known.has(capability) && !(permitted.has(capability) && inheritable.has(capability)),
  );
  // Buildah lists in ambient what it does not make inheritable: the kernel refuses to raise it, and no engine minds.
  if (refused.length > 0) {
    report.warn(
      `${at}/ambient`,
      `not granted, since not both permitted and inheritable: ${refused.join(', ')}`,
    );
  }
}
