import t from 'tap';
import { editDistance, nearest } from '../../runtime/spec/nearest.ts';

t.test('editDistance counts insertions, removals, replacements and swaps', (t) => {
  const pairs = [
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['cwd', 'cdw', 1],
    ['mount', 'mounts', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ] as const;
  t.strictSame(
    pairs.map(([from, to]) => [from, to, editDistance(from, to)]),
    pairs,
  );
  t.end();
});

t.test('nearest finds what was probably meant', (t) => {
  const names = ['hostname', 'hooks', 'root', 'mounts', 'process'];
  t.equal(nearest('hotsname', names), 'hostname');
  t.equal(nearest('HOOKS', names), 'hooks');
  t.equal(nearest('mount', names), 'mounts');
  t.equal(nearest('rot', names), 'root');
  t.end();
});

t.test('nearest finds nothing where too much differs', (t) => {
  t.equal(nearest('xyz', ['root', 'process']), undefined);
  t.equal(nearest('a', ['bc']), undefined);
  t.equal(nearest('root', []), undefined);
  t.end();
});

t.test('a word far longer than any candidate has none near, however long it is', (t) => {
  t.equal(nearest('create'.repeat(1_000_000), ['create', 'delete']), undefined);
  t.end();
});

t.test('a distance that is large enough is not counted to its end', (t) => {
  t.equal(editDistance('abcdefgh', 'stuvwxyz', 3), 3);
  t.equal(editDistance('hostname', 'hotsname', 3), 1);
  t.end();
});
