/**
 * Programs read back. What the bytes do not hold is lost, and `canonical` takes it out of a plan too: the names of
 * results (they are numbered), the order of flags, where a text without slots was cut into parts.
 */
import { errno, sets } from '../../runtime/plan/flags.ts';
import { type Op, type OpName, ops, slots, tracks } from '../../runtime/plan/op.ts';
import { type Plan, references } from '../../runtime/plan/plan.ts';
import { fieldType, headerFlags, headerSize, magic, recordSize, version } from '../../runtime/plan/wire.ts';

/** A program, or a plan as a program can hold it. */
export interface Program {
  readonly id: string;
  readonly preserveFds: number;
  readonly debug: boolean;
  readonly log: { path: string; format: string } | undefined;
  readonly ops: readonly Record<string, unknown>[];
}

/** Reads a program. Throws where the bytes contradict wire.ts. */
export function decode(bytes: Uint8Array): Program {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (at: number) => view.getUint32(at, true);
  const text = (at: number, length: number) => {
    if (bytes[at + length] !== 0) throw new Error(`the text at ${at} has no NUL behind it`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(at, at + length));
  };
  const string = (cell: number) => text(u32(cell), u32(cell + 4));
  const strings = (cell: number) =>
    Array.from({ length: u32(cell + 4) }, (_, i) => string(u32(cell) + 8 * i));

  if (new TextDecoder().decode(bytes.subarray(0, 8)) !== magic) throw new Error('no program');
  if (u32(8) !== version) throw new Error('another version');
  if (u32(12) !== bytes.length) throw new Error('the length is wrong');
  const [count, undos, index] = [u32(24), u32(28), u32(32)];
  if (index !== headerSize) throw new Error('the index is elsewhere');

  const record = (number: number): Record<string, unknown> => {
    const at = u32(index + 4 * number);
    if (at % 8 !== 0) throw new Error(`record ${number} is not aligned`);
    const name = Object.keys(ops)[view.getUint16(at, true) - 1] as OpName;
    const present = u32(at + 4);
    const op: Record<string, unknown> = { op: name, in: tracks[bytes[at + 2] ?? 255] };
    Object.entries(ops[name].fields as Record<string, string>).forEach(([field, type], i) => {
      if ((present & (1 << i)) !== 0) op[field] = value(at + recordSize + 8 * i, type);
    });
    const where = string(at + 16);
    const cut = where.lastIndexOf('stage ');
    op.origin = where.slice(0, cut).replace(/^config\.json (.*), $/s, '$1');
    op.stage = where.slice(cut + 'stage '.length);
    op.action = string(at + 8);
    const says = Array.from({ length: u32(at + 28) }, (_, i) => u32(at + 24) + 16 * i).map((entry) => [
      nameOf(errno, u32(entry)),
      string(entry + 8),
    ]);
    if (says.length > 0) op.says = Object.fromEntries(says);
    const undo = Array.from({ length: u32(at + 36) }, (_, i) => u32(at + 32) + i);
    if (undo.some((each) => each < count || each >= count + undos)) throw new Error('an undo is no undo');
    if (undo.length > 0) op.undo = undo.map(record);
    return op;
  };

  const value = (cell: number, type: string): unknown => {
    const { base, set } = fieldType(type);
    const names = sets[set as keyof typeof sets] as Readonly<Record<string, number>>;
    switch (base) {
      case 'u32':
      case 'as':
      case 'from':
        return u32(cell);
      case 'i32':
        return view.getInt32(cell, true);
      case 'u64':
        return small(view.getBigUint64(cell, true));
      case 'bool':
        return u32(cell) === 1;
      case 'str':
        return string(cell);
      case 'strs':
        return strings(cell);
      case 'text':
        return slotted(string(cell));
      case 'texts':
        return strings(cell).map(slotted);
      case 'bytes':
        return Buffer.from(bytes.subarray(u32(cell), u32(cell) + u32(cell + 4))).toString('base64');
      case 'enum':
        return nameOf(names, u32(cell));
      case 'flags':
        return u32(cell);
      default:
        throw new Error(`no such type: ${type}`);
    }
  };

  const path = string(40);
  const flags = u32(20);
  return {
    id: string(48),
    preserveFds: u32(16),
    debug: (flags & headerFlags.debug) !== 0,
    log: path === '' ? undefined : { path, format: (flags & headerFlags.logJson) === 0 ? 'text' : 'json' },
    ops: Array.from({ length: count }, (_, i) => record(i)),
  };
}

/** The plan as its program holds it; `action` is what `describe` says. */
export function canonical(plan: Plan, describe: (op: Op) => string): Program {
  const all = plan.ops.flatMap((op) => [op, ...(op.undo ?? [])]);
  const results = [...new Set(all.flatMap((op) => references(op, 'as').map(([, name]) => name)))];
  const one = (op: Op, stage: string): Record<string, unknown> => ({
    op: op.op,
    in: op.in,
    ...Object.fromEntries(
      Object.entries(ops[op.op].fields as Record<string, string>)
        .map(([field, type]) => [field, type, (op as unknown as Record<string, unknown>)[field]] as const)
        .filter(([, , value]) => value !== undefined)
        .map(([field, type, value]) => [field, plain(type, value, results)]),
    ),
    origin: op.origin,
    stage,
    action: describe(op),
    ...(op.says === undefined ? {} : { says: op.says }),
    ...(op.undo === undefined || op.undo.length === 0
      ? {}
      : { undo: op.undo.map((each) => one(each, stage)) }),
  });
  const { preserveFds, debug, log } = plan.options;
  return { id: plan.id, preserveFds, debug, log, ops: plan.ops.map((op) => one(op, op.stage)) };
}

function plain(type: string, value: unknown, results: readonly string[]): unknown {
  const { base, set } = fieldType(type);
  if (base === 'as' || base === 'from') return results.indexOf(value as string);
  if (base === 'text') return slotted(marked(value));
  if (base === 'texts') return (value as unknown[]).map((each) => slotted(marked(each)));
  if (base === 'u64') return small(BigInt(value as number));
  if (base === 'flags') {
    const numbers = sets[set as keyof typeof sets] as Readonly<Record<string, number>>;
    return (value as string[]).reduce((sum, name) => sum | (numbers[name] ?? 0), 0) >>> 0;
  }
  return value;
}

function marked(text: unknown): string {
  const parts = (typeof text === 'string' ? [text] : text) as readonly (
    | string
    | { slot: (typeof slots)[number] }
  )[];
  return parts
    .map((part) =>
      typeof part === 'string'
        ? part.replaceAll('\x01', '\x01\x01')
        : `\x01${String.fromCharCode(2 + slots.indexOf(part.slot))}`,
    )
    .join('');
}

/** A text as the machine reads it: a string, or parts where a slot is among them. */
function slotted(bytes: string): unknown {
  const parts: unknown[] = [''];
  for (let i = 0; i < bytes.length; i++) {
    const literal = bytes[i] !== '\x01' || bytes[++i] === '\x01';
    if (!literal) parts.push({ slot: slots[bytes.charCodeAt(i) - 2] }, '');
    else parts.push(`${parts.pop()}${bytes[i]}`);
  }
  return parts.length === 1 ? parts[0] : parts.filter((part) => part !== '');
}

function small(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function nameOf(names: Readonly<Record<string, number>>, number: number): string | undefined {
  return Object.keys(names).find((name) => names[name] === number);
}
