/**
 * Namespaces, and what makes sense only with one of the container's own.
 *
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#namespaces
 */
import { describeValue } from '../describe.ts';
import { member } from '../pointer.ts';
import type { Linux, LinuxNamespace, LinuxNamespaceType, Spec } from '../types.ts';
import { absolute, entries, type Report, range, utf8Length } from './check.ts';

/** The namespace of a type that the container gets or joins; undefined where it stays in the runtime's. */
export function namespaceOf(linux: Linux | undefined, type: LinuxNamespaceType): LinuxNamespace | undefined {
  return linux?.namespaces?.find((namespace) => namespace.type === type);
}

/** Each type once, paths absolute. */
export function checkNamespaces({ linux }: Spec, report: Report): void {
  const seen = new Set<string>();
  for (const [index, { type, path }] of entries(linux?.namespaces, '/linux/namespaces', report)) {
    const property = `/linux/namespaces/${index}`;
    if (seen.has(type)) report.error(property, `the namespace "${type}" is listed already`);
    seen.add(type);
    absolute(path, `${property}/path`, report);
  }
}

/** Offsets are written when a time namespace is made: time_namespaces(7). */
export function checkTimeOffsets({ linux }: Spec, report: Report): void {
  const offsets = linux?.timeOffsets;
  if (offsets === undefined) return;
  const namespace = namespaceOf(linux, 'time');
  if (namespace === undefined)
    report.error('/linux/timeOffsets', 'needs a time namespace in /linux/namespaces');
  else if (namespace.path !== undefined) {
    report.error('/linux/timeOffsets', 'cannot be set for a time namespace that is joined');
  }
  for (const clock of ['boottime', 'monotonic'] as const) {
    range(offsets[clock]?.nanosecs, [0, 999_999_999], `/linux/timeOffsets/${clock}/nanosecs`, report);
  }
}

/** The longest name of a host or NIS domain, in bytes: uname(2), __NEW_UTS_LEN. */
const maxName = 64;

/** hostname and domainname would change the host's where the UTS namespace is shared. An empty name is none. */
export function checkHostname(spec: Spec, report: Report): void {
  for (const name of ['hostname', 'domainname'] as const) {
    const value = spec[name] ?? '';
    if (value === '') continue;
    if (!namespaceOf(spec.linux, 'uts'))
      report.error(`/${name}`, 'needs a uts namespace in /linux/namespaces');
    const length = utf8Length(value);
    if (length > maxName) report.error(`/${name}`, `must be at most ${maxName} bytes long, found ${length}`);
  }
}

/** These change mounts, and without a mount namespace they would be the host's. */
export function checkMountNamespace({ linux }: Spec, report: Report): void {
  if (linux === undefined || namespaceOf(linux, 'mount')) return;
  for (const name of ['maskedPaths', 'readonlyPaths', 'rootfsPropagation'] as const) {
    if ((linux[name]?.length ?? 0) === 0) continue;
    report.error(`/linux/${name}`, 'needs a mount namespace in /linux/namespaces');
  }
}

/** Interfaces are moved into a network namespace; their names are the kernel's: dev_valid_name(). */
export function checkNetDevices({ linux }: Spec, report: Report): void {
  const devices = Object.entries(linux?.netDevices ?? {});
  if (devices.length > 0 && !namespaceOf(linux, 'network')) {
    report.error('/linux/netDevices', 'needs a network namespace in /linux/namespaces');
  }
  const names = new Set<string>();
  for (const [host, { name = host }] of devices) {
    const property = member('/linux/netDevices', host);
    const wrong = [host, name].find((value) => !isInterfaceName(value));
    if (wrong !== undefined) {
      const place = wrong === host ? property : `${property}/name`;
      report.error(
        place,
        `must be the name of an interface, at most 15 bytes, found ${describeValue(wrong)}`,
      );
    }
    if (names.has(name))
      report.error(
        `${property}/name`,
        `the name ${describeValue(name)} is given to another interface already`,
      );
    names.add(name);
  }
}

function isInterfaceName(name: string): boolean {
  return utf8Length(name) <= 15 && name !== '.' && name !== '..' && /^[^/:\s]+$/.test(name);
}
