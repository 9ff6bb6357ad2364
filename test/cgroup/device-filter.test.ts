import fc from 'fast-check';
import t from 'tap';
import { compileDeviceFilter, disassembleDeviceFilter } from '../../runtime/cgroup/device-filter.ts';
import { type DeviceRule, deviceRules } from '../../runtime/cgroup/device-rules.ts';
import { isAllowed, query, rule } from './device-evaluator.ts';
import { reachable, runFilter } from './ebpf.ts';

t.test('the filter answers every query as the rules do', async () => {
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 8 }),
      fc.array(query, { minLength: 1, maxLength: 20 }),
      (rules, queries) => {
        const program = compileDeviceFilter(rules);
        for (const each of queries) {
          if (runFilter(program, each) !== Number(isAllowed(rules, each))) return false;
        }
        const { reached, all } = reachable(program);
        return reached === all;
      },
    ),
    { numRuns: 2000 },
  );
});

t.test('rules before one about everything leave no instruction', async (t) => {
  const allowAll: DeviceRule = {
    allow: true,
    type: 'a',
    major: undefined,
    minor: undefined,
    access: 'rwm',
    origin: '',
  };
  const first: DeviceRule = { ...allowAll, type: 'c', major: 1, access: 'r' };
  t.equal(compileDeviceFilter([first, allowAll]), compileDeviceFilter([allowAll]));
});

t.test('a filter without rules denies', async (t) => {
  t.equal(runFilter(compileDeviceFilter([]), { type: 'c', major: 1, minor: 3, access: 'r' }), 0);
});

t.test('a container of podman may read /dev/null, make a node of a disk, and not open it', async (t) => {
  const program = compileDeviceFilter(deviceRules([{ allow: false, access: 'rwm' }]));
  t.equal(runFilter(program, { type: 'c', major: 1, minor: 3, access: 'rw' }), 1);
  t.equal(runFilter(program, { type: 'b', major: 8, minor: 0, access: 'm' }), 1);
  t.equal(runFilter(program, { type: 'b', major: 8, minor: 0, access: 'r' }), 0);
  t.equal(runFilter(program, { type: 'b', major: 8, minor: 0, access: 'rm' }), 0);
});

t.test('the text of a filter says what each instruction does', async (t) => {
  const all: DeviceRule = {
    allow: true,
    type: 'a',
    major: undefined,
    minor: undefined,
    access: 'm',
    origin: '',
  };
  const rules: readonly DeviceRule[] = [
    { ...all, access: 'rwm' },
    { ...all, allow: false, access: 'rw' },
    { ...all, type: 'c', major: 0xffffffff, minor: 2 },
  ];
  t.strictSame(disassembleDeviceFilter(compileDeviceFilter(rules)), [
    '0: type = context[0]',
    '1: access = type',
    '2: type &= 65535',
    '3: access >>= 16',
    '4: major = context[4]',
    '5: minor = context[8]',
    '6: if type != 2 goto 13',
    '7: if major != 4294967295 goto 13',
    '8: if minor != 2 goto 13',
    '9: access &= 6',
    '10: if access != 0 goto 13',
    '11: answer = 1',
    '12: exit',
    '13: if access & 6 goto 15',
    '14: goto 17',
    '15: answer = 0',
    '16: exit',
    '17: answer = 1',
    '18: exit',
  ]);
});

t.test('what is no instruction of a filter is shown as bytes', async (t) => {
  t.strictSame(disassembleDeviceFilter('/wAAAAAAAAA='), ['0: ? 255 0 0 0 0 0 0 0']);
});
