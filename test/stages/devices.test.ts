import t from 'tap';
import type { Op } from '../../runtime/plan/op.ts';
import type { LinuxDevice, Mount } from '../../runtime/spec/types.ts';
import { deviceSources, devices, knownDevices, mustBind } from '../../runtime/stages/devices.ts';
import { type Asked, request, user, v2 } from './request.ts';

const node = (target: string, major: number, minor: number, origin = '/linux/devices') => ({
  op: 'mknod',
  in: 'container',
  target,
  type: 'character',
  major,
  minor,
  mode: 0o666,
  uid: 0,
  gid: 0,
  origin,
});
const link = (content: string, target: string) => ({
  op: 'symlink',
  content,
  target,
  in: 'container',
  ifExists: 'keep',
  origin: '/linux/devices',
});
const links = [
  link('/proc/self/fd', '/dev/fd'),
  link('/proc/self/fd/0', '/dev/stdin'),
  link('/proc/self/fd/1', '/dev/stdout'),
  link('/proc/self/fd/2', '/dev/stderr'),
];
const defaults = [
  node('/dev/null', 1, 3),
  node('/dev/zero', 1, 5),
  node('/dev/full', 1, 7),
  node('/dev/random', 1, 8),
  node('/dev/urandom', 1, 9),
  node('/dev/tty', 5, 0),
];

t.test('every container has the default devices and symlinks', (t) => {
  t.strictSame(deviceSources.plan(request()), []);
  t.strictSame(devices.plan(request()), [...defaults, ...links]);
  t.end();
});

t.test('/dev/ptmx leads to the devpts of the container, whatever the image has there', (t) => {
  const mounts: readonly Mount[] = [{ destination: '/dev/pts/', type: 'devpts' }];
  t.strictSame(devices.plan(request({ spec: { mounts } })).at(-1), {
    op: 'symlink',
    content: 'pts/ptmx',
    target: '/dev/ptmx',
    replace: true,
    in: 'container',
    ifExists: 'keep',
    origin: '/linux/devices',
  });
  t.end();
});

const own: readonly LinuxDevice[] = [
  { path: '/dev/null', type: 'c', major: 1, minor: 3, fileMode: 0o600, uid: 7, gid: 8 },
  { path: '/dev/vdb', type: 'b', major: 254, minor: 16n },
  { path: '/dev/unbuffered', type: 'u', major: 4, minor: 64 },
  { path: '/run/pipe', type: 'p' },
];

t.test('a device of the config takes the place of the default one, and all have their kinds', (t) => {
  t.strictSame(devices.plan(request({ linux: { devices: own } })), [
    ...defaults.slice(1),
    { ...node('/dev/null', 1, 3, '/linux/devices/0'), mode: 0o600, uid: 7, gid: 8 },
    { ...node('/dev/vdb', 254, 16, '/linux/devices/1'), type: 'block' },
    node('/dev/unbuffered', 4, 64, '/linux/devices/2'),
    { ...node('/run/pipe', 0, 0, '/linux/devices/3'), type: 'fifo' },
    ...links,
  ]);
  t.end();
});

t.test('a device that is listed twice is made once, as it is listed last', (t) => {
  const twice: readonly LinuxDevice[] = [
    { path: '/dev/fuse', type: 'c', major: 10, minor: 229 },
    // As podman has it: st_mode with the type.
    { path: '/dev//fuse', type: 'c', major: 10, minor: 229, fileMode: 0o20600 },
  ];
  const fuse = (asked: Asked) =>
    [...deviceSources.plan(request(asked)), ...devices.plan(request(asked))].filter(({ origin }) =>
      /\d$/.test(origin),
    );
  t.strictSame(fuse({ linux: { devices: twice } }), [
    { ...node('/dev/fuse', 10, 229, '/linux/devices/1'), mode: 0o600 },
  ]);
  t.strictSame(
    fuse({
      linux: { devices: twice, namespaces: [{ type: 'user' }] },
      facts: { ...v2, devices: ['/dev//fuse'] },
    }).map(({ op }) => op),
    ['openTree', 'bind'],
  );
  t.end();
});

t.test('of a mode that is a whole st_mode the permission bits count', (t) => {
  const list: readonly LinuxDevice[] = [
    { path: '/dev/vdb', type: 'b', major: 254, minor: 16, fileMode: 0o60640 },
  ];
  t.match(devices.plan(request({ linux: { devices: list } })).at(defaults.length), { mode: 0o640 });
  t.end();
});

t.test('a mount of the config may already be a default device', (t) => {
  const mounts: readonly Mount[] = [{ destination: '/dev/null', type: 'bind', source: '/dev/null' }];
  t.strictSame(devices.plan(request({ spec: { mounts } })), [...defaults.slice(1), ...links]);
  t.end();
});

for (const mount of [
  { destination: '/dev', type: 'bind', source: '/dev' },
  { destination: '/dev/', source: '/dev', options: ['nosuid', 'rbind'] },
]) {
  t.test(`in the host's own /dev (${mount.type ?? 'rbind'}) nothing is made`, (t) => {
    const asked = { spec: { mounts: [mount] }, linux: { devices: own } };
    t.strictSame(devices.plan(request(asked)), []);
    t.strictSame(deviceSources.plan(request({ ...asked, facts: { ...v2, capEff: '0000000000200000' } })), []);
    t.end();
  });
}

const bindOf = (path: string, origin = '/linux/devices') => ({
  op: 'bind',
  in: 'container',
  from: `device:${path}`,
  source: path,
  target: path,
  origin,
});
const openOf = (path: string, track: string, origin = '/linux/devices') => ({
  op: 'openTree',
  in: track,
  source: path,
  as: `device:${path}`,
  origin,
});

t.test("in a user namespace the host's devices are bound, those it has", (t) => {
  const asked: Asked = {
    linux: { namespaces: [{ type: 'mount' }, { type: 'user' }], devices: own },
    facts: { ...v2, devices: ['/dev/zero', '/dev/null'] },
  };
  t.strictSame(deviceSources.plan(request(asked)), [
    openOf('/dev/zero', 'runtime'),
    openOf('/dev/null', 'runtime', '/linux/devices/0'),
  ]);
  t.strictSame(devices.plan(request(asked)), [
    bindOf('/dev/zero'),
    bindOf('/dev/null', '/linux/devices/0'),
    // What the config asks for by name must not be missing without a word: the kernel says why.
    { ...node('/dev/vdb', 254, 16, '/linux/devices/1'), type: 'block' },
    node('/dev/unbuffered', 4, 64, '/linux/devices/2'),
    { ...node('/run/pipe', 0, 0, '/linux/devices/3'), type: 'fifo' },
    ...links,
  ]);
  t.end();
});

t.test('without privilege on the host init opens them itself', (t) => {
  const asked: Asked = { namespaces: ['user'], facts: user };
  const both = (path: string) => [openOf(path, 'container'), bindOf(path)];
  t.strictSame(deviceSources.plan(request(asked)), []);
  t.strictSame(devices.plan(request(asked)), [...user.devices.flatMap(both), ...links]);
  t.end();
});

t.test('devices are bound where the kernel or a missing capability forbids to make them', (t) => {
  const { spec } = request();
  t.notOk(mustBind({ spec, facts: v2 }));
  t.ok(mustBind({ spec: request({ namespaces: ['user'] }).spec, facts: v2 }));
  t.ok(mustBind({ spec, facts: { ...v2, initialUserNamespace: false } }));
  t.ok(mustBind({ spec, facts: { ...v2, capEff: '000001fff7ffffff' } }), 'no CAP_MKNOD');
  t.end();
});

t.test('knownDevices are what to look for on the host: the config takes the place of a default one', (t) => {
  const own: readonly LinuxDevice[] = [
    { path: '/dev/fuse', type: 'c', major: 10, minor: 229 },
    { path: '/dev/zero', type: 'c', major: 1, minor: 3 },
  ];
  const paths = knownDevices(own).map(({ path, minor }) => `${path} ${minor}`);
  t.strictSame(paths, [
    '/dev/null 3',
    '/dev/full 7',
    '/dev/random 8',
    '/dev/urandom 9',
    '/dev/tty 0',
    '/dev/fuse 229',
    '/dev/zero 3',
  ]);
  t.end();
});

t.test('a device outside of /dev is bound from the same path of the host', (t) => {
  const list: readonly LinuxDevice[] = [{ path: '/opt/null', type: 'c', major: 1, minor: 3 }];
  const asked: Asked = { linux: { namespaces: [{ type: 'user' }], devices: list } };
  const ops: readonly Op[] = [...deviceSources.plan(request(asked)), ...devices.plan(request(asked))];
  t.strictSame(
    ops.filter(({ op }) => op !== 'symlink'),
    [openOf('/opt/null', 'runtime', '/linux/devices/0'), bindOf('/opt/null', '/linux/devices/0')],
  );
  t.end();
});
