import t from 'tap';
import { placesOf } from '../../runtime/spec/places.ts';

const text = '{"a":[{"b/c":1}, 7],"d":{"a":2,"a":3}}';

t.test('a property stands where its value does, or its name', (t) => {
  const places = placesOf(text, ['', '/a/0/b~1c', '/a/1', '/d']);
  t.equal(places.value(''), 0);
  t.equal(places.value('/a/0/b~1c'), text.indexOf('1'));
  t.equal(places.name('/a/0/b~1c'), text.indexOf('"b/c"'));
  t.equal(places.name('/a/1'), text.indexOf('7'), 'an entry of an array has no name');
  t.equal(places.name('/d'), text.indexOf('"d"'));
  t.end();
});

t.test('of a name that is given twice the last counts', (t) => {
  const places = placesOf(text, ['/d/a']);
  t.equal(places.value('/d/a'), text.indexOf('3'));
  t.equal(places.name('/d/a'), text.lastIndexOf('"a"'));
  t.end();
});

t.test('what is not there stands in what holds it', (t) => {
  const places = placesOf(text, ['/a/0/x/y', '/x', '/toString']);
  t.equal(places.value('/a/0/x/y'), text.indexOf('{"b/c"'));
  t.equal(places.value('/x'), 0);
  t.equal(places.value('/toString'), 0);
  t.end();
});
