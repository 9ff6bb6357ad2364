/** One walk over a text: where everything stands, and what is wrong with the text itself. */
import { pointerOf } from './pointer.ts';
import { type Malformed, scan } from './scan.ts';

/** The longest text that is read, in characters; config.json has some thousands. */
export const maxLength = 1024 * 1024;

/** Something at a place of the text. */
export interface Place {
  readonly property: string;
  readonly offset: number;
}

/** What a walk over a text finds. */
export interface Survey {
  /** Why it is not JSON that runts reads; then the rest tells of what stands before. */
  readonly malformed: Malformed | undefined;
  /** Offset of each value, by its pointer; of duplicates the last. */
  readonly values: ReadonlyMap<string, number>;
  /** Offset of each property's name, by its pointer; of duplicates the last. */
  readonly names: ReadonlyMap<string, number>;
  /** Names that their object has already. */
  readonly duplicates: readonly Place[];
  /** Names and texts that no C string and no UTF-8 can hold. */
  readonly unwritable: readonly Place[];
}

/** Looks at every character of a text. */
export function survey(text: string): Survey {
  const values = new Map<string, number>();
  const names = new Map<string, number>();
  const duplicates: Place[] = [];
  const unwritable: Place[] = [];

  const malformed =
    refuse(text) ??
    scan(text, ({ kind, start, end, path }) => {
      const property = pointerOf(path);
      if (kind === 'name' || kind === 'duplicate') names.set(property, start);
      else values.set(property, start);
      if (kind === 'duplicate') duplicates.push({ property, offset: start });
      if (kind === 'string' || kind === 'name' || kind === 'duplicate') {
        if (isUnwritable(text.slice(start, end))) unwritable.push({ property, offset: start });
      }
    });
  return { malformed, values, names, duplicates, unwritable };
}

function refuse(text: string): Malformed | undefined {
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
