/** Integers of 64 bits, exactly: what JSON.parse has rounded is read again from the text. */
import { type Places, placesOf } from './places.ts';
import { member } from './pointer.ts';
import { numberAt } from './scan.ts';
import type { Shape } from './shape.ts';

const ranges = {
  uint64: [0n, 18446744073709551615n],
  int64: [-9223372036854775808n, 9223372036854775807n],
} as const;

/** How many numbers are read again; engines write some dozens. */
const maxRounded = 1000;

/** Whether a text may hold a number that is too long for the scanner. */
export function hasLongNumber(text: string): boolean {
  return /[\d.eE+-]{101}/.test(text);
}

/** A number of 64 bits that is no safe integer, and so perhaps rounded. */
interface Rounded {
  readonly format: 'uint64' | 'int64';
  readonly pointer: string;
  readonly number: number;
  readonly replace: (exact: bigint) => void;
}

/**
 * Puts a bigint in the place of each number of 64 bits that is no safe integer. Changes `value`, which must satisfy its
 * schema; reports what, looked at exactly, is out of range or no integer.
 */
export function restoreIntegers(
  value: unknown,
  shape: Shape,
  text: string,
  report: (property: string, text: string) => void,
): void {
  const rounded: Rounded[] = [];
  for (const each of roundedNumbers(value, shape, '')) {
    if (rounded.push(each) <= maxRounded) continue;
    report(
      each.pointer,
      `the document must hold at most ${maxRounded} numbers beyond ${Number.MAX_SAFE_INTEGER}`,
    );
    return;
  }
  if (rounded.length === 0) return;
  const literalOf = literals(text, rounded);
  for (const { format, pointer, number, replace } of rounded) {
    const literal = literalOf(number, pointer);
    const exact = exactInteger(literal);
    const [least, most] = ranges[format];
    if (exact === undefined) report(pointer, `must be an integer, found ${literal}`);
    else if (exact < least) report(pointer, `must be at least ${least}, found ${literal}`);
    else if (exact > most) report(pointer, `must be at most ${most}, found ${literal}`);
    else replace(exact);
  }
}

function* roundedNumbers(value: unknown, shape: Shape, pointer: string): Generator<Rounded> {
  if (typeof shape !== 'object' || typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const known =
      shape.properties && Object.hasOwn(shape.properties, key) ? shape.properties[key] : shape.values;
    const at = shape.items ?? known;
    if (at === undefined) continue;
    if (typeof inner === 'object') yield* roundedNumbers(inner, at, member(pointer, key));
    if ((at !== 'uint64' && at !== 'int64') || typeof inner !== 'number' || Number.isSafeInteger(inner))
      continue;
    const replace = (exact: bigint) => {
      (value as Record<string, unknown>)[key] = exact;
    };
    yield { format: at, pointer: member(pointer, key), number: inner, replace };
  }
}

/**
 * How a number is written. Mostly one way of writing it occurs in the text, and there is no need to look for its place.
 */
function literals(text: string, rounded: readonly Rounded[]): (number: number, pointer: string) => string {
  const written = new Map<number, Set<string>>();
  // For each one found in a long text XS counts characters from its beginning.
  const searched = text.length > 16384 ? '' : text;
  for (const [literal] of searched.matchAll(/-?\d[\d.]{15,}(?:[eE][+-]?\d+)?|-?\d[\d.]*[eE][+-]?\d+/g)) {
    const number = Number(literal);
    written.set(number, (written.get(number) ?? new Set()).add(literal));
  }
  let places: Places | undefined;
  return (number, pointer) => {
    const [literal] = written.get(number) ?? [];
    if (literal !== undefined && written.get(number)?.size === 1) return literal;
    places ??= placesOf(
      text,
      rounded.map((each) => each.pointer),
    );
    return numberAt(text, places.value(pointer));
  };
}

/** The integer a literal stands for, whatever way it is written; undefined for a fraction. */
function exactInteger(literal: string): bigint | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const digits = whole + fraction;
  const shift = Number(exponent) - fraction.length;
  if (shift < 0 && /[1-9]/.test(digits.slice(shift))) return undefined;
  // The schema has bounded the number, so the shift is small.
  return BigInt(sign + (shift < 0 ? digits.slice(0, shift) : digits + '0'.repeat(shift)));
}
