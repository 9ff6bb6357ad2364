import fc from 'fast-check';
import t from 'tap';
import { pointerOf } from '../../runtime/spec/pointer.ts';
import { positionAt, positionsAt } from '../../runtime/spec/positions.ts';
import { numberAt, scan } from '../../runtime/spec/scan.ts';

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

const many = (length: number, make: (index: number) => string) =>
  Array.from({ length }, (_, index) => make(index)).join();

t.test('what is at a limit passes, what is past it is refused where it begins', (t) => {
  const refusal = (text: string) => scan(text)?.text;
  const cases: readonly [text: (length: number) => string, most: number, refusal: string][] = [
    [(length) => `[${many(length - 1, () => '0')}]`, 20000, 'the document must hold at most 20000 values'],
    [(length) => `{${many(length, (i) => `"a${i}":0`)}}`, 4096, 'must have at most 4096 properties'],
    [
      (length) => `{${many(length, (i) => `"${i}":0`)}}`,
      2048,
      'the document must have at most 2048 names that are numbers',
    ],
    [(length) => '9'.repeat(length), 100, 'a number must be at most 100 characters long, found 101'],
    [
      (length) => `{"${'x'.repeat(length - 2)}":0}`,
      32768,
      'a name must be at most 32768 characters long, found 32769',
    ],
    [
      (length) => `"${'x'.repeat(length - 2)}"`,
      262144,
      'must be at most 262144 characters long, found 262145',
    ],
    [(length) => '['.repeat(length) + ']'.repeat(length), 128, 'nested more than 128 levels deep'],
  ];
  for (const [text, most, words] of cases) {
    t.equal(refusal(text(most)), undefined, `${most}`);
    t.equal(refusal(text(most + 1)), words);
  }
  t.strictSame(scan(`{"a":{${many(4097, (i) => `"b${i}":0`)}}}`), {
    offset: `{"a":{${many(4096, (i) => `"b${i}":0`)},`.length,
    pointer: '/a',
    text: 'must have at most 4096 properties',
  });
  t.end();
});

t.test('a name that is given twice counts once', (t) => {
  t.equal(scan(`{${many(9000, () => '"a":0')}}`), undefined);
  t.end();
});

t.test('positionsAt counts once through the text', (t) => {
  const text = 'ab\n😀x\ny';
  t.strictSame(
    positionsAt(text, [0, 2, 3, 5, 5, 7]),
    [0, 2, 3, 5, 5, 7].map((offset) => positionAt(text, offset)),
  );
  t.end();
});
