/** What device rules mean, said as plainly as can be: the measure for what is compiled from them. */
import fc from 'fast-check';
import type { DeviceRule } from '../../runtime/cgroup/device-rules.ts';

/** What the kernel asks: may this device be used in all of these ways at once? */
export interface Query {
  readonly type: 'b' | 'c';
  readonly major: number;
  readonly minor: number;
  readonly access: string;
}

/** Each letter is decided by the last rule that is about it; none: denied. */
export function isAllowed(rules: readonly DeviceRule[], query: Query): boolean {
  return [...query.access].every((letter) => {
    const deciding = rules.filter(
      (rule) =>
        (rule.type === 'a' || rule.type === query.type) &&
        (rule.major === undefined || rule.major === query.major) &&
        (rule.minor === undefined || rule.minor === query.minor) &&
        rule.access.includes(letter),
    );
    return deciding.at(-1)?.allow === true;
  });
}

// Few numbers, so that rules and queries meet; the largest one has the sign bit of the instruction's immediate.
const number = fc.constantFrom(0, 1, 5, 0xffffffff);
const anyNumber = fc.option(number, { nil: undefined });
const access = fc.subarray(['r', 'w', 'm'], { minLength: 1 }).map((letters) => letters.join(''));

export const rule: fc.Arbitrary<DeviceRule> = fc.record({
  allow: fc.boolean(),
  type: fc.constantFrom('a', 'b', 'c'),
  major: anyNumber,
  minor: anyNumber,
  access,
  origin: fc.constant('/linux/resources/devices/0'),
});

export const query: fc.Arbitrary<Query> = fc.record({
  type: fc.constantFrom('b', 'c'),
  major: number,
  minor: number,
  access,
});
