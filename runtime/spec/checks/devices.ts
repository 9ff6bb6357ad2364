/**
 * Device files, and the rules of the device controller.
 *
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#devices
 */
import { describeValue } from '../describe.ts';
import type { LinuxDevice, LinuxDeviceCgroup, Spec } from '../types.ts';
import { absolute, entries, id, type Report, range } from './check.ts';

/** The kernel's device numbers have 12 bits for the major and 20 for the minor. */
const majors = [0, 4095] as const;
const minors = [0, 1048575] as const;

/** Paths absolute, numbers that the kernel has. */
export function checkDevices({ linux }: Spec, report: Report): void {
  const devices = linux?.devices ?? [];
  const first = new Map<string, number>();
  for (const [index, device] of entries(devices, '/linux/devices', report)) {
    const at = `/linux/devices/${index}`;
    absolute(device.path, `${at}/path`, report);
    id(device.uid, `${at}/uid`, report);
    id(device.gid, `${at}/gid`, report);
    checkNumbers(device, at, report);
    const other = first.get(device.path);
    if (other === undefined) first.set(device.path, index);
    else if (!sameDevice(devices[other] as LinuxDevice, device)) {
      report.error(
        `${at}/path`,
        `${describeValue(device.path)} is another device in /linux/devices/${other}`,
      );
    }
  }
}

function checkNumbers({ type, major, minor }: LinuxDevice, at: string, report: Report): void {
  // A FIFO has no numbers.
  if (type === 'p') return;
  if (major === undefined || minor === undefined) {
    report.error(at, `a device of type "${type}" needs major and minor`);
  }
  range(major, majors, `${at}/major`, report);
  range(minor, minors, `${at}/minor`, report);
}

function sameDevice(one: LinuxDevice, other: LinuxDevice): boolean {
  return one.type === other.type && one.major === other.major && one.minor === other.minor;
}

/** A rule of the device controller; numbers may be -1 for all. */
export function checkDeviceRule(rule: LinuxDeviceCgroup, at: string, report: Report): void {
  if (!['', 'a', 'b', 'c'].includes(rule.type ?? '')) {
    report.error(`${at}/type`, `must be one of "a", "b", "c", found ${describeValue(rule.type)}`);
  }
  if (!/^[rwm]*$/.test(rule.access ?? '')) {
    report.error(`${at}/access`, `must consist of the letters r, w, m, found ${describeValue(rule.access)}`);
  }
  range(rule.major, [-1, majors[1]], `${at}/major`, report);
  range(rule.minor, [-1, minors[1]], `${at}/minor`, report);
}
