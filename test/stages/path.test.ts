import fc from 'fast-check';
import t from 'tap';
import { absolute, containerPath } from '../../runtime/stages/path.ts';

t.test('absolute takes a relative path from its base and leaves an absolute one', (t) => {
  t.equal(absolute('rootfs', '/bundle'), '/bundle/rootfs');
  t.equal(absolute('./a//b/.', '/bundle/'), '/bundle/a/b');
  t.equal(absolute('/srv/x/', '/bundle'), '/srv/x');
  t.equal(absolute('.', '/'), '/');
  t.equal(absolute('', '/bundle'), '/bundle');
  t.end();
});

t.test('absolute keeps "..": what stands before it may be a symlink', (t) => {
  t.equal(absolute('../other', '/bundle'), '/bundle/../other');
  t.end();
});

t.test('containerPath takes out what would lead out of the container', (t) => {
  t.equal(containerPath('/../../etc/./passwd'), '/etc/passwd');
  t.equal(containerPath('proc/../../sys//'), '/sys');
  t.equal(containerPath('..'), '/');
  t.equal(containerPath('/a/..b/.c'), '/a/..b/.c');
  t.end();
});

t.test('property: a container path is absolute, has no "..", and is one already', (t) => {
  const part = fc.constantFrom('a', 'b', '.', '..', '', '...', ' ');
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const path = containerPath(parts.join('/'));
      return path.startsWith('/') && !path.split('/').includes('..') && containerPath(path) === path;
    }),
  );
  t.end();
});
