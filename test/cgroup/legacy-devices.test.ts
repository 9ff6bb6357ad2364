import fc from 'fast-check';
import t from 'tap';
import type { DeviceRule } from '../../runtime/cgroup/device-rules.ts';
import { deviceRules } from '../../runtime/cgroup/device-rules.ts';
import { type LegacyRule, legacyRules } from '../../runtime/cgroup/legacy-devices.ts';
import { isAllowed, type Query, query, rule } from './device-evaluator.ts';

const denyAll: DeviceRule = {
  allow: false,
  type: 'a',
  major: undefined,
  minor: undefined,
  access: 'rwm',
  origin: '',
};

t.test('rules become writes in their order', async (t) => {
  const rules = deviceRules([
    { allow: false },
    { allow: true, type: 'b', major: 8, minor: 0, access: 'r' },
    { allow: true, type: 'c', major: 10, access: 'rwm' },
    { allow: true },
  ]);
  t.strictSame(legacyRules(rules), [
    { allow: false, text: 'a', origin: '/linux/resources/devices/0' },
    { allow: true, text: 'b 8:0 r', origin: '/linux/resources/devices/1' },
    { allow: true, text: 'c 10:* rwm', origin: '/linux/resources/devices/2' },
    { allow: true, text: 'a', origin: '/linux/resources/devices/3' },
  ]);
});

t.test(
  'a rule about both types but not all devices is written for each type: "a" alone would allow everything',
  async (t) => {
    const origin = '/linux/resources/devices/0';
    t.strictSame(legacyRules([denyAll, { ...denyAll, allow: true, major: 5, access: 'r', origin }]), [
      { allow: false, text: 'a', origin: '' },
      { allow: true, text: 'c 5:* r', origin },
      { allow: true, text: 'b 5:* r', origin },
    ]);
  },
);

t.test('what the controller would ignore in silence is refused', async (t) => {
  const deny = () =>
    legacyRules(
      deviceRules([
        { allow: true, type: 'c', access: 'rwm' },
        { allow: false, type: 'c', major: 10, minor: 229, access: 'rwm' },
      ]),
    );
  t.throws(deny, {
    code: 'ERR_CONFIG_UNSUPPORTED',
    message:
      'config.json: /linux/resources/devices/1: cgroup v1 cannot deny a part of what /linux/resources/devices/0 says',
  });
  const allow = () =>
    legacyRules(
      deviceRules([
        { allow: true },
        { allow: false, type: 'b', access: 'rwm' },
        { allow: true, type: 'b', major: 8, access: 'r' },
      ]),
    );
  t.throws(allow, {
    code: 'ERR_CONFIG_UNSUPPORTED',
    message:
      'config.json: /linux/resources/devices/2: cgroup v1 cannot allow a part of what /linux/resources/devices/1 says',
  });
});

t.test('a device that is denied already may be denied by name, as Docker does', async (t) => {
  const rules = deviceRules([
    { allow: false },
    { allow: false, type: 'c', major: 10, minor: 229, access: 'rwm' },
  ]);
  t.strictSame(legacyRules(rules)[1], {
    allow: false,
    text: 'c 10:229 rwm',
    origin: '/linux/resources/devices/1',
  });
});

t.test('what is not refused means to the controller what the rules say', async () => {
  const oneLetter = query.map((each) => ({ ...each, access: each.access.charAt(0) }));
  let compared = 0;
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 5 }),
      fc.array(oneLetter, { minLength: 10, maxLength: 20 }),
      (some, queries) => {
        const rules = [denyAll, ...some];
        let writes: readonly LegacyRule[];
        try {
          writes = legacyRules(rules);
        } catch {
          return;
        }
        compared++;
        const controller = apply(writes);
        for (const each of queries) {
          if (controller(each) !== isAllowed(rules, each)) throw new Error(JSON.stringify({ rules, each }));
        }
      },
    ),
    { numRuns: 3000 },
  );
  t.ok(compared > 500, `${compared} lists of rules were not refused`);
});

/** The devices controller as the kernel's documentation has it: a policy, and exceptions known by their numbers. */
function apply(writes: readonly LegacyRule[]): (query: Query) => boolean {
  let policy = true;
  let exceptions = new Map<string, string>();
  for (const { allow, text } of writes) {
    if (text === 'a') {
      policy = allow;
      exceptions = new Map();
      continue;
    }
    const device = text.slice(0, text.lastIndexOf(' '));
    const letters = text.slice(text.lastIndexOf(' ') + 1);
    const before = exceptions.get(device) ?? '';
    if (allow !== policy) exceptions.set(device, before + letters);
    else exceptions.set(device, [...before].filter((letter) => !letters.includes(letter)).join(''));
  }
  return ({ type, major, minor, access }) => {
    const names = [`${type} ${major}:${minor}`, `${type} ${major}:*`, `${type} *:${minor}`, `${type} *:*`];
    const excepted = names.some((name) => exceptions.get(name)?.includes(access));
    return policy !== excepted;
  };
}
