/**
 * Device rules: what the container may do with which device; of two rules for one device the later one counts.
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#allowed-device-list
 */
import { refuse } from '../plan/stage.ts';
import type { Int64, LinuxDeviceCgroup } from '../spec/types.ts';

/** One rule in full: nothing is left to defaults. */
export interface DeviceRule {
  readonly allow: boolean;
  /** `a`: character and block devices. */
  readonly type: 'a' | 'b' | 'c';
  /** undefined: every one. */
  readonly major: number | undefined;
  readonly minor: number | undefined;
  /** Letters of `rwm`, in this order. */
  readonly access: string;
  /** JSON pointer of the rule in config.json, `''` where the runtime adds it. */
  readonly origin: string;
}

const denyAll: DeviceRule = {
  allow: false,
  type: 'a',
  major: undefined,
  minor: undefined,
  access: 'rwm',
  origin: '',
};
const character: DeviceRule = { ...denyAll, allow: true, type: 'c' };

/**
 * What every container may do whatever its config says, since programs break without: use the default devices, its
 * terminals (5:2 is /dev/ptmx, 136 and up are /dev/pts), and make, though not open, any node. Numbers from the
 * kernel's Documentation/admin-guide/devices.txt.
 */
const always: readonly DeviceRule[] = [
  { ...character, access: 'm' },
  { ...character, type: 'b', access: 'm' },
  ...[3, 5, 7, 8, 9].map((minor) => ({ ...character, major: 1, minor })),
  ...[0, 1, 2].map((minor) => ({ ...character, major: 5, minor })),
  { ...character, major: 136 },
];

/** The rules to apply, in order: all is denied but what the config and then the runtime allows. Throws `ConfigError`. */
export function deviceRules(config: readonly LinuxDeviceCgroup[]): readonly DeviceRule[] {
  const given = config.map(parse);
  const first = given[0];
  const rules = first !== undefined && isFull(first) ? [...given] : [denyAll, ...given];
  for (const rule of always) if (!isAllowed(rule, rules)) rules.push(rule);
  return rules;
}

/** Whether a rule is about all devices and all access: what came before it does not count. */
export function isFull({ type, major, minor, access }: DeviceRule): boolean {
  return type === 'a' && major === undefined && minor === undefined && access === 'rwm';
}

/** Whether there are devices and kinds of access that both rules are about. */
export function overlap(a: DeviceRule, b: DeviceRule): boolean {
  return (
    (a.type === 'a' || b.type === 'a' || a.type === b.type) &&
    (a.major === undefined || b.major === undefined || a.major === b.major) &&
    (a.minor === undefined || b.minor === undefined || a.minor === b.minor) &&
    [...a.access].some((letter) => b.access.includes(letter))
  );
}

/** Whether `rule` is about all that `other` is about. */
export function covers(rule: DeviceRule, other: DeviceRule): boolean {
  return (
    (rule.type === 'a' || rule.type === other.type) &&
    (rule.major === undefined || rule.major === other.major) &&
    (rule.minor === undefined || rule.minor === other.minor) &&
    [...other.access].every((letter) => rule.access.includes(letter))
  );
}

/** Whether the rules, the last of them first, already allow all of a rule. */
function isAllowed(rule: DeviceRule, rules: readonly DeviceRule[]): boolean {
  const last = [...rules]
    .reverse()
    .find((each) => overlap(each, rule) && (!each.allow || covers(each, rule)));
  return last?.allow === true;
}

function parse({ allow, type, major, minor, access }: LinuxDeviceCgroup, index: number): DeviceRule {
  const origin = `/linux/resources/devices/${index}`;
  return {
    allow,
    type: parseType(type, origin),
    major: parseNumber(major, `${origin}/major`),
    minor: parseNumber(minor, `${origin}/minor`),
    access: parseAccess(access, origin),
    origin,
  };
}

function parseType(type: string | undefined, origin: string): DeviceRule['type'] {
  if (type === undefined || type === '' || type === 'a') return 'a';
  if (type === 'b' || type === 'c') return type;
  return refuse(`${origin}/type`, `must be "a", "b" or "c", not "${type}"`);
}

/** -1 is how engines written in Go say every one. */
function parseNumber(value: Int64 | undefined, pointer: string): number | undefined {
  if (value === undefined || Number(value) === -1) return undefined;
  const number = Number(value);
  if (number < 0 || number > 0xffffffff) refuse(pointer, `must be from 0 to 4294967295, or -1, not ${value}`);
  return number;
}

function parseAccess(access: string | undefined, origin: string): string {
  if (access === undefined || access === '') return 'rwm';
  if (!/^[rwm]+$/.test(access))
    refuse(`${origin}/access`, `must be made of "r", "w" and "m", not "${access}"`);
  return [...'rwm'].filter((letter) => access.includes(letter)).join('');
}
