/** One walk over a text: what is wrong with the text itself. */
import { nearPointerOf } from './pointer.ts';
import { type Malformed, scan } from './scan.ts';

/** Something at a place of the text. */
export interface Place {
  readonly property: string;
  readonly offset: number;
}

/** What a walk over a text finds. */
export interface Survey {
  /** Why it is not JSON that runts reads; then the rest tells of what stands before. */
  readonly malformed: Malformed | undefined;
  /** Names that their object has already. */
  readonly duplicates: readonly Place[];
  /** Names and texts that no C string and no UTF-8 can hold. */
  readonly unwritable: readonly Place[];
}

/** Looks at every character of a text, and tells of as many places of a kind as `most`. */
export function survey(text: string, most: number, maxLength: number): Survey {
  const duplicates: Place[] = [];
  const unwritable: Place[] = [];
  const malformed =
    refuse(text, maxLength) ??
    scan(text, ({ kind, start, end, escaped, path }) => {
      if (kind === 'duplicate' && duplicates.length < most) {
        duplicates.push({ property: nearPointerOf(path), offset: start });
      }
      if (kind !== 'string' && kind !== 'name' && kind !== 'duplicate') return;
      if (escaped && unwritable.length < most && isUnwritable(text.slice(start, end))) {
        unwritable.push({ property: nearPointerOf(path), offset: start });
      }
    });
  return { malformed, duplicates, unwritable };
}

function refuse(text: string, maxLength: number): Malformed | undefined {
  const refusal = (words: string): Malformed => ({ offset: 0, pointer: '', text: words });
  if (text.charCodeAt(0) === 0xfeff) return refusal('a byte order mark stands before the document');
  if (text.length > maxLength)
    return refusal(`must be at most ${maxLength} characters long, found ${text.length}`);
  return undefined;
}

/** Whether a string's literal holds NUL, or half of a surrogate pair. Both can be written only as escapes. */
function isUnwritable(literal: string): boolean {
  if (!literal.includes('\\u')) return false;
  const value: string = JSON.parse(literal);
  return value.includes('\0') || /[\ud800-\udfff]/u.test(value);
}
