/** `Host.writeTexts` in Node. */
import type { WriteTexts } from '../plan/writer.ts';

/** See `Host`. */
export const writeTexts: WriteTexts = (texts, bytes, at) => {
  const offsets = new Map<string, number>();
  let end = at;
  for (const text of texts) {
    if (typeof text === 'number' || offsets.has(text)) continue;
    if (text.includes('\0')) return -1;
    offsets.set(text, end);
    end += Buffer.byteLength(text) + 1;
  }
  if (end > bytes.length) return end;

  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const [text, offset] of offsets) buffer[offset + buffer.write(text, offset)] = 0;
  let cell = 0;
  for (const text of texts) {
    if (typeof text === 'number') {
      cell = 4 * text;
      continue;
    }
    buffer.writeUInt32LE(offsets.get(text) ?? 0, cell);
    buffer.writeUInt32LE(Buffer.byteLength(text), cell + 4);
  }
  return end;
};
