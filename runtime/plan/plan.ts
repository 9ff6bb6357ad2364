/** A plan: the ordered operations of one command, as data. */

import { type Op, ops, type Track, tracks } from './op.ts';
import { PlanError } from './plan-error.ts';
import { codes, fieldType } from './wire.ts';

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
    checkWords(op, op);
    if (referring.from.has(op.op)) {
      for (const [field, name] of references(op, 'from')) {
        if (!named.has(name)) throw new PlanError(op, op, `${field} "${name}" is used before an op names it`);
      }
    }
    if (referring.as.has(op.op)) {
      for (const [field, name] of references(op, 'as')) {
        if (named.has(name)) throw new PlanError(op, op, `${field} "${name}" is named twice`);
        named.add(name);
      }
    }
    if (op.undo !== undefined) for (const undo of op.undo) checkUndo(undo, op, named);
    if (op.in !== previous && op.in !== 'runtime' && previous !== 'runtime')
      throw new PlanError(op, op, `no hand-over from ${previous} to ${op.in}`);
    previous = op.in;
  }
  return plan;
}

/** A plugin in plain JavaScript can return anything. */
function checkWords(op: Op, asked: PlannedOp): void {
  if (!codes.has(op.op)) throw new PlanError(asked, asked, `there is no op "${op.op}"`);
  if (!tracks.includes(op.in)) throw new PlanError(asked, asked, `there is no track "${op.in}"`);
}

function checkUndo(undo: Op, op: PlannedOp, named: ReadonlySet<string>): void {
  checkWords(undo, op);
  if (undo.in !== 'runtime') throw new PlanError(op, op, 'an undo is not on the runtime track');
  if (undo.undo !== undefined) throw new PlanError(op, op, 'an undo has an undo of its own');
  if (references(undo, 'as').length > 0) throw new PlanError(op, op, 'an undo names a result');
  for (const [field, name] of references(undo, 'from')) {
    if (!named.has(name)) throw new PlanError(op, op, `${field} "${name}" of its undo is not named`);
  }
}

/** The names of the fields of this type, of each op that has some. */
function fieldsOfType(type: 'as' | 'from'): ReadonlyMap<string, readonly string[]> {
  const named = (fields: Readonly<Record<string, string>>) =>
    Object.keys(fields).filter((name) => fieldType(fields[name] ?? '').base === type);
  const all = Object.entries(ops).map(([op, { fields }]) => [op, named(fields)] as const);
  return new Map(all.filter(([, fields]) => fields.length > 0));
}

const referring = { as: fieldsOfType('as'), from: fieldsOfType('from') };

/** The fields of an op that name a result (`as`) or use one (`from`). */
export function references(op: Op, kind: 'as' | 'from'): readonly (readonly [field: string, name: string])[] {
  const values = op as unknown as Readonly<Record<string, unknown>>;
  const found: (readonly [string, string])[] = [];
  for (const field of referring[kind].get(op.op) ?? []) {
    const value = values[field];
    if (typeof value === 'string') found.push([field, value]);
  }
  return found;
}
