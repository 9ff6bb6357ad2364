/** `encode` for those who have Node but no `Host`: plugins, tests, build scripts. */
import { encode as encodeWith } from '../plan/encode.ts';
import type { Plan } from '../plan/plan.ts';
import { writeTexts } from './write-texts.ts';

/** The program of a checked plan. Throws `PlanError` where a value does not fit its cell. */
export function encode(plan: Plan): Uint8Array {
  return encodeWith(plan, writeTexts);
}
