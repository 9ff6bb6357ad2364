/**
 * What is valid and not carried out yet is refused by name, never ignored. Each of these properties moves to a stage
 * of its own.
 *
 * config.json: `process.apparmorProfile`, `process.selinuxLabel`, `process.scheduler`, `process.ioPriority`,
 * `linux.seccomp`, `linux.mountLabel`, `linux.personality`, `linux.intelRdt`, `linux.netDevices`, `linux.memoryPolicy`
 */
import { ConfigError } from '../errors.ts';
import type { Stage } from '../plan/stage.ts';

export const later: Stage = {
  name: 'later',
  config: [
    'process.apparmorProfile',
    'process.selinuxLabel',
    'process.scheduler',
    'process.ioPriority',
    'process.execCPUAffinity',
    'linux.seccomp',
    'linux.mountLabel',
    'linux.personality',
    'linux.intelRdt',
    'linux.netDevices',
    'linux.memoryPolicy',
  ],
  plan({ spec: { process, linux } }) {
    unless(isEmpty(process?.apparmorProfile), '/process/apparmorProfile');
    unless(isEmpty(process?.selinuxLabel), '/process/selinuxLabel');
    unless(process?.scheduler === undefined, '/process/scheduler');
    unless(process?.ioPriority === undefined, '/process/ioPriority');
    // execCPUAffinity concerns exec alone: config.md, "execCPUAffinity".
    unless(linux?.seccomp === undefined, '/linux/seccomp');
    unless(isEmpty(linux?.mountLabel), '/linux/mountLabel');
    unless(linux?.personality === undefined, '/linux/personality');
    unless(linux?.intelRdt === undefined, '/linux/intelRdt');
    unless(Object.keys(linux?.netDevices ?? {}).length === 0, '/linux/netDevices');
    unless(linux?.memoryPolicy === undefined, '/linux/memoryPolicy');
    return [];
  },
};

/** An empty name is what engines write for none. */
function isEmpty(text: string | undefined): boolean {
  return text === undefined || text === '';
}

function unless(absent: boolean, property: string): void {
  if (absent) return;
  throw new ConfigError('ERR_CONFIG_UNSUPPORTED', { file: 'config.json', property }, 'is not supported yet');
}
