import fc from 'fast-check';
import t from 'tap';
import { nodeHost } from '../../runtime/host/node.ts';

const { writeTexts } = nodeHost();

/** The texts behind their cells, as one buffer of the size they need with two bytes more. */
function laid(...texts: readonly string[]): Buffer {
  const pairs = texts.flatMap((text, i) => [2 * i, text]);
  const at = 8 * texts.length;
  const end = writeTexts(pairs, new Uint8Array(0), at);
  const buffer = new Uint8Array(end + 2).fill(0xee);
  if (writeTexts(pairs, buffer, at) !== end) throw new Error('what it takes is not what it took');
  if (buffer[end] !== 0xee) throw new Error('bytes behind the texts were written');
  return Buffer.from(buffer.subarray(0, end));
}

/** The bytes of each text by its cell; the byte behind them is NUL. */
function found(buffer: Buffer, count: number): Buffer[] {
  return Array.from({ length: count }, (_, i) => {
    const [offset, length] = [buffer.readUInt32LE(8 * i), buffer.readUInt32LE(8 * i + 4)];
    if (buffer[offset + length] !== 0) throw new Error('no NUL behind a text');
    return buffer.subarray(offset, offset + length);
  });
}

const cases: Readonly<Record<string, string>> = {
  '': '',
  'az\x7f': '617a7f',
  '\x80\u07ff': 'c280dfbf',
  '\u0800€\uffff': 'e0a080e282acefbfbf',
  '\u{10000}😀\u{10ffff}': 'f0908080f09f9880f48fbfbf',
};
for (const [text, hex] of Object.entries(cases)) {
  t.test(`${JSON.stringify(text)} in UTF-8`, async (t) => {
    t.equal(found(laid(text), 1)[0]?.toString('hex'), hex);
  });
}

t.test('a surrogate without its other half becomes U+FFFD', async (t) => {
  const replaced = 'efbfbd';
  const texts = ['\ud83d', '\ude00a', '\ud83d\ud83d\ude00', '\ud83da'];
  t.strictSame(
    found(laid(...texts), 4).map((bytes) => bytes.toString('hex')),
    [replaced, `${replaced}61`, `${replaced}f09f9880`, `${replaced}61`],
  );
});

t.test('texts that are the same lie there once, one after another in the order of their first', async (t) => {
  const buffer = laid('b', 'a', '', 'b', '', 'ab');
  t.equal(buffer.toString('latin1', 48), 'b\0a\0\0ab\0');
  t.strictSame(found(buffer, 6).map(String), ['b', 'a', '', 'b', '', 'ab']);
});

t.test('where they do not fit nothing is written', async (t) => {
  const buffer = new Uint8Array(12);
  t.equal(writeTexts([0, 'a€'], buffer, 8), 13);
  t.strictSame(buffer, new Uint8Array(12));
});

t.test('a text with NUL is refused', async (t) => {
  t.equal(writeTexts([0, 'a', 2, 'b\0'], new Uint8Array(99), 16), -1);
});

t.test('offsets count from the part of a buffer that the bytes are', async (t) => {
  const whole = new Uint8Array(16);
  t.equal(writeTexts([0, 'ab'], whole.subarray(3, 15), 8), 11);
  t.strictSame([...whole], [0, 0, 0, 8, 0, 0, 0, 2, 0, 0, 0, 0x61, 0x62, 0, 0, 0]);
});

t.test("property: the bytes are those of Node's encoder", async () => {
  const units = fc.string({
    unit: fc.integer({ min: 1, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  });
  const text = fc.oneof(
    units,
    fc.string({ unit: 'binary' }).map((each) => each.replaceAll('\0', '')),
  );
  fc.assert(
    fc.property(fc.array(text), (texts) =>
      found(laid(...texts), texts.length).every((bytes, i) => bytes.equals(Buffer.from(texts[i] ?? ''))),
    ),
  );
});
