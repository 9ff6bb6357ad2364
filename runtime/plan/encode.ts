/** Plan → program: the bytes that the machine reads. See wire.ts for the format. */
import { describe } from './describe.ts';
import { type Entry, fieldsOf, refuse } from './encode-field.ts';
import { errno } from './flags.ts';
import { type Op, tracks } from './op.ts';
import type { Plan } from './plan.ts';
import { askerText } from './plan-error.ts';
import { codes, headerFlags, headerSize, magic, recordSize, version } from './wire.ts';
import { Writer, type WriteUtf8 } from './writer.ts';

/** The program of a checked plan. Throws `PlanError` where a value does not fit its cell. */
export function encode(plan: Plan, writeUtf8: WriteUtf8): Uint8Array {
  const out = new Writer(writeUtf8);
  const { ops, options, id } = plan;
  const undoCount = ops.reduce((count, { undo }) => count + (undo?.length ?? 0), 0);
  out.reserve(headerSize + 4 * (ops.length + undoCount));
  const registerCount = writeOps(out, ops);

  writeUtf8(magic, out.bytes, 0);
  out.string(40 / 4, options.log?.path ?? '');
  out.string(48 / 4, id);
  const json = options.log?.format === 'json' ? headerFlags.logJson : 0;
  const { words } = out;
  words[8 / 4] = version;
  words[12 / 4] = out.length;
  words[16 / 4] = options.preserveFds;
  words[20 / 4] = (options.debug ? headerFlags.debug : 0) | json;
  words[24 / 4] = ops.length;
  words[28 / 4] = undoCount;
  words[32 / 4] = headerSize;
  words[36 / 4] = registerCount;
  return out.bytes.subarray(0, out.length);
}

/** Writes the records of all ops, then of what undoes them; returns how many results they name. */
function writeOps(out: Writer, ops: Plan['ops']): number {
  const registers = new Map<string, number>();
  let index = headerSize / 4;
  let undone = ops.length;
  for (const op of ops) {
    const record = writeRecord({ out, registers, op, asker: op });
    out.words[index++] = 4 * record;
    if (op.undo === undefined) continue;
    out.cell(record + 32 / 4, undone, op.undo.length);
    undone += op.undo.length;
  }
  for (const asker of ops) {
    for (const op of asker.undo ?? []) {
      // By itself: the buffer may be another one afterwards.
      const record = writeRecord({ out, registers, op, asker });
      out.words[index++] = 4 * record;
    }
  }
  return registers.size;
}

/** Writes the record of an op but for its undo; returns the number of its first word. */
function writeRecord(entry: Entry): number {
  const { out, op, asker } = entry;
  const fields = fieldsOf.get(op.op) ?? [];
  const values = op as unknown as Readonly<Record<string, unknown>>;
  const record = out.reserve(recordSize + 8 * fields.length);
  let cell = record + recordSize / 4;
  let present = 0;
  // By number: an iterator costs XS more than all the rest of the loop.
  for (let i = 0, field = fields[0]; field !== undefined; field = fields[++i]) {
    const value = values[field.name];
    if (value !== undefined) {
      present |= 1 << i;
      field.write(entry, cell, value, field);
    } else if (!field.optional) refuse(entry, `${field.name} is missing`);
    cell += 2;
  }
  const { words } = out;
  words[record] = (codes.get(op.op) ?? 0) | (tracks.indexOf(op.in) << 16);
  words[record + 4 / 4] = present;
  out.string(record + 8 / 4, describe(op));
  const { origin } = op;
  const who = askerText(asker);
  out.string(record + 16 / 4, origin === '' ? who : `config.json ${origin}, ${who}`);
  if (op.says !== undefined) writeSays(out, record + 24 / 4, op.says);
  return record;
}

function writeSays(out: Writer, cell: number, says: NonNullable<Op['says']>): void {
  const names = Object.keys(says) as (keyof typeof says)[];
  if (names.length === 0) return;
  const table = out.reserve(16 * names.length);
  out.cell(cell, 4 * table, names.length);
  names.forEach((name, i) => {
    out.words[table + 4 * i] = errno[name];
    out.string(table + 4 * i + 2, says[name] ?? '');
  });
}
