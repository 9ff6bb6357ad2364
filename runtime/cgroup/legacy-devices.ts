/**
 * Device rules for the devices controller of cgroup v1.
 * https://docs.kernel.org/admin-guide/cgroup-v1/devices.html
 */
import { ConfigError } from '../errors.ts';
import { type DeviceRule, isFull, overlap } from './device-rules.ts';

/** One write to devices.allow or devices.deny. */
export interface LegacyRule {
  readonly allow: boolean;
  readonly text: string;
  readonly origin: string;
}

/** The writes that carry out rules, in order. Throws `ConfigError` for rules that the controller cannot express. */
export function legacyRules(rules: readonly DeviceRule[]): readonly LegacyRule[] {
  const lines = rules.flatMap(split);
  for (const [index, rule] of lines.entries()) checkExpressible(rule, lines.slice(0, index));
  return lines.map((rule) => ({ allow: rule.allow, text: line(rule), origin: rule.origin }));
}

/** To the controller a rule of type `a` is about everything, whatever else it says. */
function split(rule: DeviceRule): readonly DeviceRule[] {
  if (rule.type !== 'a' || isFull(rule)) return [rule];
  return [
    { ...rule, type: 'c' },
    { ...rule, type: 'b' },
  ];
}

/**
 * The controller has one policy and a list of exceptions from it. It takes back an exception only by its own numbers,
 * and ignores in silence a rule that would take back a part of one.
 */
function checkExpressible(rule: DeviceRule, before: readonly DeviceRule[]): void {
  if (rule.origin === '' || isFull(rule)) return;
  const policy = [...before].reverse().findIndex(isFull);
  const since = before.slice(before.length - policy);
  if (before[before.length - policy - 1]?.allow !== rule.allow) return;
  const part = since.find(
    (each) => each.allow !== rule.allow && overlap(each, rule) && !sameDevice(each, rule),
  );
  if (part === undefined) return;
  throw new ConfigError(
    'ERR_CONFIG_UNSUPPORTED',
    { file: 'config.json', property: rule.origin },
    `cgroup v1 cannot ${rule.allow ? 'allow' : 'deny'} a part of what ${part.origin} says`,
  );
}

function sameDevice(a: DeviceRule, b: DeviceRule): boolean {
  return a.type === b.type && a.major === b.major && a.minor === b.minor;
}

function line(rule: DeviceRule): string {
  if (isFull(rule)) return 'a';
  return `${rule.type} ${rule.major ?? '*'}:${rule.minor ?? '*'} ${rule.access}`;
}
