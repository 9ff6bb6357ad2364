/**
 * Limits of the container's cgroup.
 *
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#control-groups
 */
import { describeValue } from '../describe.ts';
import { member } from '../pointer.ts';
import type { LinuxBlockIO, LinuxResources, Spec } from '../types.ts';
import { entries, numberList, type Report, range } from './check.ts';
import { checkDeviceRule } from './devices.ts';

/** Each rule is held against all before it. */
const maxRules = 512;

/** What no cgroup of either version takes. */
export function checkResources({ linux }: Spec, report: Report): void {
  const resources: LinuxResources = linux?.resources ?? {};
  const at = '/linux/resources';
  for (const [index, rule] of entries(resources.devices, `${at}/devices`, report, maxRules)) {
    checkDeviceRule(rule, `${at}/devices/${index}`, report);
  }
  numberList(resources.cpu?.cpus, `${at}/cpu/cpus`, report);
  numberList(resources.cpu?.mems, `${at}/cpu/mems`, report);
  range(resources.memory?.swappiness, [0, 100], `${at}/memory/swappiness`, report);
  if (resources.blockIO) checkBlockIO(resources.blockIO, `${at}/blockIO`, report);
  checkHugepages(resources, `${at}/hugepageLimits`, report);
  for (const [device, { hcaHandles, hcaObjects }] of Object.entries(resources.rdma ?? {})) {
    if (hcaHandles !== undefined || hcaObjects !== undefined) continue;
    report.error(member(`${at}/rdma`, device), 'needs hcaHandles or hcaObjects');
  }
  for (const name of Object.keys(resources.unified ?? {})) {
    // A file of the container's own cgroup, never a path out of it.
    if (/^[^/\s]+$/.test(name) && name !== '.' && name !== '..') continue;
    report.error(member(`${at}/unified`, name), 'must be the name of a file');
  }
}

function checkBlockIO(blockIO: LinuxBlockIO, at: string, report: Report): void {
  weight(blockIO.weight, `${at}/weight`, report);
  weight(blockIO.leafWeight, `${at}/leafWeight`, report);
  for (const [index, device] of entries(blockIO.weightDevice, `${at}/weightDevice`, report)) {
    const here = `${at}/weightDevice/${index}`;
    if (device.weight === undefined && device.leafWeight === undefined) {
      report.error(here, 'needs weight or leafWeight');
    }
    weight(device.weight, `${here}/weight`, report);
    weight(device.leafWeight, `${here}/leafWeight`, report);
  }
  for (const name of [
    'throttleReadBpsDevice',
    'throttleWriteBpsDevice',
    'throttleReadIOPSDevice',
    'throttleWriteIOPSDevice',
  ] as const) {
    for (const [index, device] of entries(blockIO[name], `${at}/${name}`, report)) {
      if (device.rate === undefined) report.error(`${at}/${name}/${index}`, 'needs a rate');
    }
  }
}

/** Docker writes 0 for a weight that is not set. */
function weight(value: number | undefined, at: string, report: Report): void {
  if (value !== 0) range(value, [10, 1000], at, report);
}

function checkHugepages({ hugepageLimits = [] }: LinuxResources, at: string, report: Report): void {
  const seen = new Set<string>();
  for (const [index, { pageSize }] of entries(hugepageLimits, at, report)) {
    if (seen.has(pageSize))
      report.error(`${at}/${index}/pageSize`, `the size ${describeValue(pageSize)} is listed already`);
    seen.add(pageSize);
  }
}
