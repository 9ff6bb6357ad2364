import t from 'tap';
import { describe, describeValue } from '../../runtime/spec/describe.ts';

t.test('values are shown in a few words', (t) => {
  t.strictSame([[], {}, null, 5, 5n, false, 'a"b', 'x'.repeat(61)].map(describeValue), [
    'an array',
    'an object',
    'null',
    '5',
    '5',
    'false',
    '"a\\"b"',
    `"${'x'.repeat(60)}"...`,
  ]);
  t.end();
});

t.test('what a schema may ask for in future still gets words', (t) => {
  const error = (keyword: string, params: Record<string, unknown>) => ({ instancePath: '', keyword, params });
  t.equal(describe(error('type', { type: 'number' }), 'x'), 'must be number, found "x"');
  t.equal(describe(error('pattern', { pattern: '^a$' }), 'x'), 'must be text that matches ^a$, found "x"');
  t.equal(describe(error('uniqueItems', {}), []), 'must satisfy "uniqueItems", found an array');
  t.equal(describe(error('enum', { allowedValues: ['a'] }), 5), 'must be one of "a", found 5');
  t.end();
});
