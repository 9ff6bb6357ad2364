/** Base64, how a plan holds bytes. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes as base64, padded: RFC 4648. Planner code has neither Buffer nor btoa. */
export function base64(data: readonly number[]): string {
  let text = '';
  for (let at = 0; at < data.length; at += 3) {
    const [a = 0, b = 0, c = 0] = data.slice(at, at + 3);
    const digits = [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63];
    text += digits
      .map((digit) => alphabet.charAt(digit))
      .join('')
      .slice(0, data.length - at + 1)
      .padEnd(4, '=');
  }
  return text;
}

/** The bytes of padded base64. */
export function unbase64(text: string): readonly number[] {
  const data: number[] = [];
  for (let at = 0; at < text.length; at += 4) {
    const [a = 0, b = 0, c = -1, d = -1] = [...text.slice(at, at + 4)].map((digit) =>
      alphabet.indexOf(digit),
    );
    data.push((a << 2) | (b >> 4));
    if (c >= 0) data.push(((b & 15) << 4) | (c >> 2));
    if (d >= 0) data.push(((c & 3) << 6) | d);
  }
  return data;
}
