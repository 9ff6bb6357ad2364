/** What every check is made of: it looks at a part of a document that satisfies its schema, and tells what it finds. */

import { describeValue } from '../describe.ts';

/** Takes what a check found: the JSON pointer of the property, and a text without the pointer. */
export type Tell = (property: string, text: string) => void;

/** Where a check's findings go: an error refuses the document, a warning does not. */
export interface Report {
  readonly error: Tell;
  readonly warn: Tell;
}

/** The longest path that a system call takes, in bytes: PATH_MAX with its NUL. */
const maxPath = 4095;

/** Refuses a path that no system call takes; one that is not given is no concern of this. */
export function path(value: string | undefined, property: string, { error }: Report): void {
  if (value === undefined || value.length * 3 <= maxPath) return;
  const length = utf8Length(value);
  if (length > maxPath) error(property, `must be at most ${maxPath} bytes long, found ${length}`);
}

/** Refuses a path that is not absolute. */
export function absolute(value: string | undefined, property: string, report: Report): void {
  path(value, property, report);
  if (value === undefined || value.startsWith('/')) return;
  report.error(property, `must be an absolute path, found ${describeValue(value)}`);
}

/** How many entries a list may have whose every entry is work; far more than any engine writes. */
const maxEntries = 2048;

/** The entries of a list; of one that is too long none, and it is refused. */
export function entries<T>(
  list: readonly T[] | undefined,
  property: string,
  { error }: Report,
  most = maxEntries,
): Iterable<[index: number, entry: T]> {
  if (list === undefined) return [];
  if (list.length <= most) return list.entries();
  error(property, `must have at most ${most} entries, found ${list.length}`);
  return [];
}

/** Refuses an environment entry that is not NAME=VALUE: environ(7). */
export function environment(env: readonly string[] | undefined, property: string, { error }: Report): void {
  for (const [index, entry] of (env ?? []).entries()) {
    if (entry.indexOf('=') > 0) continue;
    error(`${property}/${index}`, `must be NAME=VALUE, found ${describeValue(entry)}`);
  }
}

/** The largest id; 4294967295 means "unchanged" to the kernel: setreuid(2). */
export const maxId = 4294967294;

/** Refuses the id that the kernel takes for "unchanged". */
export function id(value: number | undefined, property: string, { error }: Report): void {
  if (value === undefined || value <= maxId) return;
  error(property, `must be at most ${maxId}, found ${value}`);
}

/** Refuses a number outside of a range, both ends included. */
export function range(
  value: number | bigint | undefined,
  [least, most]: readonly [number, number],
  property: string,
  { error }: Report,
): void {
  if (value === undefined || (value >= least && value <= most)) return;
  error(property, `must be from ${least} to ${most}, found ${value}`);
}

/** The longest list of numbers, as the kernel writes it: a page. */
const maxList = 4096;

/** Refuses what is not a list of numbers and ranges such as 0-3,7: cpuset(7). An empty list is none. */
export function numberList(list: string | undefined, property: string, { error }: Report): void {
  if (list === undefined || list.trim() === '') return;
  if (list.length > maxList) {
    error(property, `must be at most ${maxList} characters long, found ${list.length}`);
    return;
  }
  for (const item of list.split(',')) {
    const [, from, to] = /^\s*(\d+)(?:-(\d+)(?::\d+\/\d+)?)?\s*$/.exec(item) ?? [];
    if (from !== undefined && (to === undefined || Number(from) <= Number(to))) continue;
    error(property, `must be a list of numbers and ranges such as "0-3,7", found ${describeValue(list)}`);
    return;
  }
}

/** How many bytes a text takes in UTF-8. */
export function utf8Length(text: string): number {
  if (!/[\u0080-\uffff]/.test(text)) return text.length;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Two units make one character of four bytes.
    length += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
  }
  return length;
}
