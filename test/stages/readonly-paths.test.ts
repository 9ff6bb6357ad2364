import t from 'tap';
import { readonlyPaths } from '../../runtime/stages/readonly-paths.ts';
import { request } from './request.ts';

t.test('readonlyPaths makes each path read-only once, in the order given', (t) => {
  const paths = ['/proc/sys', '/proc/bus', '/proc/sys'];
  t.strictSame(readonlyPaths.plan(request({ linux: { readonlyPaths: paths } })), [
    { op: 'readonlyPath', in: 'container', target: '/proc/sys', origin: '/linux/readonlyPaths/0' },
    { op: 'readonlyPath', in: 'container', target: '/proc/bus', origin: '/linux/readonlyPaths/1' },
  ]);
  t.strictSame(readonlyPaths.plan(request()), []);
  t.end();
});

t.test("readonlyPaths would lock the host's own files without a mount namespace", (t) => {
  t.throws(() => readonlyPaths.plan(request({ linux: { namespaces: [], readonlyPaths: ['/proc/sys'] } })), {
    code: 'ERR_CONFIG_INVALID',
    message: 'config.json: /linux/readonlyPaths: needs a mount namespace in linux.namespaces',
  });
  t.end();
});
