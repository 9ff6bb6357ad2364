import t from 'tap';
import { type DeviceRule, deviceRules } from '../../runtime/cgroup/device-rules.ts';

/** A rule as one line; `!` before the ones that deny, their origin behind. */
function show({ allow, type, major, minor, access, origin }: DeviceRule): string {
  return `${allow ? '' : '!'}${type} ${major ?? '*'}:${minor ?? '*'} ${access}${origin === '' ? '' : ` ${origin}`}`;
}

const always = [
  'c *:* m',
  'b *:* m',
  'c 1:3 rwm',
  'c 1:5 rwm',
  'c 1:7 rwm',
  'c 1:8 rwm',
  'c 1:9 rwm',
  'c 5:0 rwm',
  'c 5:1 rwm',
  'c 5:2 rwm',
  'c 136:* rwm',
];

t.test('without rules all is denied but what every container needs', async (t) => {
  t.strictSame(deviceRules([]).map(show), ['!a *:* rwm', ...always]);
});

t.test('the rule podman sends stands for the first of them', async (t) => {
  const rules = deviceRules([{ allow: false, access: 'rwm' }]).map(show);
  t.strictSame(rules, ['!a *:* rwm /linux/resources/devices/0', ...always]);
});

t.test('a default device that the config allows already gets no second rule', async (t) => {
  const rules = deviceRules([
    { allow: false },
    { allow: true, type: 'c', major: 1, minor: 3, access: 'mrw' },
    { allow: true, type: 'c', major: 5, access: 'rwm' },
    { allow: true, type: 'c', major: 1, minor: 5, access: 'rw' },
  ]).map(show);
  t.strictSame(rules, [
    '!a *:* rwm /linux/resources/devices/0',
    'c 1:3 rwm /linux/resources/devices/1',
    'c 5:* rwm /linux/resources/devices/2',
    'c 1:5 rw /linux/resources/devices/3',
    ...always.filter((rule) => !rule.startsWith('c 5:') && rule !== 'c 1:3 rwm'),
  ]);
});

t.test('a default device that the config allows and then denies is allowed again', async (t) => {
  const rules = deviceRules([
    { allow: true },
    { allow: false, type: 'c', major: 1, minor: 8, access: 'w' },
  ]).map(show);
  t.strictSame(rules, [
    'a *:* rwm /linux/resources/devices/0',
    '!c 1:8 w /linux/resources/devices/1',
    'c 1:8 rwm',
  ]);
});

t.test('absent, empty and -1 say the same: every one', async (t) => {
  const full = ['a *:* rwm /linux/resources/devices/0'];
  t.strictSame(deviceRules([{ allow: true }]).map(show), full);
  t.strictSame(deviceRules([{ allow: true, type: '', major: -1, minor: -1, access: '' }]).map(show), full);
  t.strictSame(deviceRules([{ allow: true, type: 'a', major: -1n, access: 'wmr' }]).map(show), full);
});

t.test('what is no device number, type or access is refused where it stands', async (t) => {
  const cases = [
    [{ allow: true, type: 'c', major: -2 }, 'major: must be from 0 to 4294967295, or -1, not -2'],
    [{ allow: true, minor: 2n ** 32n }, 'minor: must be from 0 to 4294967295, or -1, not 4294967296'],
    [{ allow: true, type: 'p' }, 'type: must be "a", "b" or "c", not "p"'],
    [{ allow: true, access: 'rx' }, 'access: must be made of "r", "w" and "m", not "rx"'],
  ] as const;
  for (const [rule, text] of cases) {
    t.throws(() => deviceRules([{ allow: false }, rule]), {
      code: 'ERR_CONFIG_INVALID',
      message: `config.json: /linux/resources/devices/1/${text}`,
    });
  }
});
