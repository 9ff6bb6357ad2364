/** Whether a value is an op: what the types promise of a stage in TypeScript, and a plugin in plain JavaScript may break. */
import { errno } from './flags.ts';
import { ops, tracks } from './op.ts';
import { fieldType } from './wire.ts';

type Check = (value: unknown) => boolean;

const isString: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' || typeof value === 'bigint';
const isList =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const isText: Check = (value) =>
  isString(value) || isList((part) => isString(part) || (isRecord(part) && isString(part.slot)))(value);

/** What a field of each type is in the plan; names and ranges are `encode`'s. */
const types: Readonly<Record<string, readonly [check: Check, what: string]>> = {
  u32: [isNumber, 'a number'],
  i32: [isNumber, 'a number'],
  u64: [isNumber, 'a number'],
  bool: [(value) => typeof value === 'boolean', 'true or false'],
  str: [isString, 'a string'],
  text: [isText, 'a string or a list of strings and slots'],
  strs: [isList(isString), 'a list of strings'],
  texts: [isList(isText), 'a list of texts'],
  bytes: [isString, 'base64'],
  flags: [isList(isString), 'a list of names'],
  enum: [isString, 'a name'],
  as: [isString, 'a name'],
  from: [isString, 'a name'],
};

/** What every op may have beside its fields. */
const common = ['op', 'in', 'origin', 'says', 'undo'];

/** Why a value is no op, or undefined. */
export function shapeFault(op: unknown): string | undefined {
  if (!isRecord(op)) return 'an operation is not an object';
  if (!isString(op.op) || !Object.hasOwn(ops, op.op as string)) return `there is no op "${String(op.op)}"`;
  const name = op.op as keyof typeof ops;
  const fields: Readonly<Record<string, string>> = ops[name].fields;
  const fault =
    commonFault(op) ??
    Object.keys(fields)
      .map((field) => fieldFault(op, field, fields))
      .find(isString);
  if (fault !== undefined) return `op ${name}: ${fault}`;
  const unknown = Object.keys(op).find((key) => !common.includes(key) && !Object.hasOwn(fields, key));
  return unknown === undefined ? undefined : `op ${name}: it has no field "${unknown}"`;
}

function fieldFault(
  op: Readonly<Record<string, unknown>>,
  field: string,
  fields: Readonly<Record<string, string>>,
): string | undefined {
  const { base, optional } = fieldType(fields[field] ?? '');
  const value = op[field];
  if (value === undefined) return optional ? undefined : `${field} is missing`;
  const [check, what] = types[base] ?? [() => false, base];
  return check(value) ? undefined : `${field} is not ${what}`;
}

function commonFault({
  in: track,
  origin,
  says,
  undo,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (!tracks.some((each) => each === track)) return `there is no track "${String(track)}"`;
  if (!isPrintable(origin)) return 'origin is not a string';
  if (says !== undefined && !isSays(says)) return 'says is not an object of texts by errno';
  if (undo === undefined) return undefined;
  if (!Array.isArray(undo)) return 'undo is not a list of operations';
  const fault = undo.map(shapeFault).find(isString);
  return fault === undefined ? undefined : `undo: ${fault}`;
}

function isSays(says: unknown): boolean {
  return (
    isRecord(says) &&
    Object.entries(says).every(([name, text]) => Object.hasOwn(errno, name) && isPrintable(text))
  );
}

/** Whether the machine can print a text: it ends at the first NUL. */
export function isPrintable(text: unknown): text is string {
  return typeof text === 'string' && !text.includes('\0');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
