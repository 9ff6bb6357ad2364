/**
 * A glance at every character of a text before it is parsed: what of it may need a closer look. It errs on the side of
 * looking; what it sees none of is not there.
 */

/** What may be in a text, as bits. */
export const may = {
  /** Escapes of NUL or of surrogates, which JSON.parse lets pass. */
  escape: 1,
  /** Deep nesting, which ends in a row of brackets. (What does not is found where it is too deep for a schema, or is ignored.) */
  depth: 2,
  /** A number that a double cannot hold: 16 digits or more, or an exponent. */
  round: 4,
  /** More values than the scanner allows. Of an object with ten thousands of names XS's JSON.parse makes work for minutes. */
  many: 8,
} as const;

/** The sum of the bits of what may be in a text. */
export type Glance = (text: string) => number;

/** From as many commas and opening brackets on there may be too much of something. */
const most = 2048;

/** The glance where regular expressions are quick. The embedded engine has one in C: `Host.glance`. */
export const glance: Glance = (text) =>
  (/\\u(?:0000|[dD][89a-fA-F])/.test(text) ? may.escape : 0) |
  (/[\]}](?:[ \t\n\r]*[\]}]){99}/.test(text) ? may.depth : 0) |
  (/[\d.]{16}|[:[, \t\n\r-][\d.]+[eE]/.test(text) ? may.round : 0) |
  (count(text) >= most ? may.many : 0);

function count(text: string): number {
  // Shorter than this, nothing can be too many.
  if (text.length < most) return 0;
  const of = (mark: string) => text.split(mark, most + 1).length - 1;
  return of(',') + of('[') + of('{');
}
