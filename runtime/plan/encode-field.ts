/** How a field of each type is written into its cell. The encoders of the ops, encoders.gen.ts, call these. */
import { sets } from './flags.ts';
import { type Op, type SlotName, slots, type Text } from './op.ts';
import { type Asker, PlanError } from './plan-error.ts';
import { maxRegisters } from './wire.ts';
import type { Writer } from './writer.ts';

/** An op that is being written. */
export interface Entry {
  readonly out: Writer;
  /** The numbers of the results that were named so far. */
  readonly registers: Map<string, number>;
  readonly op: Op;
  readonly asker: Asker;
}

/** Writes the value of the field `name` into the cell at this word. Throws `PlanError`. */
type Write = (entry: Entry, cell: number, value: unknown, name: string) => void;

/** Throws the `PlanError` that the op being written is wrong. */
export function refuse({ asker, op }: Entry, text: string): never {
  throw new PlanError(asker, op, text);
}

/** The same for a field that is missing, or is not what it has to be. */
function refuseValue(entry: Entry, name: string, value: unknown, what: string): never {
  refuse(entry, value === undefined ? `${name} is missing` : `${name} is not ${what}`);
}

const ranges = {
  u32: [0, 0xffffffff],
  i32: [-0x80000000, 0x7fffffff],
  u64: [0, 0xffffffffffffffffn],
} as const;

/** A writer of numbers in a range. */
function numbers(type: keyof typeof ranges): Write {
  const [least, most] = ranges[type];
  const mostInOneWord = most > 0xffffffff ? 0xffffffff : Number(most);
  return (entry, cell, value, name) => {
    if (typeof value === 'number' && value >>> 0 === value && value <= mostInOneWord) {
      entry.out.words[cell] = value;
      return;
    }
    if (typeof value !== 'number' && typeof value !== 'bigint') refuseValue(entry, name, value, 'a number');
    if (typeof value === 'number' && !Number.isSafeInteger(value))
      refuseValue(entry, name, value, 'an integer');
    if (value < least || value > most) refuse(entry, `${name} does not fit ${type}`);
    entry.out.u64(cell, BigInt(value));
  };
}

export const u32 = numbers('u32');
export const i32 = numbers('i32');
export const u64 = numbers('u64');

export const bool: Write = (entry, cell, value, name) => {
  if (value === undefined) refuseValue(entry, name, value, 'true or false');
  entry.out.words[cell] = value === true ? 1 : 0;
};

/** A writer of lists: a table of cells, each written by `write`. */
function lists(write: Write): Write {
  return (entry, cell, value, name) => {
    if (!Array.isArray(value)) refuseValue(entry, name, value, 'a list');
    const { out } = entry;
    const table = out.reserve(8 * value.length);
    out.cell(cell, 4 * table, value.length);
    for (let i = 0; i < value.length; i++) write(entry, table + 2 * i, value[i], name);
  };
}

export const str: Write = (entry, cell, value, name) => {
  if (typeof value !== 'string') refuseValue(entry, name, value, 'a string');
  entry.out.texts.push(cell, value);
};

/** 0x01 and a slot's number from 0x02 up stand for a slot, a literal 0x01 is doubled. */
export const text: Write = (entry, cell, value, name) => {
  if (typeof value === 'string') {
    entry.out.texts.push(cell, literal(value));
    return;
  }
  if (!Array.isArray(value)) refuseValue(entry, name, value, 'a string');
  const parts = (value as Exclude<Text, string>).map((part) =>
    typeof part === 'string'
      ? literal(part)
      : `\u0001${String.fromCharCode(2 + slotNumber(entry, part.slot, name))}`,
  );
  entry.out.texts.push(cell, parts.join(''));
};

export const strs = lists(str);
export const texts = lists(text);

function literal(part: string): string {
  return part.includes('\u0001') ? part.replaceAll('\u0001', '\u0001\u0001') : part;
}

function slotNumber(entry: Entry, slot: SlotName, name: string): number {
  const number = slots.indexOf(slot);
  if (number < 0) refuse(entry, `${name} has an unknown slot "${slot}"`);
  return number;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digitOf = new Uint8Array(128);
for (let i = 0; i < digits.length; i++) digitOf[digits.charCodeAt(i)] = i;

export const bytes: Write = (entry, cell, value, name) => {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
    refuseValue(entry, name, value, 'base64');
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
};

/** Names a result: gives it the next register, unless it has one. */
export const asResult: Write = (entry, cell, value, name) => {
  if (typeof value !== 'string') refuseValue(entry, name, value, 'a name');
  const { registers, out } = entry;
  let register = registers.get(value);
  if (register === undefined) {
    register = registers.size;
    if (register === maxRegisters)
      refuse(entry, `it names a result beyond ${maxRegisters}, all that a plan can have`);
    registers.set(value, register);
  }
  out.words[cell] = register;
};

/** Uses a result that was named. */
export const fromResult: Write = (entry, cell, value, name) => {
  if (typeof value !== 'string') refuseValue(entry, name, value, 'a name');
  const register = entry.registers.get(value);
  entry.out.words[cell] = register ?? refuse(entry, `${name} uses a result that no op names`);
};

/** Maps: XS goes through the properties of an object one by one. */
const numbersOf = new Map<string, ReadonlyMap<string, number>>(
  Object.entries(sets).map(([set, values]) => [set, new Map(Object.entries(values))]),
);

/** The writers of names from a set: the sum of their numbers, or the one number. */
export function namesOf(set: keyof typeof sets): { readonly flags: Write; readonly one: Write } {
  const known = numbersOf.get(set);
  const numberOf = (entry: Entry, value: string, name: string) =>
    known?.get(value) ?? refuse(entry, `${name} has an unknown name "${value}"`);
  return {
    flags: (entry, cell, value, name) => {
      if (!Array.isArray(value)) refuseValue(entry, name, value, 'a list of names');
      let sum = 0;
      for (const each of value) sum |= numberOf(entry, each, name);
      entry.out.words[cell] = sum;
    },
    one: (entry, cell, value, name) => {
      if (value === undefined) refuseValue(entry, name, value, 'a name');
      entry.out.words[cell] = numberOf(entry, value as string, name);
    },
  };
}
