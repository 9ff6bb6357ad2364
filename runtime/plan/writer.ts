/**
 * The bytes of a program while it grows. The embedded engine interprets: what it does a word or a text at a time is cheap,
 * what it does a byte at a time is not.
 */

/** Writes a text's UTF-8 bytes at an offset, unless they do not fit, and returns how many they are: `Host.writeUtf8`. */
export type WriteUtf8 = (text: string, bytes: Uint8Array, at: number) => number;

/** Enough for the program of most containers. A multiple of 8, as every later size is. */
const firstSize = 32768;

/** A growing buffer of little-endian words, in which strings that are the same lie once. */
export class Writer {
  /** The bytes so far; all behind `length` are zero. */
  bytes = new Uint8Array(firstSize);
  /** The same bytes: offsets of numbers and tables are multiples of 4, and are given as such. */
  words = new Uint32Array(this.bytes.buffer);
  length = 0;
  readonly #writeUtf8: WriteUtf8;
  /** Where the cell of a string is, by the string. */
  readonly #cells = new Map<string, number>();

  constructor(writeUtf8: WriteUtf8) {
    this.#writeUtf8 = writeUtf8;
  }

  /** Makes room for this many zero bytes at a multiple of 8; gives the first word's number. */
  reserve(size: number): number {
    const at = (this.length + 7) & ~7;
    if (at + size > this.bytes.length) this.#grow(at + size);
    this.length = at + size;
    return at >>> 2;
  }

  /** Adds a string with a NUL behind it, unless it is there, and writes its cell. */
  string(cell: number, text: string): void {
    const { words } = this;
    const known = this.#cells.get(text);
    if (known !== undefined) {
      words[cell] = words[known] ?? 0;
      words[cell + 1] = words[known + 1] ?? 0;
      return;
    }
    const at = this.length;
    const length = this.#writeUtf8(text, this.bytes, at);
    this.length = at + length + 1;
    words[cell] = at;
    words[cell + 1] = length;
    this.#cells.set(text, cell);
    if (this.length > this.bytes.length) {
      this.#grow(this.length);
      this.#writeUtf8(text, this.bytes, at);
    }
  }

  /** Writes what a cell refers to: the offset in bytes, and a length or count. */
  cell(at: number, offset: number, length: number): void {
    this.words[at] = offset;
    this.words[at + 1] = length;
  }

  /** Writes a number of 64 bits. */
  u64(at: number, value: bigint): void {
    const bits = BigInt.asUintN(64, value);
    this.words[at] = Number(bits & 0xffffffffn);
    this.words[at + 1] = Number(bits >> 32n);
  }

  #grow(size: number): void {
    const larger = new Uint8Array((Math.max(2 * this.bytes.length, size) + 7) & ~7);
    larger.set(this.bytes);
    this.bytes = larger;
    this.words = new Uint32Array(larger.buffer);
  }
}
