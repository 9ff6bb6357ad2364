import t from 'tap';
import { checkId, isId } from '../../runtime/commands/id.ts';
import { ContainerStateError } from '../../runtime/errors.ts';

t.test('checkId takes the ids that runc takes', async (t) => {
  for (const id of ['a', 'A-1', 'a.b_c+d', '0123', '-', '--force', '...', '.hidden', 'x'.repeat(255)]) {
    t.equal(checkId(id), id);
  }
});

t.test('checkId refuses what is no single plain file name', async (t) => {
  const bad = ['', '.', '..', '.lock', 'a/b', '../a', 'a b', 'a\n', 'a\0', 'é', 'a:b', '*', 'x'.repeat(256)];
  for (const id of bad) {
    t.equal(isId(id), false, JSON.stringify(id));
    const error = new ContainerStateError('ERR_CONTAINER_ID', { id }, `invalid container ID format: "${id}"`);
    t.throws(() => checkId(id), error, JSON.stringify(id));
  }
});
