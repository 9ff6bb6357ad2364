import fc from 'fast-check';
import t from 'tap';
import { member, nearPointerOf, pathOf, pointerOf, valueAt } from '../../runtime/spec/pointer.ts';

t.test('a pointer names the members from the top', (t) => {
  t.equal(pointerOf([]), '');
  t.equal(pointerOf(['linux', 'sysctl', 'net/x~y', 0]), '/linux/sysctl/net~1x~0y/0');
  t.equal(member('/a', ''), '/a/');
  t.end();
});

t.test('valueAt finds what stands at a pointer', (t) => {
  const document = { a: [{ 'b/c': 1 }], n: null };
  t.equal(valueAt(document, ''), document);
  t.equal(valueAt(document, '/a/0/b~1c'), 1);
  t.equal(valueAt(document, '/a/1'), undefined);
  t.equal(valueAt(document, '/n/x'), undefined);
  t.equal(valueAt(document, '/toString'), undefined);
  t.end();
});

t.test('pathOf takes apart what pointerOf has put together', (t) => {
  const property = fc.property(fc.array(fc.string()), (path) => {
    t.strictSame(pathOf(pointerOf(path)), path);
  });
  fc.assert(property, { numRuns: 20 });
  t.end();
});

t.test('a place with names that nobody reads is named by what holds it', (t) => {
  t.equal(nearPointerOf(['a', 0, 'x'.repeat(4094)]), `/a/0/${'x'.repeat(4094)}`);
  t.equal(nearPointerOf(['a', 0, 'x'.repeat(4095), 'b']), '/a/0');
  t.equal(nearPointerOf(['x'.repeat(4097)]), '');
  t.end();
});
