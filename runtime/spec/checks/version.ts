/**
 * The version of the specification, and the annotations.
 *
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#specification-version
 */
import { describeValue } from '../describe.ts';
import { member } from '../pointer.ts';
import type { Spec } from '../types.ts';
import type { Report } from './check.ts';

/** The newest minor version of 1.x that runts knows. */
const newestMinor = 3;

/** SemVer 2.0.0: numbers without leading zeros, then a pre-release and build data. */
const semver =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*))?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/;

/** 1.0 to 1.3, with whatever suffix. */
export function checkVersion({ ociVersion }: Spec, report: Report): void {
  const [, major, minor] = semver.exec(ociVersion) ?? [];
  const found = `found ${describeValue(ociVersion)}`;
  if (major === undefined) report.error('/ociVersion', `must be a version such as "1.3.0", ${found}`);
  else if (major !== '1' || Number(minor) > newestMinor) {
    report.error('/ociVersion', `must be from 1.0.0 to 1.${newestMinor}.x, ${found}`);
  }
}

/** Names must not be empty; the schema lets values of other types pass under names it has no pattern for. */
export function checkStringMaps({ annotations, linux }: Spec, report: Report): void {
  const maps = [
    ['/annotations', annotations],
    ['/linux/sysctl', linux?.sysctl],
    ['/linux/resources/unified', linux?.resources?.unified],
  ] as const;
  for (const [at, map] of maps) {
    for (const [name, value] of Object.entries(map ?? {})) {
      if (name === '') report.error(member(at, name), 'a name must not be empty');
      else if (typeof value !== 'string') report.error(member(at, name), 'must be a string');
    }
  }
}
