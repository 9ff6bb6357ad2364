/** `Host.writeUtf8` in Node. */

/** See `Host`. */
export function writeUtf8(text: string, bytes: Uint8Array, at: number): number {
  const length = Buffer.byteLength(text);
  if (at + length <= bytes.length) Buffer.from(bytes.buffer, bytes.byteOffset + at, length).write(text);
  return length;
}
