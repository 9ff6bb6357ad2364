/**
 * The seccomp profile, as far as it can be judged without compiling it.
 *
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#seccomp
 */
import type { LinuxSeccomp, LinuxSeccompAction, Spec } from '../types.ts';
import { entries, type Report, range } from './check.ts';

/** The actions that carry a number: seccomp(2), SECCOMP_RET_DATA. */
const withNumber: readonly LinuxSeccompAction[] = ['SCMP_ACT_ERRNO', 'SCMP_ACT_TRACE'];

/** The largest number an action can carry. */
const maxNumber = 65535;

/** Actions, numbers, arguments, and the listener. */
export function checkSeccomp({ linux }: Spec, report: Report): void {
  const seccomp = linux?.seccomp;
  if (seccomp === undefined) return;
  const at = '/linux/seccomp';
  checkNumber(seccomp.defaultAction, seccomp.defaultErrnoRet, `${at}/defaultErrnoRet`, report);
  for (const [index, { action, errnoRet, args = [] }] of entries(
    seccomp.syscalls,
    `${at}/syscalls`,
    report,
  )) {
    checkNumber(action, errnoRet, `${at}/syscalls/${index}/errnoRet`, report);
    for (const [number, arg] of args.entries()) {
      range(arg.index, [0, 5], `${at}/syscalls/${index}/args/${number}/index`, report);
    }
  }
  checkListener(seccomp, at, report);
}

function checkNumber(
  action: LinuxSeccompAction,
  number: number | undefined,
  at: string,
  report: Report,
): void {
  if (number === undefined) return;
  if (!withNumber.includes(action)) report.error(at, `has no meaning for the action ${action}`);
  range(number, [0, maxNumber], at, report);
}

function checkListener(seccomp: LinuxSeccomp, at: string, report: Report): void {
  if (seccomp.defaultAction === 'SCMP_ACT_NOTIFY') {
    report.error(`${at}/defaultAction`, 'SCMP_ACT_NOTIFY is for single system calls only');
  }
  const hasPath = (seccomp.listenerPath ?? '') !== '';
  for (const [index, { action, names }] of (seccomp.syscalls ?? []).entries()) {
    if (action !== 'SCMP_ACT_NOTIFY') continue;
    const here = `${at}/syscalls/${index}`;
    if (!hasPath) report.error(`${here}/action`, `SCMP_ACT_NOTIFY needs ${at}/listenerPath`);
    // The descriptor is announced by write(2) itself.
    const write = names.indexOf('write');
    if (write !== -1) report.error(`${here}/names/${write}`, 'SCMP_ACT_NOTIFY is not possible for write');
  }
  if ((seccomp.listenerMetadata ?? '') !== '' && !hasPath) {
    report.error(`${at}/listenerMetadata`, `needs ${at}/listenerPath`);
  }
}
