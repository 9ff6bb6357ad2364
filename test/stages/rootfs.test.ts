import t from 'tap';
import {
  hostPropagation,
  pivot,
  rootfs,
  rootfsPropagation,
  rootReadonly,
  rootSource,
  sourceTrack,
} from '../../runtime/stages/rootfs.ts';
import { request, user, v2 } from './request.ts';

const open = {
  op: 'openTree',
  in: 'runtime',
  source: '/bundle/rootfs',
  recursive: true,
  propagation: 'slave',
  as: 'rootfs',
  origin: '/root/path',
};
const propagate = {
  op: 'setPropagation',
  propagation: 'slave',
  in: 'container',
  origin: '/root/path',
};

t.test(
  'the rootfs is opened by the runtime, attached in a mount namespace that is no peer of the host',
  (t) => {
    t.strictSame(rootSource.plan(request()), [open]);
    t.strictSame(rootfs.plan(request()), [
      propagate,
      { op: 'rootfs', from: 'rootfs', in: 'container', origin: '/root/path' },
    ]);
    t.end();
  },
);

t.test('without privilege on the host init opens it itself', (t) => {
  t.strictSame(rootSource.plan(request({ facts: user })), []);
  t.strictSame(rootfs.plan(request({ facts: user })), [
    propagate,
    { ...open, in: 'container' },
    { op: 'rootfs', from: 'rootfs', in: 'container', origin: '/root/path' },
  ]);
  t.end();
});

t.test('sourceTrack: who may mount what lies on the host', (t) => {
  t.equal(sourceTrack(request()), 'runtime');
  t.equal(sourceTrack(request({ facts: user })), 'container');
  t.equal(sourceTrack(request({ facts: { ...v2, capEff: '0000000000200000' } })), 'runtime');
  t.end();
});

t.test("a joined mount namespace keeps its propagation and its /, and isn't pivoted", (t) => {
  const asked = request({
    spec: { root: { path: '/srv/root/' } },
    linux: { namespaces: [{ type: 'mount', path: '/proc/7/ns/mnt' }] },
  });
  t.match(rootSource.plan(asked), [{ source: '/srv/root' }]);
  t.strictSame(rootfs.plan(asked), [
    { op: 'rootfs', from: 'rootfs', at: '/srv/root', in: 'container', origin: '/root/path' },
  ]);
  t.strictSame(pivot.plan(asked), [{ op: 'pivotRoot', in: 'container', move: true, origin: '/root/path' }]);
  t.end();
});

t.test('--no-pivot moves the root instead', (t) => {
  t.strictSame(pivot.plan(request()), [{ op: 'pivotRoot', in: 'container', origin: '/root/path' }]);
  t.strictSame(pivot.plan(request({ options: { noPivot: true } })), [
    { op: 'pivotRoot', in: 'container', move: true, origin: '/root/path' },
  ]);
  t.end();
});

const words = [
  [undefined, 'slave', []],
  ['private', 'private', []],
  ['rprivate', 'private', []],
  ['slave', 'slave', []],
  ['rslave', 'slave', []],
  ['shared', 'slave', [{ propagation: 'shared' }]],
  ['rshared', 'slave', [{ propagation: 'shared', propagationRecursive: true }]],
  ['unbindable', 'private', [{ propagation: 'unbindable' }]],
  ['runbindable', 'private', [{ propagation: 'unbindable', propagationRecursive: true }]],
] as const;
for (const [word, before, after] of words) {
  t.test(`rootfsPropagation ${word}: ${before} while the container is made, then as asked`, (t) => {
    const namespaces = [{ type: 'mount' }] as const;
    const asked = request({ linux: { namespaces, ...(word && { rootfsPropagation: word }) } });
    t.equal(hostPropagation(asked), before);
    t.strictSame(
      rootfsPropagation.plan(asked),
      after.map((each) => ({
        op: 'mountSetattr',
        in: 'container',
        target: '/',
        ...each,
        origin: '/linux/rootfsPropagation',
      })),
    );
    t.end();
  });
}

t.test('root.readonly makes / read-only, once all is in place', (t) => {
  t.strictSame(rootReadonly.plan(request({ spec: { root: { path: 'rootfs', readonly: true } } })), [
    { op: 'mountSetattr', in: 'container', target: '/', set: ['RDONLY'], origin: '/root/readonly' },
  ]);
  t.strictSame(rootReadonly.plan(request()), []);
  t.strictSame(rootReadonly.plan(request({ spec: { root: { path: 'rootfs', readonly: false } } })), []);
  t.end();
});

t.test('a container without a root, or without a mount namespace, is refused', (t) => {
  t.throws(() => rootSource.plan(request({ spec: { root: undefined as never } })), {
    code: 'ERR_CONFIG_INVALID',
    message: 'config.json: /root: is required on Linux',
  });
  t.throws(() => rootSource.plan(request({ linux: { namespaces: [{ type: 'pid' }] } })), {
    code: 'ERR_CONFIG_INVALID',
    message: 'config.json: /linux/namespaces: lacks a mount namespace: the mounts would be made on the host',
  });
  t.end();
});
