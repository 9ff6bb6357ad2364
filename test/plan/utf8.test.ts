import fc from 'fast-check';
import t from 'tap';
import { utf8Length, writeUtf8 } from '../../runtime/plan/utf8.ts';

/** The bytes of a text, written two bytes into a larger buffer. */
function bytes(text: string): Buffer {
  const buffer = new Uint8Array(utf8Length(text) + 4).fill(0xee);
  const end = writeUtf8(text, buffer, 2);
  if (end !== buffer.length - 2) throw new Error('the end is not where the length says');
  if (buffer[end] !== 0xee || buffer[1] !== 0xee) throw new Error('bytes beside the text were written');
  return Buffer.from(buffer.subarray(2, end));
}

const cases: Readonly<Record<string, string>> = {
  '': '',
  'a\0z\x7f': '61007a7f',
  '\x80\u07ff': 'c280dfbf',
  '\u0800€\uffff': 'e0a080e282acefbfbf',
  '\u{10000}😀\u{10ffff}': 'f0908080f09f9880f48fbfbf',
};
for (const [text, hex] of Object.entries(cases)) {
  t.test(`${JSON.stringify(text)} in UTF-8`, (t) => {
    t.equal(bytes(text).toString('hex'), hex);
    t.end();
  });
}

t.test('a surrogate without its other half becomes U+FFFD', (t) => {
  const replaced = 'efbfbd';
  t.equal(bytes('\ud83d').toString('hex'), replaced);
  t.equal(bytes('\ude00a').toString('hex'), `${replaced}61`);
  t.equal(bytes('\ud83d\ud83d\ude00').toString('hex'), `${replaced}f09f9880`);
  t.equal(bytes('\ud83da').toString('hex'), `${replaced}61`);
  t.end();
});

t.test("property: the bytes are those of Node's encoder", (t) => {
  const text = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) });
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (text) =>
      bytes(text).equals(Buffer.from(text)),
    ),
  );
  t.end();
});
