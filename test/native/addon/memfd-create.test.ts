import { closeSync, fstatSync, ftruncateSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import t from 'tap';
import { addon, descriptors, failure, untyped } from './addon.ts';

t.test('memfdCreate gives a file of the bytes, at its beginning', async (t) => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
  const fd = addon.memfdCreate('a name', bytes);
  t.teardown(() => closeSync(fd));

  t.equal(readlinkSync(`/proc/self/fd/${fd}`), '/memfd:a name (deleted)');
  t.equal(fstatSync(fd).size, bytes.length);
  t.ok(readFileSync(fd).equals(bytes));
});

t.test('memfdCreate takes the part of a buffer that an array shows', async (t) => {
  const fd = addon.memfdCreate('part', Buffer.from('abcdef').subarray(2, 4));
  t.teardown(() => closeSync(fd));
  t.equal(readFileSync(fd, 'utf8'), 'cd');
});

t.test('nobody can change the file, nor make it larger or smaller', async (t) => {
  const fd = addon.memfdCreate('sealed', Buffer.from('text'));
  t.teardown(() => closeSync(fd));
  t.throws(() => writeSync(fd, 'x', 0), { code: 'EPERM' });
  t.throws(() => ftruncateSync(fd, 1), { code: 'EPERM' });
  t.throws(() => ftruncateSync(fd, 9), { code: 'EPERM' });
});

t.test('memfdCreate closes its descriptor on exec', async (t) => {
  const fd = addon.memfdCreate('', new Uint8Array());
  t.teardown(() => closeSync(fd));
  t.match(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'), /^flags:\s+02/m);
});

t.test('memfdCreate gives the errno of a name that is too long, and leaves nothing', async (t) => {
  const before = descriptors();
  t.strictSame(
    failure(() => addon.memfdCreate('x'.repeat(250), new Uint8Array())),
    {
      code: 'EINVAL',
      errno: -22,
      syscall: 'memfd_create',
      message: 'EINVAL: invalid argument, memfd_create',
    },
  );
  t.strictSame(descriptors(), before);
});

t.test('memfdCreate wants a string and bytes', async (t) => {
  t.throws(() => untyped('memfdCreate', 1, new Uint8Array()), new TypeError('name must be a string'));
  t.throws(() => untyped('memfdCreate', 'x', 'text'), new TypeError('bytes must be a Uint8Array'));
  t.throws(
    () => untyped('memfdCreate', 'x', new Uint16Array(2)),
    new TypeError('bytes must be a Uint8Array'),
  );
});
