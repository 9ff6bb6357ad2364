/**
 * A scanner of JSON text, RFC 8259: says where things stand and what is wrong with the text. `JSON.parse` does the
 * everyday work; this one is used where a position, an exact literal or a clear refusal is needed. It keeps its own
 * stack, so that no depth of nesting can exhaust the engine's.
 */
import type { JsonPosition } from '../errors.ts';
import { nearPointerOf } from './pointer.ts';

/** How deeply objects and arrays may be nested; config.json needs 8. */
export const maxDepth = 128;

/** How many values a text may hold, and names one object: XS looks through an object's names one by one. */
export const maxValues = 32768;
export const maxNames = 4096;

/** How many names may be numbers, in the whole text: XS makes room anew for each one that an object gets. */
export const maxNumericNames = 2048;

/** How long a number may be, in characters; XS's own reader takes 255. */
const maxNumber = 100;

/** What the scanner tells of: each value where it begins, and before it the name it has in an object. */
export interface Token {
  /** A duplicate is a name that the object has already. */
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'literal' | 'name' | 'duplicate';
  /** Offset of the first character. */
  readonly start: number;
  /** Offset after the last character; of an object or array, after its bracket. */
  readonly end: number;
  /** Names and indices from the document's top. The same array for every token: copy what you keep. */
  readonly path: readonly (string | number)[];
}

/** Why a text is not JSON, and where. */
export interface Malformed {
  readonly offset: number;
  readonly pointer: string;
  readonly text: string;
}

class ScanError extends Error {
  readonly offset: number;

  constructor(offset: number, text: string) {
    super(text);
    this.offset = offset;
  }
}

/** Where a scan is. */
interface Scan {
  readonly text: string;
  readonly visit: (token: Token) => void;
  readonly path: (string | number)[];
  /** One entry an open object or array: the names an object has so far, or undefined for an array. */
  readonly open: (Set<string> | undefined)[];
  at: number;
  values: number;
  numericNames: number;
}

/** Reads a whole text, telling `visit` of each token in order. Returns what is wrong, or undefined. */
export function scan(text: string, visit: (token: Token) => void = () => {}): Malformed | undefined {
  const state: Scan = { text, visit, path: [], open: [], at: 0, values: 0, numericNames: 0 };
  try {
    do beginValue(state);
    while (endValues(state));
    return undefined;
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    // Of a place too deep, the property that holds it is enough.
    const path = state.path.length < maxDepth ? state.path : state.path.slice(0, 1);
    return { offset: error.offset, pointer: nearPointerOf(path), text: error.message };
  }
}

/** Reads a scalar or an empty object or array, and before it all the brackets that open there. */
function beginValue(state: Scan): void {
  const { text, visit, path, open } = state;
  for (;;) {
    const start = skipSpace(text, state.at);
    const first = text[start];
    if (++state.values > maxValues)
      throw new ScanError(start, `the document must hold at most ${maxValues} values`);
    if (first !== '{' && first !== '[') {
      state.at = scanScalar(text, start, path, visit);
      return;
    }
    if (open.length === maxDepth) throw new ScanError(start, `nested more than ${maxDepth} levels deep`);
    visit({ kind: first === '{' ? 'object' : 'array', start, end: start + 1, path });
    state.at = skipSpace(text, start + 1);
    if (text[state.at] === (first === '{' ? '}' : ']')) {
      state.at++;
      return;
    }
    open.push(first === '{' ? new Set() : undefined);
    if (first === '{') scanName(state);
    else path.push(0);
  }
}

/** After a value: closes what ends there. Returns whether another value follows; without one, the document is over. */
function endValues(state: Scan): boolean {
  const { text, path, open } = state;
  for (;;) {
    state.at = skipSpace(text, state.at);
    if (open.length === 0) {
      if (state.at < text.length) throw unexpected(text, state.at, 'nothing after the document');
      return false;
    }
    const names = open[open.length - 1];
    const bracket = names ? '}' : ']';
    if (text[state.at] === ',') {
      const comma = state.at;
      state.at = skipSpace(text, comma + 1);
      if (text[state.at] === bracket)
        throw new ScanError(comma, `a comma must not stand before "${bracket}"`);
      const last = path.pop();
      if (names) scanName(state);
      else path.push((last as number) + 1);
      return true;
    }
    if (text[state.at] !== bracket) throw unexpected(text, state.at, `"," or "${bracket}"`);
    open.pop();
    path.pop();
    state.at++;
  }
}

/** Reads `"name":` and makes it the end of the path. */
function scanName(state: Scan): void {
  const { text, visit, path } = state;
  const names = state.open[state.open.length - 1] as Set<string>;
  const start = state.at;
  if (text[start] !== '"') throw unexpected(text, start, 'a name in double quotes');
  const end = endOfString(text, start);
  const name: string = JSON.parse(text.slice(start, end));
  const duplicate = names.has(name);
  if (!duplicate) countName(state, names, name, start);
  path.push(name);
  visit({ kind: duplicate ? 'duplicate' : 'name', start, end, path });
  const colon = skipSpace(text, end);
  if (text[colon] !== ':') throw unexpected(text, colon, '":"');
  state.at = colon + 1;
}

function countName(state: Scan, names: Set<string>, name: string, start: number): void {
  names.add(name);
  if (names.size > maxNames) throw new ScanError(start, `must have at most ${maxNames} properties`);
  if (!isDigit(name.charCodeAt(0)) || !/^\d+$/.test(name)) return;
  if (++state.numericNames > maxNumericNames)
    throw new ScanError(start, `the document must have at most ${maxNumericNames} names that are numbers`);
}

function scanScalar(
  text: string,
  start: number,
  path: readonly (string | number)[],
  visit: (token: Token) => void,
): number {
  const first = text.charCodeAt(start);
  let kind: Token['kind'] = 'literal';
  let end = start;
  if (first === 0x22) {
    kind = 'string';
    end = endOfString(text, start);
  } else if (first === 0x2d || isDigit(first)) {
    kind = 'number';
    end = endOfNumber(text, start);
  } else {
    const word = ['true', 'false', 'null'].find((literal) => text.startsWith(literal, start));
    if (word === undefined) throw unexpected(text, start, 'a value');
    end = start + word.length;
  }
  visit({ kind, start, end, path });
  return end;
}

function skipSpace(text: string, offset: number): number {
  let at = offset;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function skipDigits(text: string, offset: number): number {
  if (!isDigit(text.charCodeAt(offset))) throw unexpected(text, offset, 'a digit');
  let at = offset + 1;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

function endOfNumber(text: string, start: number): number {
  const whole = text[start] === '-' ? start + 1 : start;
  let at = skipDigits(text, whole);
  if (text[whole] === '0' && at > whole + 1) throw new ScanError(start, 'a number must not begin with 0');
  if (text[at] === '.') at = skipDigits(text, at + 1);
  if (text[at] === 'e' || text[at] === 'E') {
    at = skipDigits(text, text[at + 1] === '+' || text[at + 1] === '-' ? at + 2 : at + 1);
  }
  if (at - start > maxNumber)
    throw new ScanError(start, `a number must be at most ${maxNumber} characters long, found ${at - start}`);
  return at;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (Number.isNaN(code)) throw new ScanError(start, 'the string that begins here does not end');
    if (code < 0x20) {
      const written = `\\u${code.toString(16).padStart(4, '0')}`;
      throw new ScanError(at, `a control character must be written as ${written} in a string`);
    }
    if (code === 0x5c) {
      const letter = text[at + 1];
      if (letter === 'u') {
        if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6))) {
          throw new ScanError(at, 'four hexadecimal digits must follow "\\u"');
        }
        at += 4;
      } else if (letter === undefined || !'"\\/bfnrt'.includes(letter)) {
        throw new ScanError(
          at,
          'a backslash in a string must begin one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
        );
      }
      at++;
    }
    at++;
  }
}

function unexpected(text: string, offset: number, expected: string): ScanError {
  const code = text.codePointAt(offset);
  if (code === undefined) return new ScanError(offset, `the text ends too early, expected ${expected}`);
  // A whole word says more than its first letter: True, undefined, NaN.
  const word = /^[A-Za-z_$][\w$]{0,20}/.exec(text.slice(offset, offset + 21))?.[0];
  return new ScanError(
    offset,
    `unexpected ${JSON.stringify(word ?? String.fromCodePoint(code))}, expected ${expected}`,
  );
}

/** Line and column of an offset. */
export function positionAt(text: string, offset: number): JsonPosition {
  return positionsAt(text, [offset])[0] as JsonPosition;
}

/** Line and column of each offset, of which none is before the one before it. */
export function positionsAt(text: string, offsets: readonly number[]): readonly JsonPosition[] {
  let line = 1;
  let column = 1;
  let at = 0;
  return offsets.map((offset) => {
    const lines = text.slice(at, offset).split('\n');
    if (lines.length > 1) column = 1;
    line += lines.length - 1;
    column += characters(lines[lines.length - 1] as string);
    at = offset;
    return { line, column };
  });
}

/** How many characters a text has, not UTF-16 units. */
function characters(text: string): number {
  if (!/[\ud800-\udbff]/.test(text)) return text.length;
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const low = text.charCodeAt(at) & 0xfc00;
    if (low !== 0xdc00 || (text.charCodeAt(at - 1) & 0xfc00) !== 0xd800) count++;
  }
  return count;
}

/** The literal of the number that begins at an offset, as written. */
export function numberAt(text: string, offset: number): string {
  return text.slice(offset, endOfNumber(text, offset));
}
