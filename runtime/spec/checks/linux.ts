/**
 * The small rest of the `linux` section.
 *
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md
 */
import { describeValue } from '../describe.ts';
import type { Spec } from '../types.ts';
import { absolute, entries, numberList, path, type Report } from './check.ts';

/** The cgroup's path; and paths in the container that are hidden or made read-only, which are absolute. */
export function checkPaths({ linux }: Spec, report: Report): void {
  path(linux?.cgroupsPath, '/linux/cgroupsPath', report);
  for (const name of ['maskedPaths', 'readonlyPaths'] as const) {
    for (const [index, each] of entries(linux?.[name], `/linux/${name}`, report))
      absolute(each, `/linux/${name}/${index}`, report);
  }
}

/** A domain is required where there is a personality, and no flag is defined. */
export function checkPersonality({ linux }: Spec, report: Report): void {
  const personality = linux?.personality;
  if (personality === undefined) return;
  if (personality.domain === undefined) report.error('/linux/personality', 'needs a domain');
  if ((personality.flags ?? []).length > 0) report.error('/linux/personality/flags/0', 'no flag is defined');
}

/** A mode is required where there is a policy; two modes take no nodes: set_mempolicy(2). */
export function checkMemoryPolicy({ linux }: Spec, report: Report): void {
  const policy = linux?.memoryPolicy;
  if (policy === undefined) return;
  const at = '/linux/memoryPolicy';
  const { mode, nodes = '' } = policy;
  numberList(nodes, `${at}/nodes`, report);
  if (mode === undefined) report.error(at, 'needs a mode');
  else if (mode === 'MPOL_DEFAULT' || mode === 'MPOL_LOCAL') {
    if (nodes !== '') report.error(`${at}/nodes`, `has no meaning for the mode ${mode}`);
  } else if (nodes === '' && mode !== 'MPOL_PREFERRED') {
    report.error(at, `the mode ${mode} needs nodes`);
  }
}

/** The group is a directory of the resctrl file system, a schema one line. */
export function checkIntelRdt({ linux }: Spec, report: Report): void {
  const { closID, schemata = [], l3CacheSchema = '' } = linux?.intelRdt ?? {};
  const at = '/linux/intelRdt';
  if (closID !== undefined && closID !== '/' && (/^(|\.|\.\.)$/.test(closID) || /[/\n]/.test(closID))) {
    report.error(`${at}/closID`, `must be the name of a directory, or "/", found ${describeValue(closID)}`);
  }
  for (const [index, line] of entries(schemata, `${at}/schemata`, report)) {
    if (line.includes('\n')) report.error(`${at}/schemata/${index}`, 'must be one line');
  }
  if (l3CacheSchema.includes('\n')) report.error(`${at}/l3CacheSchema`, 'must be one line');
}
