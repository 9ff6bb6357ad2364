/** A stage: one pure function from the request to ops, at one moment of a command. */
import { ConfigError } from '../errors.ts';
import type { LinuxNamespaceType, Spec } from '../spec/types.ts';
import type { Op } from './op.ts';
import type { Plan, PlannedOp, PlanOptions } from './plan.ts';
import { checkPlan } from './plan.ts';
import { remember } from './remember.ts';
import type { Request } from './request.ts';

export interface Stage {
  readonly name: string;
  /** The config.json properties whose concern this file is, e.g. `linux.maskedPaths`. */
  readonly config: readonly string[];
  /** The file of the plugin whose stage it is. */
  readonly plugin?: string | undefined;
  plan(request: Request): readonly Op[];
}

/** The plan of a command: every stage's ops in the order of the story. Throws `ConfigError`, `PlanError`. */
export function compose(stages: readonly Stage[], request: Request, options: PlanOptions): Plan {
  const ops: PlannedOp[] = [];
  for (const stage of stages) {
    const { name, plugin } = stage;
    const asker = plugin === undefined ? { stage: name } : { stage: name, plugin };
    for (const op of stage.plan(request)) ops.push({ ...op, ...asker });
  }
  return checkPlan({ command: request.command, id: request.id, options, ops });
}

/** The stages with one more behind (or before) the named one. Throws `RangeError` where no stage has the name. */
export function insertAfter(stages: readonly Stage[], name: string, stage: Stage): readonly Stage[] {
  const at = position(stages, name) + 1;
  return [...stages.slice(0, at), stage, ...stages.slice(at)];
}

export function insertBefore(stages: readonly Stage[], name: string, stage: Stage): readonly Stage[] {
  const at = position(stages, name);
  return [...stages.slice(0, at), stage, ...stages.slice(at)];
}

function position(stages: readonly Stage[], name: string): number {
  const at = stages.findIndex((stage) => stage.name === name);
  if (at < 0)
    throw new RangeError(`no stage is named "${name}"; there are: ${stages.map((s) => s.name).join(' ')}`);
  return at;
}

/** `new`, or a path to join and where it stands. */
export type Namespace = 'new' | { readonly path: string; readonly index: number };

const namespaces = remember((spec: Spec): ReadonlyMap<LinuxNamespaceType, Namespace> => {
  const list = spec.linux?.namespaces ?? [];
  return new Map(
    list.map(({ type, path }, index) => [type, path === undefined || path === '' ? 'new' : { path, index }]),
  );
});

/** How a namespace of the container comes about; undefined: it is the runtime's own. */
export function namespace(spec: Spec, type: LinuxNamespaceType): Namespace | undefined {
  return namespaces(spec).get(type);
}

/** A property that would change the host's own namespace if the container had none of its own. */
export function requireNamespace(spec: Spec, type: LinuxNamespaceType, property: string): void {
  if (namespace(spec, type) !== undefined) return;
  refuse(property, `needs a ${type} namespace in linux.namespaces`);
}

/** Refuses the config: pointer as in `/linux/maskedPaths`. */
export function refuse(pointer: string, text: string): never {
  throw new ConfigError('ERR_CONFIG_INVALID', { file: 'config.json', property: pointer }, text);
}
