import fc from 'fast-check';
import t from 'tap';
import { pointerOf } from '../../runtime/spec/pointer.ts';
import { numberAt, positionAt, scan } from '../../runtime/spec/scan.ts';

const tokens = (text: string) => {
  const seen: string[] = [];
  const malformed = scan(text, ({ kind, start, end, path }) => {
    seen.push(`${kind} ${pointerOf(path)} ${text.slice(start, end)}`);
  });
  return { seen, malformed };
};

t.test('scan tells of names and values in their order', (t) => {
  t.strictSame(tokens(' { "a" : [ -1.5e+3 , true , [] , { } ] , "b/~" : { "x" : null } , "a" : "\\"" } '), {
    seen: [
      'object  {',
      'name /a "a"',
      'array /a [',
      'number /a/0 -1.5e+3',
      'literal /a/1 true',
      'array /a/2 [',
      'object /a/3 {',
      'name /b~1~0 "b/~"',
      'object /b~1~0 {',
      'name /b~1~0/x "x"',
      'literal /b~1~0/x null',
      'duplicate /a "a"',
      'string /a "\\""',
    ],
    malformed: undefined,
  });
  t.end();
});

t.test('scan accepts what JSON.parse accepts, and nothing else', (t) => {
  const accepted = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const broken = fc
    .tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom(
        '',
        ',',
        '"',
        '\\',
        '{',
        ']',
        ':',
        '0',
        '-',
        '.',
        'e',
        'u',
        '\n',
        '\u0001',
        ' ',
        '\ufeff',
      ),
    )
    .map(([text, at, piece]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + piece + text.slice(place + (at % 2));
    });
  const property = fc.property(
    fc.oneof(fc.json(), broken, fc.string()),
    (text) => (scan(text) === undefined) === accepted(text),
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 3000 }));
  t.end();
});

t.test('what a visitor throws is not taken for a fault of the text', (t) => {
  t.throws(
    () =>
      scan('1', () => {
        throw new RangeError('mine');
      }),
    { name: 'RangeError', message: 'mine' },
  );
  t.end();
});

t.test('positions count lines from 1, and columns in characters', (t) => {
  const text = 'ab\r\n😀x\n';
  t.strictSame(
    [0, 2, 3, 4, 6, 7, 8].map((offset) => positionAt(text, offset)),
    [
      { line: 1, column: 1 },
      { line: 1, column: 3 },
      { line: 1, column: 4 },
      { line: 2, column: 1 },
      { line: 2, column: 2 },
      { line: 2, column: 3 },
      { line: 3, column: 1 },
    ],
  );
  t.end();
});

t.test('numberAt gives a number as it is written', (t) => {
  t.equal(numberAt('[-0.50E-2,1]', 1), '-0.50E-2');
  t.end();
});
