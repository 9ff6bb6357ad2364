/** Where offsets of a text are, in lines and columns, as people count them. */
import type { JsonPosition } from '../errors.ts';
import { codeAt } from './code-at.ts';

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
    for (; at < offset; at++) {
      const code = codeAt(text, at);
      if (code === 0x0a) {
        line++;
        column = 1;
      } else if ((code & 0xfc00) !== 0xdc00 || (codeAt(text, at - 1) & 0xfc00) !== 0xd800) {
        // Characters, not UTF-16 units.
        column++;
      }
    }
    return { line, column };
  });
}
