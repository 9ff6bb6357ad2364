import t from 'tap';
import { pointer } from '../../runtime/stages/pointer.ts';

t.test('a name with tilde and slash is one step of a JSON pointer', (t) => {
  t.equal(pointer('net/ipv4~1'), 'net~1ipv4~01');
  t.equal(pointer(''), '');
  t.end();
});
