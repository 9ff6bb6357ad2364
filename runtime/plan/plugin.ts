/**
 * Plugins: functions from stages to stages. A plugin is plain JavaScript of others, so whatever it does that is wrong ends
 * as an error that names it.
 */
import { ConfigError, thrownText } from '../errors.ts';
import type { Op } from './op.ts';
import { isPrintable, shapeFault } from './op-shape.ts';
import { type Asker, askerText, PlanError } from './plan-error.ts';
import type { Request } from './request.ts';
import { insertAfter, insertBefore, namespace, refuse, requireNamespace, type Stage } from './stage.ts';

/** What a plugin has to work with: its module can import nothing. */
export interface PluginTools {
  readonly insertAfter: typeof insertAfter;
  readonly insertBefore: typeof insertBefore;
  readonly namespace: typeof namespace;
  readonly refuse: typeof refuse;
  readonly requireNamespace: typeof requireNamespace;
}

/** What a plugin may change: the stages of create and run. */
export type Plugin = (stages: readonly Stage[], tools: PluginTools) => readonly Stage[];

/** A plugin, and the file that it comes from where it comes from one. */
export interface LoadedPlugin {
  readonly file?: string | undefined;
  readonly plugin: Plugin;
}

const tools: PluginTools = Object.freeze({ insertAfter, insertBefore, namespace, refuse, requireNamespace });

/** The stages as all plugins in turn have changed them. Throws `PlanError`, and what they refuse themselves. */
export function withPlugins(stages: readonly Stage[], plugins: readonly LoadedPlugin[]): readonly Stage[] {
  let all = stages;
  for (const { file, plugin } of plugins) {
    const asker: Asker = { plugin: file };
    const before = all;
    // The story itself is everybody's: a plugin returns another one, it does not change this.
    const changed: unknown = blaming(asker, () => plugin(Object.freeze([...before]), tools));
    if (!isStages(changed)) throw new PlanError(asker, undefined, 'it returned no list of stages');
    all = changed.map((stage) => (before.includes(stage) ? stage : ownStage(stage, file)));
  }
  return all;
}

/** A plugin's stage, held to the language. */
function ownStage(stage: Stage, plugin: string | undefined): Stage {
  const { name, config } = stage;
  const asker: Asker = { stage: name, plugin };
  const plan = (request: Request): readonly Op[] => {
    const ops: unknown = blaming(asker, () => stage.plan(request));
    if (!Array.isArray(ops)) throw new PlanError(asker, undefined, 'it returned no list of operations');
    for (const op of ops) {
      const fault = shapeFault(op);
      if (fault !== undefined) throw new PlanError(asker, undefined, fault);
    }
    return ops;
  };
  return { name, config, plan, plugin };
}

/** Runs a plugin's code; what it throws is its own fault, unless it is a refusal of the config. */
function blaming<T>(asker: Asker, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ConfigError) {
      const { code, file, property, text } = error;
      throw new ConfigError(
        code as 'ERR_CONFIG_INVALID',
        { file, property },
        `${text} (${askerText(asker)})`,
      );
    }
    throw new PlanError(asker, undefined, `it threw ${thrownText(error)}`, { cause: error });
  }
}

function isStages(value: unknown): value is readonly Stage[] {
  return (
    Array.isArray(value) &&
    value.every((stage) => isPrintable(stage?.name) && typeof stage.plan === 'function')
  );
}
