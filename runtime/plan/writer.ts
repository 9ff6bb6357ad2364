/**
 * The bytes of a program while it grows. The embedded engine interprets: what it does a word at a time is cheap, what it does
 * a byte at a time is not.
 */

/** Lays down the texts behind the first `at` bytes: `Host.writeTexts`. */
export type WriteTexts = (texts: readonly (number | string)[], bytes: Uint8Array, at: number) => number;

/** Enough for the program of most containers. A multiple of 8, as every later size is. */
const firstSize = 32768;

/** A growing buffer of little-endian words; the texts come behind them when all are known. */
export class Writer {
  /** The bytes so far; all behind `length` are zero. */
  bytes = new Uint8Array(firstSize);
  /** The same bytes: offsets of numbers and tables are multiples of 4, and are given as such. */
  words = new Uint32Array(this.bytes.buffer);
  /** A multiple of 8 until the texts are there. */
  length = 0;
  /** A cell with a text behind it refers to that text. */
  readonly texts: (number | string)[] = [];
  /** How long `bytes` is, without a call. */
  #size = firstSize;

  /** Makes room for this many zero bytes at a multiple of 8; gives the first word's number. */
  reserve(size: number): number {
    const at = this.length;
    const end = at + ((size + 7) & ~7);
    if (end > this.#size) this.#grow(end);
    this.length = end;
    return at >>> 2;
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

  /** Lays down the texts. False where one of them contains NUL, which no text of a program can. */
  finish(writeTexts: WriteTexts): boolean {
    let end = writeTexts(this.texts, this.bytes, this.length);
    if (end > this.#size) {
      this.#grow(end);
      end = writeTexts(this.texts, this.bytes, this.length);
    }
    if (end < 0) return false;
    this.length = end;
    return true;
  }

  #grow(size: number): void {
    this.#size = (Math.max(2 * this.#size, size) + 7) & ~7;
    const larger = new Uint8Array(this.#size);
    larger.set(this.bytes);
    this.bytes = larger;
    this.words = new Uint32Array(larger.buffer);
  }
}
