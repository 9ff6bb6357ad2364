import { closeSync, openSync } from 'node:fs';
import t from 'tap';
import { addon, descriptors, failure, untyped } from './addon.ts';

// What arrives is tested with the launcher at the other end: test/native/launcher.test.ts.

t.test('sendProgram gives the errno of what is no socket, and of a bad descriptor', async (t) => {
  const before = descriptors();
  const fd = openSync('/dev/null', 'w');
  t.strictSame(
    failure(() => addon.sendProgram(fd, Buffer.from('x'), -1)),
    {
      code: 'ENOTSOCK',
      errno: -88,
      syscall: 'sendmsg',
      message: 'ENOTSOCK: socket operation on non-socket, sendmsg',
    },
  );
  closeSync(fd);
  t.match(
    failure(() => addon.sendProgram(-1, Buffer.from('x'), -1)),
    { code: 'EBADF', syscall: 'sendmsg' },
  );
  t.match(
    failure(() => addon.sendProgram(-1, Buffer.alloc(0), -1)),
    { code: 'EBADF', syscall: 'shutdown' },
  );
  t.strictSame(descriptors(), before);
});

t.test('sendProgram wants a number, bytes and a number', async (t) => {
  t.throws(
    () => untyped('sendProgram', 'x', new Uint8Array(), -1),
    new TypeError('channel must be a number'),
  );
  t.throws(() => untyped('sendProgram', 3, 'x', -1), new TypeError('bytes must be a Uint8Array'));
  t.throws(() => untyped('sendProgram', 3, new Uint8Array()), new TypeError('lock must be a number'));
});
