/** How a field of each type is written into its cell. What the op table says of it is taken apart once. */
import { sets } from './flags.ts';
import { type Op, ops, type SlotName, slots, type Text } from './op.ts';
import { type Asker, PlanError } from './plan-error.ts';
import { fieldType, maxRegisters } from './wire.ts';
import type { Writer } from './writer.ts';

/** An op that is being written. */
export interface Entry {
  readonly out: Writer;
  /** The numbers of the results that were named so far. */
  readonly registers: Map<string, number>;
  readonly op: Op;
  readonly asker: Asker;
}

/** Writes a value into the cell at this word. */
type Write = (entry: Entry, cell: number, value: unknown, field: Field) => void;

/** A field of the op table. */
export interface Field {
  readonly name: string;
  readonly optional: boolean;
  /** The numbers of the names that its value may have. */
  readonly set: Readonly<Record<string, number>>;
  readonly write: Write;
}

/** Throws the `PlanError` that the op being written is wrong. */
export function refuse({ asker, op }: Entry, text: string): never {
  throw new PlanError(asker, op, text);
}

const ranges = {
  u32: [0, 0xffffffff],
  i32: [-0x80000000, 0x7fffffff],
  u64: [0, 0xffffffffffffffffn],
  i64: [-0x8000000000000000n, 0x7fffffffffffffffn],
} as const;

/** A writer of numbers of 64 bits that lie in a range. */
function numbers(type: keyof typeof ranges): Write {
  const [least, most] = ranges[type];
  return (entry, cell, value, field) => {
    if (typeof value !== 'number' && typeof value !== 'bigint')
      refuse(entry, `${field.name} is not a number`);
    if (typeof value === 'number' && !Number.isSafeInteger(value))
      refuse(entry, `${field.name} is not an integer`);
    if (value < least || value > most) refuse(entry, `${field.name} does not fit ${type}`);
    if (value >= 0 && value <= 0xffffffff) entry.out.words[cell] = Number(value);
    else entry.out.u64(cell, BigInt(value));
  };
}

/** A writer of lists: a table of cells, each written by `write`. */
function lists(write: Write): Write {
  return (entry, cell, value, field) => {
    const list = value as readonly unknown[];
    const table = entry.out.reserve(8 * list.length);
    entry.out.cell(cell, 4 * table, list.length);
    for (let i = 0; i < list.length; i++) write(entry, table + 2 * i, list[i], field);
  };
}

function string(entry: Entry, cell: number, value: unknown, field: Field): void {
  entry.out.string(cell, withoutNul(entry, value, field));
}

/** 0x01 and a slot's number from 0x02 up stand for a slot, a literal 0x01 is doubled. */
function text(entry: Entry, cell: number, value: unknown, field: Field): void {
  const parts = value as Text;
  if (typeof parts === 'string') {
    entry.out.string(cell, literal(entry, parts, field));
    return;
  }
  const flat = parts.map((part) =>
    typeof part === 'string'
      ? literal(entry, part, field)
      : `\u0001${String.fromCharCode(2 + slotNumber(entry, part.slot, field))}`,
  );
  entry.out.string(cell, flat.join(''));
}

function literal(entry: Entry, part: unknown, field: Field): string {
  const sound = withoutNul(entry, part, field);
  return sound.includes('\u0001') ? sound.replaceAll('\u0001', '\u0001\u0001') : sound;
}

function withoutNul(entry: Entry, value: unknown, field: Field): string {
  if (typeof value !== 'string') refuse(entry, `${field.name} is not a string`);
  if (value.includes('\0')) refuse(entry, `${field.name} contains a NUL byte`);
  return value;
}

function slotNumber(entry: Entry, name: SlotName, field: Field): number {
  const number = slots.indexOf(name);
  if (number < 0) refuse(entry, `${field.name} has an unknown slot "${name}"`);
  return number;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digitOf = new Uint8Array(128);
for (let i = 0; i < digits.length; i++) digitOf[digits.charCodeAt(i)] = i;

function bytes(entry: Entry, cell: number, value: unknown, field: Field): void {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
    refuse(entry, `${field.name} is not base64`);
  const padding = value.indexOf('=');
  const length = padding < 0 ? value.length : padding;
  const size = (length * 3) >>> 2;
  let at = 4 * entry.out.reserve(size);
  entry.out.cell(cell, at, size);
  const { bytes } = entry.out;
  for (let i = 0, bits = 0, held = 0; i < length; i++) {
    held = (held << 6) | (digitOf[value.charCodeAt(i)] ?? 0);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
  }
}

function numberOf(entry: Entry, name: string, field: Field): number {
  const number = Object.hasOwn(field.set, name) ? field.set[name] : undefined;
  return number ?? refuse(entry, `${field.name} has an unknown name "${name}"`);
}

/** The register of the result with this name. */
function nameResult(entry: Entry, name: string): number {
  const { registers } = entry;
  const known = registers.get(name);
  if (known !== undefined) return known;
  if (registers.size === maxRegisters)
    refuse(entry, `it names a result beyond ${maxRegisters}, all that a plan can have`);
  registers.set(name, registers.size);
  return registers.size - 1;
}

/** The writers of all field types. */
const writers: Readonly<Record<string, Write>> = {
  u32: numbers('u32'),
  i32: numbers('i32'),
  u64: numbers('u64'),
  i64: numbers('i64'),
  bool: ({ out }, cell, value) => {
    out.words[cell] = value === true ? 1 : 0;
  },
  str: string,
  text,
  strs: lists(string),
  texts: lists(text),
  bytes,
  flags: (entry, cell, value, field) => {
    let sum = 0;
    for (const name of value as readonly string[]) sum |= numberOf(entry, name, field);
    entry.out.words[cell] = sum;
  },
  enum: (entry, cell, value, field) => {
    entry.out.words[cell] = numberOf(entry, value as string, field);
  },
  as: (entry, cell, value) => {
    entry.out.words[cell] = nameResult(entry, value as string);
  },
  from: (entry, cell, value, field) => {
    const register = entry.registers.get(value as string);
    entry.out.words[cell] = register ?? refuse(entry, `${field.name} uses a result that no op names`);
  },
};

/** The fields of each op in the order of their cells. */
export const fieldsOf: ReadonlyMap<string, readonly Field[]> = new Map(
  Object.entries(ops).map(([name, { fields }]) => [name, Object.entries<string>(fields).map(toField)]),
);

function toField([name, type]: readonly [string, string]): Field {
  const { base, set, optional } = fieldType(type);
  const write = writers[base];
  if (write === undefined) throw new RangeError(`no encoding for the type "${type}"`);
  return { name, optional, set: set === '' ? {} : sets[set as keyof typeof sets], write };
}
