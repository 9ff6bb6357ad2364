/** A plan as people read it: one line an op, hand-overs as lines between. */
import { describe } from './describe.ts';
import type { OpOf } from './op.ts';
import { handOver, type Plan, type PlannedOp } from './plan.ts';
import { prettyJson } from './pretty-json.ts';

const header = ['TRACK', 'STAGE', 'OP', 'TARGET', 'ORIGIN'] as const;

/** A target longer than this pushes its own line's origin to the right, not all the others. */
const maxTarget = 64;

/** The table that `runts explain` prints. Deterministic: the same plan gives the same text. */
export function explain(plan: Plan): string {
  const rows = plan.ops.map((op) => [op.in, op.stage, op.op, what(op), op.origin]);
  const widths = header.map((name, i) =>
    rows.reduce((width, row) => Math.max(width, row[i]?.length ?? 0), name.length),
  );
  widths[3] = Math.min(widths[3] ?? 0, maxTarget);
  widths[4] = 0;
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  const lines = [line(header)];
  plan.ops.forEach((op, index) => {
    const over = handOver(plan.ops[index - 1]?.in, op.in);
    if (over !== undefined) lines.push(`-- ${over}`);
    lines.push(line(rows[index] ?? []));
    for (const undo of op.undo ?? []) lines.push(line(['', '', '', `  undo: ${what(undo)}`]));
  });
  return `${lines.join('\n')}\n`;
}

function what(op: PlannedOp | NonNullable<PlannedOp['undo']>[number]): string {
  return oneLine(`${describe(op)}${details(op)}`);
}

/** What the action does not say and a reader of a plan wants to know. */
function details(op: PlannedOp | NonNullable<PlannedOp['undo']>[number]): string {
  switch (op.op) {
    case 'cloneInit':
      return `: ${op.flags.join(' ')}${op.cgroup === undefined ? '' : ` in "${op.cgroup}"`}`;
    case 'mount':
      return `: ${[op.filesystemtype, ...op.attributes, ...(op.options ?? [])].join(' ')}`;
    case 'bind':
      return changes(op);
    case 'mountSetattr':
      return changes(op.recursive === true ? { ...op, ...recursively(op) } : op);
    case 'mknod':
      return `: ${op.type} ${op.major}:${op.minor} mode ${op.mode.toString(8)}`;
    case 'prlimit':
      return `: ${op.soft} ${op.hard}`;
    case 'capset':
      return `: effective ${hex(op.effective)} permitted ${hex(op.permitted)} inheritable ${hex(op.inheritable)} ambient ${hex(op.ambient)}`;
    case 'dropBounding':
      return `: keep ${hex(op.keep)}`;
    case 'writeFile':
      return op.path.endsWith('/state.json')
        ? `: ${/"status":"(\w+)"/.exec(JSON.stringify(op.data).replaceAll('\\', ''))?.[1] ?? ''}`
        : '';
    default:
      return '';
  }
}

/** What becomes of a mount, `r` for all beneath it and `-` for what is cleared. */
function changes(op: Changes): string {
  const prefixed = (names: readonly string[] | undefined, prefix: string) =>
    (names ?? []).map((name) => `${prefix}${name}`);
  const all = [
    ...prefixed(op.set, ''),
    ...prefixed(op.clear, '-'),
    ...prefixed(op.setRecursive, 'r'),
    ...prefixed(op.clearRecursive, '-r'),
    ...(op.propagation === undefined
      ? []
      : [`${op.propagationRecursive === true ? 'r' : ''}${op.propagation}`]),
  ];
  return all.length === 0 ? '' : `: ${all.join(' ')}`;
}

type Changes = Pick<
  OpOf<'bind'>,
  'set' | 'clear' | 'setRecursive' | 'clearRecursive' | 'propagation' | 'propagationRecursive'
>;

/** `mountSetattr` is recursive as a whole. */
function recursively({ set, clear }: OpOf<'mountSetattr'>) {
  return { set: [], clear: [], setRecursive: set ?? [], clearRecursive: clear ?? [] };
}

function hex(set: number | bigint): string {
  return `0x${set.toString(16)}`;
}

/** Control characters as escapes, and no more than a line's worth. */
function oneLine(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return escaped.length > 200 ? `${escaped.slice(0, 197)}...` : escaped;
}

/** The plan as JSON: numbers too large for JSON's readers as strings of digits. */
export function planJson(plan: Plan, rest: Readonly<Record<string, unknown>> = {}): string {
  const whole = { command: plan.command, id: plan.id, options: plan.options, ops: plan.ops, ...rest };
  return prettyJson(whole, (_, value) => (typeof value === 'bigint' ? digits(value) : value));
}

function digits(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
    ? Number(value)
    : `${value}`;
}
