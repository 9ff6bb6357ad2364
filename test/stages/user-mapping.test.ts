import t from 'tap';
import type { LinuxIDMapping } from '../../runtime/spec/types.ts';
import { becomeRoot, setgroupsAllowed, userMapping } from '../../runtime/stages/user-mapping.ts';
import { type Asked, request, user, v2 } from './request.ts';

const many: readonly LinuxIDMapping[] = [
  { containerID: 0, hostID: 1000, size: 1 },
  { containerID: 1, hostID: 100000, size: 65536 },
];
const own: readonly LinuxIDMapping[] = [{ containerID: 0, hostID: 1000, size: 1 }];

function asking(uidMappings: readonly LinuxIDMapping[], gidMappings = uidMappings, more: Asked = {}) {
  const namespaces = [{ type: 'mount' }, { type: 'user' }] as const;
  return request({ ...more, linux: { namespaces, uidMappings, gidMappings } });
}

const write = (file: string, data: string, origin: string) => ({
  op: 'write',
  in: 'runtime',
  path: ['/proc/', { slot: 'pid' }, `/${file}`],
  data,
  ifMissing: 'fail',
  origin,
});
const lines = '0 1000 1\n1 100000 65536\n';

t.test('root writes any map, groups first', (t) => {
  t.strictSame(userMapping.plan(asking(many)), [
    write('gid_map', lines, '/linux/gidMappings'),
    write('uid_map', lines, '/linux/uidMappings'),
  ]);
  t.end();
});

t.test('a user maps their own ids alone, and gives up setgroups(2) for it', (t) => {
  t.strictSame(userMapping.plan(asking(own, own, { facts: user })), [
    write('setgroups', 'deny', '/linux/gidMappings'),
    write('gid_map', '0 1000 1\n', '/linux/gidMappings'),
    write('uid_map', '0 1000 1\n', '/linux/uidMappings'),
  ]);
  t.end();
});

const helper = (name: string, origin: string) => ({
  op: 'spawn',
  in: 'runtime',
  path: `/usr/bin/${name}`,
  args: [name, [{ slot: 'pid' }], '0', '1000', '1', '1', '100000', '65536'],
  origin,
});

t.test('more than that takes the helpers', (t) => {
  t.strictSame(userMapping.plan(asking(many, many, { facts: user })), [
    helper('newgidmap', '/linux/gidMappings'),
    helper('newuidmap', '/linux/uidMappings'),
  ]);
  t.strictSame(userMapping.plan(asking(own, many, { facts: user })), [
    helper('newgidmap', '/linux/gidMappings'),
    write('uid_map', '0 1000 1\n', '/linux/uidMappings'),
  ]);
  t.end();
});

for (const [name, property, facts] of [
  ['newuidmap', '/linux/uidMappings', { ...user, newuidmap: undefined }],
  ['newgidmap', '/linux/gidMappings', { ...user, newgidmap: undefined }],
] as const) {
  t.test(`where ${name} is missing, the error names it and the package`, (t) => {
    t.throws(() => userMapping.plan(asking(many, many, { facts })), {
      code: 'ERR_CONFIG_INVALID',
      property,
      message: `config.json: ${property}: maps more than the caller's own id, which needs ${name}(1): install it (package uidmap)`,
    });
    t.end();
  });
}

t.test('without a new user namespace there is nothing to map', (t) => {
  t.strictSame(userMapping.plan(request()), []);
  t.strictSame(becomeRoot.plan(request()), []);
  const joined = { namespaces: [{ type: 'user', path: '/proc/7/ns/user' }] } as const;
  t.strictSame(userMapping.plan(request({ linux: joined })), []);
  t.end();
});

const common = { in: 'container', origin: '/linux/uidMappings' };
const setgroups = { op: 'setgroups', groups: [], ...common };
const setgid = { op: 'setresgid', gid: 0, ...common };
const setuid = { op: 'setresuid', uid: 0, ...common };

t.test('init becomes root of its user namespace, where that is mapped', (t) => {
  t.strictSame(becomeRoot.plan(asking(many)), [setgroups, setgid, setuid]);
  t.strictSame(becomeRoot.plan(asking(own, own, { facts: user })), [setgid, setuid]);
  t.strictSame(becomeRoot.plan(asking([{ containerID: 1, hostID: 5, size: 9 }])), [setgroups]);
  t.strictSame(
    becomeRoot.plan(request({ linux: { namespaces: [{ type: 'user', path: '/proc/7/ns/user' }] } })),
    [setgid, setuid],
  );
  t.end();
});

t.test('groups may be set but with a map written without privilege', (t) => {
  const allowed = ({ spec, facts }: ReturnType<typeof request>) => setgroupsAllowed(spec, facts);
  t.ok(allowed(request()));
  t.ok(allowed(asking(many)));
  t.ok(allowed(asking(many, many, { facts: user })), 'newgidmap(1) wrote it');
  t.notOk(allowed(asking(own, own, { facts: user })));
  t.notOk(allowed(asking(many, many, { facts: { ...v2, setgroups: false } })), 'denied above');
  t.end();
});
