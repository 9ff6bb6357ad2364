/** Plan → program: the bytes that the machine reads. See wire.ts for the format. */
import { describe } from './describe.ts';
import { type Entry, refuse } from './encode-field.ts';
import { encoders } from './encoders.gen.ts';
import { errno } from './flags.ts';
import type { Op } from './op.ts';
import type { Plan, PlannedOp } from './plan.ts';
import { askerText, PlanError } from './plan-error.ts';
import { headerFlags, headerSize, magicWords, recordSize, trackNumbers, version } from './wire.ts';
import { Writer, type WriteTexts } from './writer.ts';

/** The program of a checked plan. Throws `PlanError` where a value does not fit its cell. */
export function encode(plan: Plan, writeTexts: WriteTexts): Uint8Array {
  const out = new Writer();
  const { ops, options, id } = plan;
  let undoCount = 0;
  for (const op of ops) if (op.undo !== undefined) undoCount += op.undo.length;
  out.reserve(headerSize + 4 * (ops.length + undoCount));
  const registerCount = writeOps(out, ops);

  out.texts.push(40 / 4, options.log?.path ?? '', 48 / 4, id);
  if (!out.finish(writeTexts)) refuseNul(plan);
  const json = options.log?.format === 'json' ? headerFlags.logJson : 0;
  const { words } = out;
  words.set(magicWords);
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
  const undone: { readonly op: Op; readonly asker: PlannedOp }[] = [];
  let index = headerSize / 4;
  let before: PlannedOp | undefined;
  let who = '';
  for (const op of ops) {
    // A stage asks for several, one after another.
    if (op.stage !== before?.stage || op.plugin !== before.plugin) who = askerText(op);
    before = op;
    // By itself: the buffer may be another one afterwards.
    const record = writeRecord({ out, registers, op, asker: op }, who);
    out.words[index++] = 4 * record;
    if (op.undo === undefined) continue;
    out.cell(record + 32 / 4, ops.length + undone.length, op.undo.length);
    for (const undo of op.undo) undone.push({ op: undo, asker: op });
  }
  for (const { op, asker } of undone) {
    const record = writeRecord({ out, registers, op, asker }, askerText(asker));
    out.words[index++] = 4 * record;
  }
  return registers.size;
}

/** Writes the record of an op but for its undo; returns the number of its first word. */
function writeRecord(entry: Entry, who: string): number {
  const { out, op } = entry;
  const encoder = encoders.get(op.op) ?? refuse(entry, 'there is no such op');
  const record = out.reserve(encoder.size);
  const present = encoder.write(
    entry,
    record + recordSize / 4,
    op as unknown as Readonly<Record<string, unknown>>,
  );
  const { words } = out;
  words[record] = encoder.code | (trackNumbers[op.in] << 16);
  words[record + 4 / 4] = present;
  const { origin, says } = op;
  const where = origin === '' ? who : `config.json ${origin}, ${who}`;
  out.texts.push(record + 8 / 4, describe(op), record + 16 / 4, where);
  if (says !== undefined) writeSays(out, record + 24 / 4, says);
  return record;
}

function writeSays(out: Writer, cell: number, says: NonNullable<Op['says']>): void {
  const names = Object.keys(says) as (keyof typeof says)[];
  if (names.length === 0) return;
  const table = out.reserve(16 * names.length);
  out.cell(cell, 4 * table, names.length);
  names.forEach((name, i) => {
    out.words[table + 4 * i] = errno[name];
    out.texts.push(table + 4 * i + 2, says[name] ?? '');
  });
}

/** Blames the op that has a text with NUL in it. */
function refuseNul(plan: Plan): never {
  const holds = (value: unknown): boolean =>
    typeof value === 'string' ? value.includes('\0') : Array.isArray(value) && value.some(holds);
  for (const asker of plan.ops) {
    for (const op of [asker, ...(asker.undo ?? [])]) {
      const [name] = Object.entries(op).find(([, value]) => holds(value)) ?? [];
      if (name !== undefined) throw new PlanError(asker, op, `${name} contains a NUL byte`);
    }
  }
  throw new RangeError('a text of the program contains a NUL byte');
}
