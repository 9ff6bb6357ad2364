/**
 * User and group ids of a user namespace: user_namespaces(7).
 *
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#user-namespace-mappings
 */
import type { LinuxIDMapping, Spec } from '../types.ts';
import type { Report } from './check.ts';
import { namespaceOf } from './namespaces.ts';

/** The kernel takes this many lines in a map. */
const maxLines = 340;

/** And less than a page of text, in one write. A page may be larger elsewhere; a config should not depend on it. */
const pageSize = 4096;

/** Mappings belong to a user namespace, and a new one cannot do without. */
export function checkUserMappings(spec: Spec, report: Report): void {
  const { linux } = spec;
  const namespace = namespaceOf(linux, 'user');
  for (const name of ['uidMappings', 'gidMappings'] as const) {
    const property = `/linux/${name}`;
    const mappings = linux?.[name] ?? [];
    checkMappings(mappings, property, report);
    if (namespace === undefined && mappings.length > 0) {
      report.error(property, 'needs a user namespace in /linux/namespaces');
    }
    if (namespace !== undefined && namespace.path === undefined && mappings.length === 0) {
      const index = linux?.namespaces?.indexOf(namespace);
      report.error(`/linux/namespaces/${index}`, `a new user namespace needs ${property}`);
    }
  }
  if (namespace !== undefined && namespace.path === undefined) checkUserIsMapped(spec, report);
}

/** Lines the kernel would refuse: empty, past the last id, overlapping on either side. */
export function checkMappings(mappings: readonly LinuxIDMapping[], property: string, report: Report): void {
  if (mappings.length > maxLines) {
    report.error(property, `must have at most ${maxLines} entries, found ${mappings.length}`);
    return;
  }
  const length = mapText(mappings).length;
  if (length >= pageSize) {
    report.error(property, `must be less than ${pageSize} bytes as the kernel reads it, is ${length}`);
    return;
  }
  for (const [index, mapping] of mappings.entries()) {
    const here = `${property}/${index}`;
    if (mapping.size === 0) report.error(`${here}/size`, 'must be at least 1, found 0');
    for (const side of ['containerID', 'hostID'] as const) {
      // One less than 2^32 ids: the last one means "no id".
      if (mapping[side] + mapping.size > 0xffffffff) {
        report.error(
          `${here}/${side}`,
          `the range of ${mapping.size} ids from ${mapping[side]} goes past 4294967294`,
        );
      }
      const other = mappings.findIndex(
        (earlier, before) => before < index && overlap(earlier, mapping, side),
      );
      if (other !== -1) report.error(`${here}/${side}`, `the range overlaps that of ${property}/${other}`);
    }
  }
}

/** The lines of /proc/PID/uid_map or gid_map. */
export function mapText(mappings: readonly LinuxIDMapping[]): string {
  return mappings.map((each) => `${each.containerID} ${each.hostID} ${each.size}\n`).join('');
}

function overlap(one: LinuxIDMapping, other: LinuxIDMapping, side: 'containerID' | 'hostID'): boolean {
  return one[side] < other[side] + other.size && other[side] < one[side] + one.size;
}

/** The process's own ids must exist in its namespace: setuid(2) answers EINVAL for others. */
function checkUserIsMapped({ linux, process }: Spec, report: Report): void {
  if (process === undefined) return;
  const { uid = 0, gid = 0, additionalGids = [] } = process.user ?? {};
  const ids = [
    ['/process/user/uid', uid, 'uidMappings'],
    ['/process/user/gid', gid, 'gidMappings'],
    ...additionalGids.map(
      (id, index) => [`/process/user/additionalGids/${index}`, id, 'gidMappings'] as const,
    ),
  ] as const;
  for (const [property, id, name] of ids) {
    const mappings = linux?.[name] ?? [];
    if (mappings.length === 0) continue;
    if (mappings.some(({ containerID, size }) => id >= containerID && id < containerID + size)) continue;
    report.error(property, `the id ${id} is not mapped by /linux/${name}`);
  }
}
