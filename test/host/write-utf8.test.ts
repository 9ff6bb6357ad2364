import fc from 'fast-check';
import t from 'tap';
import { nodeHost } from '../../runtime/host/node.ts';

const { writeUtf8 } = nodeHost();

/** The bytes of a text, written two bytes into a buffer with two more behind them. */
function bytes(text: string): Buffer {
  const buffer = new Uint8Array(writeUtf8(text, new Uint8Array(0), 0) + 4).fill(0xee);
  const length = writeUtf8(text, buffer, 2);
  if (length !== buffer.length - 4) throw new Error('what it takes is not what it took');
  if (buffer[1] !== 0xee || buffer[length + 2] !== 0xee)
    throw new Error('bytes beside the text were written');
  return Buffer.from(buffer.subarray(2, length + 2));
}

const cases: Readonly<Record<string, string>> = {
  '': '',
  'a\0z\x7f': '61007a7f',
  '\x80\u07ff': 'c280dfbf',
  '\u0800€\uffff': 'e0a080e282acefbfbf',
  '\u{10000}😀\u{10ffff}': 'f0908080f09f9880f48fbfbf',
};
for (const [text, hex] of Object.entries(cases)) {
  t.test(`${JSON.stringify(text)} in UTF-8`, async (t) => {
    t.equal(bytes(text).toString('hex'), hex);
  });
}

t.test('a surrogate without its other half becomes U+FFFD', async (t) => {
  const replaced = 'efbfbd';
  t.equal(bytes('\ud83d').toString('hex'), replaced);
  t.equal(bytes('\ude00a').toString('hex'), `${replaced}61`);
  t.equal(bytes('\ud83d\ud83d\ude00').toString('hex'), `${replaced}f09f9880`);
  t.equal(bytes('\ud83da').toString('hex'), `${replaced}61`);
});

t.test('what does not fit is not written at all', async (t) => {
  for (const at of [2, 3, 4, 9]) {
    const buffer = new Uint8Array(4);
    t.equal(writeUtf8('a€', buffer, at), 4);
    t.strictSame(buffer, new Uint8Array(4), `at ${at}`);
  }
});

t.test('it is written into the part of a buffer that the bytes are', async (t) => {
  const whole = new Uint8Array(8);
  t.equal(writeUtf8('ab', whole.subarray(3, 7), 1), 2);
  t.strictSame([...whole], [0, 0, 0, 0, 0x61, 0x62, 0, 0]);
});

t.test("property: the bytes are those of Node's encoder", async () => {
  const text = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) });
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (text) =>
      bytes(text).equals(Buffer.from(text)),
    ),
  );
});
