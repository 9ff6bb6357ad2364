/** A plan that breaks the language's rules: a stage or a plugin is wrong, not the user. */
import { RuntsError } from '../errors.ts';
import type { Op } from './op.ts';

export class PlanError extends RuntsError {
  readonly stage: string;
  readonly op: Op;

  constructor(stage: string, op: Op, text: string) {
    super('ERR_PLAN_INVALID', `stage ${stage}, op ${op.op}: ${text}`);
    this.name = 'PlanError';
    this.stage = stage;
    this.op = op;
  }
}
