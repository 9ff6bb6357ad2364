import t from 'tap';
import { bootId, gatherFacts, isInitialUserNamespace } from '../../runtime/host/facts.ts';
import type { Ids } from '../../runtime/host/host.ts';
import type { LinuxDevice, LinuxNamespaceType } from '../../runtime/spec/types.ts';
import { type Memory, memoryHost } from '../memory-host.ts';
import { request } from '../stages/request.ts';

const files = {
  '/proc/self/mountinfo': '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n',
  '/proc/self/cgroup': '0::/system.slice/engine.service\n',
  '/proc/self/uid_map': '         0          0 4294967295\n',
  '/proc/self/setgroups': 'allow\n',
  '/proc/sys/kernel/cap_last_cap': '40\n',
  '/proc/sys/kernel/random/boot_id': '7d5a1a0e-0000-4000-8000-000000000000\n',
  '/sys/fs/cgroup/cgroup.controllers': 'cpu memory pids\n',
};

/** The facts for a container with these namespaces beside that for mounts. */
function facts(
  memory: Memory = {},
  namespaces: readonly LinuxNamespaceType[] = [],
  devices: readonly LinuxDevice[] = [],
) {
  const types: readonly LinuxNamespaceType[] = ['mount', ...namespaces];
  const { spec, options, id } = request({ linux: { namespaces: types.map((type) => ({ type })), devices } });
  return gatherFacts(memoryHost({ ...memory, files: { ...files, ...memory.files } }), spec, options, id);
}

t.test("facts are the runtime's ids, the kernel's numbers and the cgroups", (t) => {
  const ids: Partial<Ids> = { uid: 7, gid: 8, groups: [9], capEff: '00000000ffffffff' };
  t.strictSame(facts({ ids, directories: ['/sys/fs/cgroup/system.slice'] }), {
    uid: 7,
    gid: 8,
    groups: [9],
    capEff: '00000000ffffffff',
    lastCap: 40,
    now: Date.UTC(2026, 0, 2, 3, 4, 5),
    bootId: '7d5a1a0e-0000-4000-8000-000000000000',
    cgroups: [
      {
        version: 2,
        controllers: ['cpu', 'memory', 'pids'],
        mountpoint: '/sys/fs/cgroup',
        own: '/system.slice/engine.service',
      },
    ],
    directories: ['/sys/fs/cgroup/system.slice'],
    newuidmap: undefined,
    newgidmap: undefined,
    devices: [],
    initialUserNamespace: true,
    setgroups: true,
  });
  t.end();
});

t.test('a file where a cgroup would be is no directory', (t) => {
  t.strictSame(facts({ files: { '/sys/fs/cgroup/system.slice': '' } }).directories, []);
  t.end();
});

t.test('the helpers of user namespaces are looked for where distributions install them, if needed', (t) => {
  const memory = {
    files: { '/usr/bin/newuidmap': '', '/usr/local/bin/newgidmap': '', '/bin/newgidmap': '' },
  };
  const helpers = ({ newuidmap, newgidmap }: ReturnType<typeof facts>) => [newuidmap, newgidmap];
  t.strictSame(helpers(facts(memory, ['user'])), ['/usr/bin/newuidmap', '/usr/local/bin/newgidmap']);
  t.strictSame(helpers(facts(memory)), [undefined, undefined]);
  t.strictSame(helpers(facts({}, ['user'])), [undefined, undefined]);
  t.end();
});

t.test("the host's devices are looked at where they would be bound", (t) => {
  const fuse: LinuxDevice = { path: '/dev/fuse', type: 'c', major: 10, minor: 229 };
  const memory = { devices: ['/dev/null', '/dev/fuse', '/dev/kvm'], files: { '/dev/zero': 'not a device' } };
  const found = (more: Memory, namespaces: readonly LinuxNamespaceType[] = []) =>
    facts({ ...memory, ...more }, namespaces, [fuse]).devices;
  const both = ['/dev/null', '/dev/fuse'];
  t.strictSame(found({}), [], 'they can be made');
  t.strictSame(found({}, ['user']), both);
  t.strictSame(found({ ids: { capEff: '000001fff7ffffff' } }), both, 'root without CAP_MKNOD');
  const inside = { ...memory.files, '/proc/self/uid_map': '0 1000 1\n' };
  t.strictSame(found({ files: inside }), both, 'root of a user namespace');
  const other: LinuxDevice = { path: '/dev/null', type: 'c', major: 1, minor: 5 };
  t.strictSame(facts(memory, ['user'], [other]).devices, [], 'a device of that name, and another one');
  t.end();
});

t.test('the initial user namespace maps every id to itself', (t) => {
  const is = (map: string) => isInitialUserNamespace(memoryHost({ files: { '/proc/self/uid_map': map } }));
  t.ok(is('         0          0 4294967295\n'));
  t.notOk(is('         0       1000          1\n'));
  t.notOk(is('         0          0      65536\n'));
  t.notOk(is('0 0 1\n1 1 4294967294\n'));
  t.end();
});

t.test('a kernel without user namespaces has the initial one', (t) => {
  t.ok(isInitialUserNamespace(memoryHost()));
  const broken = { ...memoryHost(), read: () => memoryHost({ directories: ['/x'] }).read('/x') };
  t.throws(() => isInitialUserNamespace(broken), { code: 'ERR_HOST', errno: 'EISDIR' });
  t.end();
});

t.test('bootId is the id without its newline', (t) => {
  t.equal(bootId(memoryHost({ files })), '7d5a1a0e-0000-4000-8000-000000000000');
  t.end();
});
