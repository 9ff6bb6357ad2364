import t from 'tap';
import { maskedPaths } from '../../runtime/stages/masked-paths.ts';
import { request } from './request.ts';

t.test('maskedPaths masks each path once, in the order given', (t) => {
  const paths = ['/proc/kcore', '/proc/keys/', '/proc/./kcore', '/sys/firmware'];
  t.strictSame(maskedPaths.plan(request({ linux: { maskedPaths: paths } })), [
    { op: 'maskPath', in: 'container', target: '/proc/kcore', origin: '/linux/maskedPaths/0' },
    { op: 'maskPath', in: 'container', target: '/proc/keys', origin: '/linux/maskedPaths/1' },
    { op: 'maskPath', in: 'container', target: '/sys/firmware', origin: '/linux/maskedPaths/3' },
  ]);
  t.end();
});

t.test('maskedPaths that are not given or empty ask for nothing, not even a mount namespace', (t) => {
  t.strictSame(maskedPaths.plan(request({ linux: { namespaces: [] } })), []);
  t.strictSame(maskedPaths.plan(request({ linux: { namespaces: [], maskedPaths: [] } })), []);
  t.end();
});

t.test("maskedPaths would hide the host's own files without a mount namespace", (t) => {
  t.throws(() => maskedPaths.plan(request({ linux: { namespaces: [], maskedPaths: ['/proc/kcore'] } })), {
    code: 'ERR_CONFIG_INVALID',
    property: '/linux/maskedPaths',
    message: 'config.json: /linux/maskedPaths: needs a mount namespace in linux.namespaces',
  });
  t.end();
});
