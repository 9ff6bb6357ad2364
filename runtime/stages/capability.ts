/** Capability sets as the kernel has them: one bit each, capabilities(7). */
import { capabilityNames } from '../spec/checks/capabilities.ts';

/** The set as bits, one a capability; names the kernel does not have are left out (the specification: warn only). */
export function capabilityBits(names: readonly string[] | undefined, lastCap: number): bigint {
  let bits = 0n;
  for (const name of names ?? []) {
    const number = capabilityNames.indexOf(name);
    if (number >= 0 && number <= lastCap) bits |= 1n << BigInt(number);
  }
  return bits;
}
