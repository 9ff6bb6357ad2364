/** A plan: the ordered operations of one command, as data. */

import { type Op, ops, type Track, tracks } from './op.ts';
import { PlanError } from './plan-error.ts';
import { fieldType } from './wire.ts';

/** An op together with the stage that asked for it, and the plugin's file where the stage is a plugin's. */
export type PlannedOp = Op & { readonly stage: string; readonly plugin?: string };

/** What the program's header carries: how the machine logs, what it keeps open. */
export interface PlanOptions {
  /** Descriptors 3 to 3+N-1 reach the container. */
  readonly preserveFds: number;
  readonly debug: boolean;
  readonly log: { readonly path: string; readonly format: 'text' | 'json' } | undefined;
}

export interface Plan {
  readonly command: string;
  readonly id: string;
  readonly options: PlanOptions;
  readonly ops: readonly PlannedOp[];
}

/** The hand-over before each op whose track differs from the one before: one line of `explain`. */
export function handOver(previous: Track | undefined, next: Track): string | undefined {
  return previous === undefined || previous === next ? undefined : `${previous} -> ${next}`;
}

/**
 * Holds a plan against the rules that types cannot express, and throws `PlanError` where it breaks one: a result is named before it is used and once, setup and
 * container never hand over to each other directly (their only channel is the runtime track), undo ops are the
 * runtime's, name nothing and use only what is named by then.
 */
export function checkPlan(plan: Plan): Plan {
  const named = new Set<string>();
  let previous: Track = 'runtime';
  for (const op of plan.ops) {
    const fields = fieldsOf(op, op);
    if (fields !== neither) {
      for (const [field, name] of values(op, fields.from)) {
        if (!named.has(name)) throw new PlanError(op, op, `${field} "${name}" is used before an op names it`);
      }
      for (const [field, name] of values(op, fields.as)) {
        if (named.has(name)) throw new PlanError(op, op, `${field} "${name}" is named twice`);
        named.add(name);
      }
    }
    if (op.undo !== undefined) for (const undo of op.undo) checkUndo(undo, op, named);
    if (op.in === previous) continue;
    checkTrack(op, op);
    if (op.in !== 'runtime' && previous !== 'runtime')
      throw new PlanError(op, op, `no hand-over from ${previous} to ${op.in}`);
    previous = op.in;
  }
  return plan;
}

function checkUndo(undo: Op, op: PlannedOp, named: ReadonlySet<string>): void {
  const fields = fieldsOf(undo, op);
  checkTrack(undo, op);
  if (undo.in !== 'runtime') throw new PlanError(op, op, 'an undo is not on the runtime track');
  if (undo.undo !== undefined) throw new PlanError(op, op, 'an undo has an undo of its own');
  if (values(undo, fields.as).length > 0) throw new PlanError(op, op, 'an undo names a result');
  for (const [field, name] of values(undo, fields.from)) {
    if (!named.has(name)) throw new PlanError(op, op, `${field} "${name}" of its undo is not named`);
  }
}

/** The names of the fields that name a result, and of those that use one. */
interface Referring {
  readonly as: readonly string[];
  readonly from: readonly string[];
}

/** What most ops do. */
const neither: Referring = { as: [], from: [] };

const referring: ReadonlyMap<string, Referring> = new Map(
  Object.entries(ops).map(([op, { fields }]) => {
    const ofType = (base: string) =>
      Object.entries<string>(fields).flatMap(([name, type]) => (fieldType(type).base === base ? [name] : []));
    const [as, from] = [ofType('as'), ofType('from')];
    return [op, as.length === 0 && from.length === 0 ? neither : { as, from }];
  }),
);

/** A plugin in plain JavaScript can return anything. */
function fieldsOf(op: Op, asked: PlannedOp): Referring {
  const fields = referring.get(op.op);
  if (fields === undefined) throw new PlanError(asked, asked, `there is no op "${op.op}"`);
  return fields;
}

function checkTrack(op: Op, asked: PlannedOp): void {
  if (!tracks.includes(op.in)) throw new PlanError(asked, asked, `there is no track "${op.in}"`);
}

/** Those of these fields that an op has, with what they name or use. */
function values(op: Op, fields: readonly string[]): readonly (readonly [field: string, name: string])[] {
  const all = op as unknown as Readonly<Record<string, unknown>>;
  return fields.flatMap((field) => {
    const value = all[field];
    return typeof value === 'string' ? [[field, value] as const] : [];
  });
}

/** The fields of an op that name a result (`as`) or use one (`from`). */
export function references(op: Op, kind: 'as' | 'from'): readonly (readonly [field: string, name: string])[] {
  return values(op, (referring.get(op.op) ?? neither)[kind]);
}
