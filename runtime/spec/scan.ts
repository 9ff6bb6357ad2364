/**
 * A scanner of JSON text, RFC 8259: says where things stand and what is wrong with the text. `JSON.parse` does the
 * everyday work; this one is used where a position, an exact literal or a clear refusal is needed. It keeps its own
 * stack, so that no depth of nesting can exhaust the engine's.
 */
import { codeAt } from './code-at.ts';
import { nearPointerOf } from './pointer.ts';

/** How deeply objects and arrays may be nested; config.json needs 8. */
export const maxDepth = 128;

/** How many values a text may hold, and names one object: XS looks through an object's names one by one. */
export const maxValues = 20000;
export const maxNames = 4096;

/** How many names may be numbers, in the whole text: XS makes room anew for each one that an object gets. */
export const maxNumericNames = 2048;

/** How long a number, a name and a string may be, in characters; XS's own reader takes numbers of 255. */
const maxNumber = 100;
export const maxName = 32768;
export const maxString = 262144;

const [QUOTE, COMMA, COLON, MINUS, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x2d, 0x5c];
const [ARRAY, ARRAY_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * What the scanner tells of: each value where it begins, and before it the name it has in an object. The same object for
 * every token.
 */
export interface Token {
  /** A duplicate is a name that the object has already. */
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'literal' | 'name' | 'duplicate';
  /** Offset of the first character. */
  readonly start: number;
  /** Offset after the last character; of an object or array, after its bracket. */
  readonly end: number;
  /** Of a string or name: whether a backslash is in it. */
  readonly escaped: boolean;
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
  readonly token: { -readonly [K in keyof Token]: Token[K] };
  /** One entry an open object or array: the names an object has so far, or undefined for an array. */
  readonly open: (Set<string> | undefined)[];
  at: number;
  values: number;
  numericNames: number;
}

/** Reads a whole text, telling `visit` of each token in order. Returns what is wrong, or undefined. */
export function scan(text: string, visit: (token: Token) => void = () => {}): Malformed | undefined {
  const path: (string | number)[] = [];
  const token: Token = { kind: 'literal', start: 0, end: 0, escaped: false, path };
  const state: Scan = { text, visit, path, token, open: [], at: 0, values: 0, numericNames: 0 };
  try {
    do beginValue(state);
    while (endValues(state));
    return undefined;
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    // Of a place too deep, the property that holds it is enough.
    const pointer = nearPointerOf(path.length < maxDepth ? path : path.slice(0, 1));
    return { offset: error.offset, pointer, text: error.message };
  }
}

/** Tells of a token. */
function tell(state: Scan, kind: Token['kind'], start: number, end: number): void {
  const { token } = state;
  token.kind = kind;
  token.start = start;
  token.end = end;
  state.visit(token);
}

/** Reads a scalar or an empty object or array, and before it all the brackets that open there. */
function beginValue(state: Scan): void {
  const { text, path, open } = state;
  for (;;) {
    const start = skipSpace(text, state.at);
    const first = codeAt(text, start);
    if (++state.values > maxValues)
      throw new ScanError(start, `the document must hold at most ${maxValues} values`);
    if (first !== OBJECT && first !== ARRAY) {
      state.at = scanScalar(state, start, first);
      return;
    }
    if (open.length === maxDepth) throw new ScanError(start, `nested more than ${maxDepth} levels deep`);
    tell(state, first === OBJECT ? 'object' : 'array', start, start + 1);
    state.at = skipSpace(text, start + 1);
    if (codeAt(text, state.at) === (first === OBJECT ? OBJECT_END : ARRAY_END)) {
      state.at++;
      return;
    }
    open.push(first === OBJECT ? new Set() : undefined);
    if (first === OBJECT) scanName(state);
    else path.push(0);
  }
}

/** After a value: closes what ends there. Returns whether another value follows; without one, the document is over. */
function endValues(state: Scan): boolean {
  const { text, path, open } = state;
  for (;;) {
    state.at = skipSpace(text, state.at);
    const code = codeAt(text, state.at);
    if (open.length === 0) {
      if (state.at < text.length) throw unexpected(text, state.at, 'nothing after the document');
      return false;
    }
    const names = open[open.length - 1];
    if (code === COMMA) {
      nextMember(state, names);
      return true;
    }
    if (code !== (names ? OBJECT_END : ARRAY_END))
      throw unexpected(text, state.at, `"," or "${names ? '}' : ']'}"`);
    open.pop();
    path.pop();
    state.at++;
  }
}

/** After a comma: a name, or the next index. */
function nextMember(state: Scan, names: Set<string> | undefined): void {
  const { text, path, at } = state;
  state.at = skipSpace(text, at + 1);
  if (codeAt(text, state.at) === (names ? OBJECT_END : ARRAY_END))
    throw new ScanError(at, `a comma must not stand before "${names ? '}' : ']'}"`);
  const last = path.pop();
  if (names) scanName(state);
  else path.push((last as number) + 1);
}

/** Reads `"name":` and makes it the end of the path. */
function scanName(state: Scan): void {
  const { text, path, token } = state;
  const names = state.open[state.open.length - 1] as Set<string>;
  const start = state.at;
  if (codeAt(text, start) !== QUOTE) throw unexpected(text, start, 'a name in double quotes');
  const end = endOfString(state, start);
  if (end - start > maxName)
    throw new ScanError(start, `a name must be at most ${maxName} characters long, found ${end - start}`);
  const name: string = token.escaped ? JSON.parse(text.slice(start, end)) : text.slice(start + 1, end - 1);
  const duplicate = names.has(name);
  if (!duplicate) countName(state, names, name, start);
  path.push(name);
  tell(state, duplicate ? 'duplicate' : 'name', start, end);
  const colon = skipSpace(text, end);
  if (codeAt(text, colon) !== COLON) throw unexpected(text, colon, '":"');
  state.at = colon + 1;
}

function countName(state: Scan, names: Set<string>, name: string, start: number): void {
  names.add(name);
  if (names.size > maxNames) throw new ScanError(start, `must have at most ${maxNames} properties`);
  if (!isDigit(name.charCodeAt(0)) || !/^\d+$/.test(name)) return;
  if (++state.numericNames > maxNumericNames)
    throw new ScanError(start, `the document must have at most ${maxNumericNames} names that are numbers`);
}

/** Reads a string, number or literal that begins with a character; gives the offset after it. */
function scanScalar(state: Scan, start: number, first: number): number {
  const { text } = state;
  if (first === QUOTE) {
    const end = endOfString(state, start);
    if (end - start > maxString)
      throw new ScanError(start, `must be at most ${maxString} characters long, found ${end - start}`);
    tell(state, 'string', start, end);
    return end;
  }
  if (first === MINUS || isDigit(first)) {
    const end = endOfNumber(text, start);
    tell(state, 'number', start, end);
    return end;
  }
  // Not startsWith(), for which XS measures the whole text.
  const word = ['true', 'false', 'null'].find((word) => text.slice(start, start + word.length) === word);
  if (word === undefined) throw unexpected(text, start, 'a value');
  tell(state, 'literal', start, start + word.length);
  return start + word.length;
}

function skipSpace(text: string, offset: number): number {
  let at = offset;
  for (;;) {
    const code = codeAt(text, at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function skipDigits(text: string, offset: number): number {
  if (!isDigit(codeAt(text, offset))) throw unexpected(text, offset, 'a digit');
  let at = offset + 1;
  while (isDigit(codeAt(text, at))) at++;
  return at;
}

function endOfNumber(text: string, start: number): number {
  const whole = codeAt(text, start) === MINUS ? start + 1 : start;
  let at = skipDigits(text, whole);
  if (codeAt(text, whole) === 0x30 && at > whole + 1)
    throw new ScanError(start, 'a number must not begin with 0');
  if (codeAt(text, at) === 0x2e) at = skipDigits(text, at + 1);
  if ((codeAt(text, at) | 0x20) === 0x65) {
    const sign = codeAt(text, at + 1);
    at = skipDigits(text, sign === 0x2b || sign === MINUS ? at + 2 : at + 1);
  }
  if (at - start > maxNumber)
    throw new ScanError(start, `a number must be at most ${maxNumber} characters long, found ${at - start}`);
  return at;
}

/** What may stand behind a backslash, but for u: " \\ / b f n r t */
const escapes: ReadonlySet<number> = new Set([QUOTE, BACKSLASH, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74]);

/** The offset after the string that begins at an offset; the token remembers whether a backslash is in it. */
function endOfString({ text, token }: Scan, start: number): number {
  token.escaped = false;
  let at = start + 1;
  for (;;) {
    const code = codeAt(text, at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) {
      token.escaped = true;
      at = endOfEscape(text, at);
      continue;
    }
    if (code < 0x20) {
      const written = `\\u${code.toString(16).padStart(4, '0')}`;
      throw new ScanError(at, `a control character must be written as ${written} in a string`);
    }
    if (Number.isNaN(code)) throw new ScanError(start, 'the string that begins here does not end');
    at++;
  }
}

function endOfEscape(text: string, start: number): number {
  const letter = codeAt(text, start + 1);
  if (letter !== 0x75) {
    if (escapes.has(letter)) return start + 2;
    throw new ScanError(
      start,
      'a backslash in a string must begin one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
    );
  }
  for (let at = start + 2; at < start + 6; at++) {
    const digit = codeAt(text, at) | 0x20;
    if (!isDigit(digit) && !(digit >= 0x61 && digit <= 0x66))
      throw new ScanError(start, 'four hexadecimal digits must follow "\\u"');
  }
  return start + 6;
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

/** The literal of the number that begins at an offset, as written. */
export function numberAt(text: string, offset: number): string {
  return text.slice(offset, endOfNumber(text, offset));
}
