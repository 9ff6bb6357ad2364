/** A plan that breaks the language's rules: a stage or a plugin is wrong, not the user. */
import { RuntsError } from '../errors.ts';
import type { Op } from './op.ts';

/** Who asked for an op: a stage, one of a plugin's file, or the plugin itself. */
export interface Asker {
  readonly stage?: string | undefined;
  readonly plugin?: string | undefined;
}

/** An asker as errors name it. */
export function askerText({ stage, plugin }: Asker): string {
  const whose = plugin === undefined ? 'a plugin' : `plugin "${plugin}"`;
  if (stage === undefined) return whose;
  return plugin === undefined ? `stage ${stage}` : `stage ${stage} of ${whose}`;
}

export class PlanError extends RuntsError {
  readonly stage: string | undefined;
  /** The file of the plugin whose stage it is, where it came from one. */
  readonly plugin: string | undefined;
  readonly op: Op | undefined;

  constructor(asker: Asker, op: Op | undefined, text: string, options?: { cause?: unknown }) {
    const what = op === undefined ? '' : `, op ${op.op}`;
    super('ERR_PLAN_INVALID', `${askerText(asker)}${what}: ${text}`, options);
    this.name = 'PlanError';
    this.stage = asker.stage;
    this.plugin = asker.plugin;
    this.op = op;
  }
}
