/** Plan → program: the bytes that the machine reads. See wire.ts for the format. */
import { describe } from './describe.ts';
import { errno, sets } from './flags.ts';
import { type Op, type OpName, ops, type SlotName, slots, type Text, tracks } from './op.ts';
import { type Plan, references } from './plan.ts';
import { PlanError } from './plan-error.ts';
import { utf8Length, writeUtf8 } from './utf8.ts';
import {
  codes,
  fieldType,
  headerFlags,
  headerSize,
  magic,
  maxRegisters,
  recordSize,
  version,
} from './wire.ts';

interface Field {
  readonly name: string;
  readonly base: string;
  readonly optional: boolean;
  readonly set: Readonly<Record<string, number>>;
}

/** The table's field types, taken apart once. */
const fieldsOf: Readonly<Record<string, readonly Field[]>> = Object.fromEntries(
  Object.entries(ops).map(([name, { fields }]) => [
    name,
    Object.entries(fields as Record<string, string>).map(([field, type]) => {
      const { base, set, optional } = fieldType(type);
      return { name: field, base, optional, set: set === '' ? {} : sets[set as keyof typeof sets] };
    }),
  ]),
);

/** The program of a checked plan. Throws `PlanError` where a value does not fit its cell. */
export function encode(plan: Plan): Uint8Array {
  const undo = plan.ops.flatMap((op) => (op.undo ?? []).map((each) => ({ ...each, stage: op.stage })));
  const all = [...plan.ops, ...undo];

  const out = new Writer();
  out.reserve(headerSize + 4 * all.length);
  out.align();

  const registers = new Map<string, number>();
  for (const op of all) {
    for (const [, name] of references(op, 'as'))
      if (!registers.has(name)) registers.set(name, registers.size);
    if (registers.size > maxRegisters)
      throw new PlanError(op.stage, op, `it names a result beyond ${maxRegisters}, all that a plan can have`);
  }

  let undone = plan.ops.length;
  all.forEach((op, index) => {
    const count = op.undo?.length ?? 0;
    const at = writeRecord(out, op, op.stage, registers, { first: count === 0 ? 0 : undone, count });
    undone += count;
    out.u32(headerSize + 4 * index, at);
  });

  writeUtf8(magic, out.bytes, 0);
  out.u32(8, version);
  out.u32(16, plan.options.preserveFds);
  const json = plan.options.log?.format === 'json' ? headerFlags.logJson : 0;
  out.u32(20, (plan.options.debug ? headerFlags.debug : 0) | json);
  out.u32(24, plan.ops.length);
  out.u32(28, undo.length);
  out.u32(32, headerSize);
  out.u32(36, registers.size);
  out.cell(40, out.string(plan.options.log?.path ?? ''));
  out.cell(48, out.string(plan.id));
  out.u32(12, out.length);
  return out.bytes.slice(0, out.length);
}

function writeRecord(
  out: Writer,
  op: Op,
  stage: string,
  registers: ReadonlyMap<string, number>,
  undo: { first: number; count: number },
): number {
  const fields = fieldsOf[op.op] ?? [];
  const values = op as unknown as Readonly<Record<string, unknown>>;
  const at = out.reserve(recordSize + 8 * fields.length);
  const wrong = (text: string) => new PlanError(stage, op, text);
  let present = 0;
  fields.forEach((field, index) => {
    const value = values[field.name];
    if (value === undefined) {
      if (!field.optional) throw wrong(`${field.name} is missing`);
      return;
    }
    present |= 1 << index;
    writeField(out, at + recordSize + 8 * index, field, value, registers, wrong);
  });
  out.u16(at, codes[op.op as OpName] ?? 0);
  out.bytes[at + 2] = tracks.indexOf(op.in);
  out.u32(at + 4, present);
  out.cell(at + 8, out.string(describe(op)));
  out.cell(at + 16, out.string(`${op.origin === '' ? '' : `config.json ${op.origin}, `}stage ${stage}`));
  const says = Object.entries(op.says ?? {});
  if (says.length > 0) {
    const table = out.reserve(16 * says.length);
    says.forEach(([name, text], index) => {
      out.u32(table + 16 * index, errno[name as keyof typeof errno]);
      out.cell(table + 16 * index + 8, out.string(text ?? ''));
    });
    out.cell(at + 24, [table, says.length]);
  }
  out.cell(at + 32, [undo.first, undo.count]);
  return at;
}

function writeField(
  out: Writer,
  at: number,
  field: Field,
  value: unknown,
  registers: ReadonlyMap<string, number>,
  wrong: (text: string) => Error,
): void {
  switch (field.base) {
    case 'u32':
    case 'i32':
    case 'u64':
    case 'i64':
      out.u64(at, numberIn(ranges[field.base], value, field, wrong));
      return;
    case 'bool':
      out.u32(at, value === true ? 1 : 0);
      return;
    case 'str':
      out.cell(at, out.string(noNul(value, field, wrong)));
      return;
    case 'text':
      out.cell(at, out.string(flatten(value as Text, field, wrong)));
      return;
    case 'strs':
    case 'texts': {
      const list = value as readonly Text[];
      const cells = list.map((each) =>
        out.string(field.base === 'strs' ? noNul(each, field, wrong) : flatten(each, field, wrong)),
      );
      const table = out.reserve(8 * list.length);
      cells.forEach((cell, index) => {
        out.cell(table + 8 * index, cell);
      });
      out.cell(at, [table, list.length]);
      return;
    }
    case 'bytes':
      if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
        throw wrong(`${field.name} is not base64`);
      out.cell(at, out.base64(value));
      return;
    case 'flags': {
      let sum = 0;
      for (const name of value as readonly string[]) sum |= numberOf(field, name, wrong);
      out.u64(at, sum >>> 0);
      return;
    }
    case 'enum':
      out.u64(at, numberOf(field, value as string, wrong));
      return;
    case 'as':
    case 'from': {
      const register = registers.get(value as string);
      if (register === undefined) throw wrong(`${field.name} uses a result that no op names`);
      out.u32(at, register);
      return;
    }
    default:
      throw wrong(`${field.name} has a type that has no encoding: ${field.base}`);
  }
}

function numberOf(field: Field, name: string, wrong: (text: string) => Error): number {
  const number = Object.hasOwn(field.set, name) ? field.set[name] : undefined;
  if (number === undefined) throw wrong(`${field.name} has an unknown name "${name}"`);
  return number;
}

const ranges = {
  u32: [0, 0xffffffff],
  i32: [-0x80000000, 0x7fffffff],
  u64: [0, 0xffffffffffffffffn],
  i64: [-0x8000000000000000n, 0x7fffffffffffffffn],
} as const;

function numberIn(
  [least, most]: (typeof ranges)[keyof typeof ranges],
  value: unknown,
  field: Field,
  wrong: (text: string) => Error,
): number | bigint {
  if (typeof value !== 'number' && typeof value !== 'bigint') throw wrong(`${field.name} is not a number`);
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw wrong(`${field.name} is not an integer`);
  if (value < least || value > most) throw wrong(`${field.name} does not fit ${field.base}`);
  return value;
}

function noNul(text: unknown, field: Field, wrong: (text: string) => Error): string {
  if (typeof text !== 'string') throw wrong(`${field.name} is not a string`);
  if (text.includes('\0')) throw wrong(`${field.name} contains a NUL byte`);
  return text;
}

/** A text's parts as one string: 0x01 and a slot's number from 0x02 up mark a slot, a literal 0x01 is doubled. */
function flatten(text: Text, field: Field, wrong: (text: string) => Error): string {
  const parts = typeof text === 'string' ? [text] : text;
  return parts
    .map((part) =>
      typeof part === 'string'
        ? noNul(part, field, wrong).replaceAll('\u0001', '\u0001\u0001')
        : `\u0001${String.fromCharCode(2 + slotNumber(part.slot, field, wrong))}`,
    )
    .join('');
}

function slotNumber(name: SlotName, field: Field, wrong: (text: string) => Error): number {
  const number = slots.indexOf(name);
  if (number < 0) throw wrong(`${field.name} has an unknown slot "${name}"`);
  return number;
}

type Cell = readonly [offset: number, length: number];

/** A growing buffer; strings that are the same lie in it once. */
class Writer {
  bytes = new Uint8Array(16384);
  length = 0;
  readonly #strings = new Map<string, Cell>();

  reserve(size: number): number {
    this.align();
    const at = this.length;
    this.#grow(size);
    this.length += size;
    return at;
  }

  align(): void {
    const size = (8 - (this.length % 8)) % 8;
    this.#grow(size);
    this.length += size;
  }

  string(text: string): Cell {
    const known = this.#strings.get(text);
    if (known) return known;
    const length = utf8Length(text);
    this.#grow(length + 1);
    const at = this.length;
    writeUtf8(text, this.bytes, at);
    this.length += length + 1;
    const cell: Cell = [at, length];
    this.#strings.set(text, cell);
    return cell;
  }

  base64(text: string): Cell {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const digits = text.replace(/=+$/, '');
    const size = Math.floor((digits.length * 3) / 4);
    const start = this.reserve(size);
    let at = start;
    for (let i = 0, bits = 0, value = 0; i < digits.length; i++) {
      value = ((value << 6) | alphabet.indexOf(digits.charAt(i))) & 0xffffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        this.bytes[at++] = (value >> bits) & 0xff;
      }
    }
    return [start, size];
  }

  u16(at: number, value: number): void {
    this.bytes[at] = value & 0xff;
    this.bytes[at + 1] = value >>> 8;
  }

  u32(at: number, value: number): void {
    this.u16(at, value & 0xffff);
    this.u16(at + 2, value >>> 16);
  }

  u64(at: number, value: number | bigint): void {
    if (typeof value === 'number' && value >= 0 && value <= 0xffffffff) {
      this.u32(at, value);
      return;
    }
    const big = BigInt.asUintN(64, BigInt(value));
    this.u32(at, Number(big & 0xffffffffn));
    this.u32(at + 4, Number(big >> 32n));
  }

  cell(at: number, [offset, length]: Cell): void {
    this.u32(at, offset);
    this.u32(at + 4, length);
  }

  #grow(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + size));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
