/**
 * The root and the mounts.
 *
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#mounts
 */
import type { Mount, Spec } from '../types.ts';
import { entries, path, type Report } from './check.ts';
import { checkMappings } from './mappings.ts';

/** A container of Linux has a root. */
export function checkRoot({ root }: Spec, report: Report): void {
  if (root === undefined) report.error('', 'the required property "root" is missing');
  else if (root.path === '') report.error('/root/path', 'must be a path, found ""');
  path(root?.path, '/root/path', report);
}

/** Each mount for itself; the destination may be relative, it is taken from `/`. */
export function checkMounts({ mounts = [] }: Spec, report: Report): void {
  for (const [index, mount] of entries(mounts, '/mounts', report))
    checkMount(mount, `/mounts/${index}`, report);
}

function checkMount(mount: Mount, at: string, report: Report): void {
  if (mount.destination === '') report.error(`${at}/destination`, 'must be a path, found ""');
  path(mount.destination, `${at}/destination`, report);
  path(mount.source, `${at}/source`, report);

  const options = mount.options ?? [];
  const bind = mount.type === 'bind' || options.includes('bind') || options.includes('rbind');
  if (bind && (mount.source ?? '') === '') {
    report.error(mount.source === undefined ? at : `${at}/source`, 'a bind mount needs a source');
  }

  const { uidMappings = [], gidMappings = [] } = mount;
  if (uidMappings.length > 0 !== gidMappings.length > 0) {
    const [given, lacking] =
      uidMappings.length > 0 ? ['uidMappings', 'gidMappings'] : ['gidMappings', 'uidMappings'];
    report.error(`${at}/${given}`, `needs ${lacking} beside it`);
  }
  checkMappings(uidMappings, `${at}/uidMappings`, report);
  checkMappings(gidMappings, `${at}/gidMappings`, report);
}
