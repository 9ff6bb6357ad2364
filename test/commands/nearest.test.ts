import fc from 'fast-check';
import t from 'tap';
import { nearest } from '../../runtime/commands/nearest.ts';

t.test('nearest finds a word with a letter too many, too few, wrong or swapped', async (t) => {
  const candidates = ['create', 'start', 'delete', 'ps'];
  for (const word of ['creaate', 'crate', 'creote', 'craete', 'Create']) {
    t.equal(nearest(word, candidates), 'create', word);
  }
  t.equal(nearest('pss', candidates), 'ps');
});

t.test('nearest has no answer when nothing is near', async (t) => {
  t.equal(nearest('explode', ['create', 'start']), undefined);
  t.equal(nearest('x', ['create']), undefined);
  t.equal(nearest('', ['create']), undefined);
  t.equal(nearest('a', []), undefined);
});

t.test('nearest prefers fewer edits, then the first candidate', async (t) => {
  t.equal(nearest('abcdef', ['abcdxx', 'abcdex', 'abcdey']), 'abcdex');
});

t.test('a candidate is nearest to itself', async () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), fc.nat(), (words, index) => {
      const word = words[index % words.length] ?? '';
      return nearest(word, words)?.toLowerCase() === word.toLowerCase();
    }),
  );
});
