/** Beyond the schema: what the specification, or the kernel, calls an error in a document of the right shape. */
import { ConfigError, type JsonPosition } from '../errors.ts';
import type { Report, Tell } from './checks/check.ts';
import { checkDevices } from './checks/devices.ts';
import { checkHooks } from './checks/hooks.ts';
import { checkIntelRdt, checkMemoryPolicy, checkPaths, checkPersonality } from './checks/linux.ts';
import { checkUserMappings } from './checks/mappings.ts';
import { checkMounts, checkRoot } from './checks/mounts.ts';
import {
  checkHostname,
  checkMountNamespace,
  checkNamespaces,
  checkNetDevices,
  checkTimeOffsets,
} from './checks/namespaces.ts';
import { checkProcess } from './checks/process.ts';
import { checkResources } from './checks/resources.ts';
import { checkSeccomp } from './checks/seccomp.ts';
import { checkSysctl } from './checks/sysctl.ts';
import { checkStringMaps, checkVersion } from './checks/version.ts';
import type { Spec } from './types.ts';

const checks: readonly ((spec: Spec, report: Report) => void)[] = [
  checkVersion,
  checkRoot,
  checkMounts,
  (spec, report) => spec.process && checkProcess(spec.process, '/process', report),
  checkHostname,
  checkHooks,
  checkStringMaps,
  checkNamespaces,
  checkUserMappings,
  checkTimeOffsets,
  checkMountNamespace,
  checkDevices,
  checkNetDevices,
  checkResources,
  checkSysctl,
  checkSeccomp,
  checkPaths,
  checkIntelRdt,
  checkMemoryPolicy,
  checkPersonality,
];

/** Tells `report` everything that is wrong with a config that satisfies its schema. */
export function inspectSpec(spec: Spec, report: Report): void {
  for (const check of checks) check(spec, report);
}

/**
 * Refuses a config that did not come from a text, such as one that a plugin or the library's caller made. Throws
 * `ConfigError` for what is wrong first, in the order of the checks; warnings go to `warn`.
 *
 * @param positions where a property stands, if that is known
 */
export function checkSpec(
  spec: Spec,
  file: string,
  positions: (property: string) => JsonPosition | undefined = () => undefined,
  warn: Tell = () => {},
): void {
  inspectSpec(spec, {
    error: (property, text) => {
      throw new ConfigError('ERR_CONFIG_INVALID', { file, property, position: positions(property) }, text);
    },
    warn,
  });
}
