import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { addon, failure, untyped } from './addon.ts';

const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;
const file = join(t.testdir({ lock: '' }), 'lock');

t.test('flock excludes another open file until it is unlocked', async (t) => {
  const [one, two] = [openSync(file, 'r'), openSync(file, 'r')];
  t.teardown(() => [one, two].forEach(closeSync));

  t.equal(addon.flock(one, LOCK_EX), undefined);
  t.strictSame(
    failure(() => addon.flock(two, LOCK_EX | LOCK_NB)),
    {
      code: 'EAGAIN',
      errno: -11,
      syscall: 'flock',
      path: undefined,
      message: 'EAGAIN: resource temporarily unavailable, flock',
    },
  );
  addon.flock(one, LOCK_UN);
  t.equal(addon.flock(two, LOCK_EX | LOCK_NB), undefined);
});

t.test('flock gives the errno of a bad descriptor and of a bad operation', async (t) => {
  t.match(
    failure(() => addon.flock(-1, LOCK_EX)),
    { code: 'EBADF', errno: -9, syscall: 'flock' },
  );
  const fd = openSync(file, 'r');
  t.teardown(() => closeSync(fd));
  t.match(
    failure(() => addon.flock(fd, 64)),
    { code: 'EINVAL', errno: -22, syscall: 'flock' },
  );
});

t.test('flock wants numbers', async (t) => {
  t.throws(() => untyped('flock', '3', 2), new TypeError('fd must be a number'));
  t.throws(() => untyped('flock', 3), new TypeError('operation must be a number'));
});
