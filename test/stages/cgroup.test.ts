import t from 'tap';
import { compileDeviceFilter } from '../../runtime/cgroup/device-filter.ts';
import { deviceRules as inOrder } from '../../runtime/cgroup/device-rules.ts';
import type { CgroupRecord } from '../../runtime/spec/types.ts';
import {
  cgroupCreate,
  cgroupJoin,
  cgroupKillOps,
  cgroupNamespace,
  cgroupRemoveOps,
  cgroupRemoveOwn,
  cgroupSignalOps,
  cloneIntoCgroup,
  deviceRules,
} from '../../runtime/stages/cgroup.ts';
import { hybrid, nested, unified } from '../cgroup/hosts.ts';
import { type Asked, request, rootless } from '../cgroup/request.ts';

const fs = '/sys/fs/cgroup';
const origin = '/linux/cgroupsPath';
const busy = (path: string) => ({
  EBUSY: `cannot make cgroup "${path}": it exists and is not empty, or is frozen`,
});

t.test('cgroupCreate makes one directory on a v2 host, and undoes it', async (t) => {
  t.strictSame(cgroupCreate.plan(request({ host: unified, cgroupsPath: '/pod/box' })), [
    {
      op: 'cgroupMkdir',
      in: 'runtime',
      path: `${fs}/pod/box`,
      base: fs,
      controllers: 'cpuset cpu io memory pids',
      origin,
      says: busy(`${fs}/pod/box`),
      undo: [{ op: 'cgroupRmdir', in: 'runtime', path: `${fs}/pod/box`, base: fs, origin: '' }],
    },
  ]);
});

t.test('cgroupCreate makes one in every hierarchy of v1, and fills the cpuset', async (t) => {
  const mkdir = (hierarchy: string, rest = {}) => ({
    op: 'cgroupMkdir',
    in: 'runtime',
    path: `${fs}/${hierarchy}/box`,
    base: `${fs}/${hierarchy}`,
    ...rest,
    origin,
    says: busy(`${fs}/${hierarchy}/box`),
    undo: [
      {
        op: 'cgroupRmdir',
        in: 'runtime',
        path: `${fs}/${hierarchy}/box`,
        base: `${fs}/${hierarchy}`,
        origin: '',
      },
    ],
  });
  t.strictSame(cgroupCreate.plan(request({ host: hybrid, cgroupsPath: '/box' })), [
    mkdir('unified'),
    mkdir('systemd'),
    mkdir('cpu,cpuacct'),
    mkdir('cpuset', { cpuset: true }),
    mkdir('devices'),
  ]);
});

t.test('cgroupCreate does not undo a directory that was there before', async (t) => {
  const directories = [fs, `${fs}/box`];
  t.strictSame(cgroupCreate.plan(request({ host: unified, cgroupsPath: '/box', directories })), [
    {
      op: 'cgroupMkdir',
      in: 'runtime',
      path: `${fs}/box`,
      base: fs,
      controllers: 'cpuset cpu io memory pids',
      origin,
      says: busy(`${fs}/box`),
    },
  ]);
});

t.test(
  'without root, and asked for nothing, a denied cgroup is skipped and init is not cloned into it',
  async (t) => {
    const asked = request({ host: unified, who: rootless });
    const path = `${fs}/user.slice/user-1000.slice/box`;
    t.strictSame(cgroupCreate.plan(asked), [
      {
        op: 'cgroupMkdir',
        in: 'runtime',
        path,
        base: fs,
        controllers: 'cpuset cpu io memory pids',
        ifDenied: 'skip',
        origin: '',
        says: busy(path),
        undo: [{ op: 'cgroupRmdir', in: 'runtime', path, base: fs, origin: '' }],
      },
    ]);
    t.equal(cloneIntoCgroup(asked), undefined);
    t.strictSame(cgroupJoin.plan(asked), [
      {
        op: 'write',
        in: 'runtime',
        path: `${path}/cgroup.procs`,
        data: [{ slot: 'pid' }],
        ifMissing: 'skip',
        ifDenied: 'skip',
        origin: '',
      },
    ]);
  },
);

/** How init enters the cgroups of v1 itself. */
const enter = (hierarchy: string) => ({
  op: 'write',
  in: 'container',
  path: `${fs}/${hierarchy}/box/tasks`,
  data: '0',
  ifMissing: 'fail',
  origin,
});

/** How the runtime moves it. */
const move = (hierarchy: string) => ({
  op: 'write',
  in: 'runtime',
  path: `${fs}/${hierarchy}/box/cgroup.procs`,
  data: [{ slot: 'pid' }],
  ifMissing: 'fail',
  origin,
});

t.test('init is cloned into its cgroup of v2, and enters those of v1 itself', async (t) => {
  const one = request({ host: unified, cgroupsPath: '/box' });
  t.equal(cloneIntoCgroup(one), `${fs}/box`);
  t.strictSame(cgroupJoin.plan(one), []);

  const many = request({ host: nested, cgroupsPath: '/box' });
  t.equal(cloneIntoCgroup(many), undefined);
  t.strictSame(cgroupJoin.plan(many), [enter('devices'), enter('cpuset')]);

  const both = request({ host: hybrid, cgroupsPath: '/box' });
  t.equal(cloneIntoCgroup(both), `${fs}/unified/box`);
  t.strictSame(cgroupJoin.plan(both), ['systemd', 'cpu,cpuacct', 'cpuset', 'devices'].map(enter));
});

t.test('init is moved into the cgroups of v1 where it has no right to enter them', async (t) => {
  const own = request({ host: hybrid, cgroupsPath: '/box', namespaces: [{ type: 'user' }] });
  t.equal(cloneIntoCgroup(own), `${fs}/unified/box`);
  t.strictSame(cgroupJoin.plan(own), ['systemd', 'cpu,cpuacct', 'cpuset', 'devices'].map(move));

  const joined = request({ host: nested, cgroupsPath: '/box', namespaces: [{ type: 'mount', path: '/n' }] });
  t.strictSame(cgroupJoin.plan(joined), ['devices', 'cpuset'].map(move));
});

t.test('init is moved where another namespace hides the cgroup from the process that clones', async (t) => {
  for (const type of ['user', 'mount', 'cgroup'] as const) {
    const asked = request({
      host: unified,
      cgroupsPath: '/box',
      namespaces: [{ type, path: '/proc/7/ns/x' }],
    });
    t.equal(cloneIntoCgroup(asked), undefined, type);
    t.equal(cgroupJoin.plan(asked).length, 1, type);
  }
  const asked = request({
    host: unified,
    cgroupsPath: '/box',
    namespaces: [{ type: 'user' }, { type: 'network', path: '/n' }],
  });
  t.equal(cloneIntoCgroup(asked), `${fs}/box`);
});

t.test('cgroupManager disabled plans nothing', async (t) => {
  const asked = request({ host: unified, cgroupsPath: '/box', options: { cgroupManager: 'disabled' } });
  t.equal(cloneIntoCgroup(asked), undefined);
  t.strictSame(
    [cgroupCreate, cgroupJoin, deviceRules, cgroupRemoveOwn].flatMap((stage) => stage.plan(asked)),
    [],
  );
});

t.test('deviceRules writes to the devices controller where there is one', async (t) => {
  const write = (file: 'allow' | 'deny', data: string, index?: number) => ({
    op: 'write',
    in: 'runtime',
    path: `${fs}/devices/box/devices.${file}`,
    data,
    ifMissing: 'fail',
    origin: index === undefined ? '' : `/linux/resources/devices/${index}`,
  });
  const resources = { devices: [{ allow: false }, { allow: true, type: 'b', major: 8, access: 'r' }] };
  t.strictSame(deviceRules.plan(request({ host: hybrid, cgroupsPath: '/box', resources })), [
    write('deny', 'a', 0),
    write('allow', 'b 8:* r', 1),
    write('allow', 'c *:* m'),
    write('allow', 'b *:* m'),
    ...[3, 5, 7, 8, 9].map((minor) => write('allow', `c 1:${minor} rwm`)),
    ...[0, 1, 2].map((minor) => write('allow', `c 5:${minor} rwm`)),
    write('allow', 'c 136:* rwm'),
  ]);
});

t.test('deviceRules attaches a filter in v2', async (t) => {
  const plan = (devices?: { allow: boolean }[]) =>
    deviceRules.plan(
      request({ host: unified, cgroupsPath: '/box', ...(devices ? { resources: { devices } } : {}) }),
    );
  const filter = (origin: string) => [
    {
      op: 'deviceFilter',
      in: 'runtime',
      path: `${fs}/box`,
      program: compileDeviceFilter(inOrder([])),
      origin,
    },
  ];
  t.strictSame(plan([{ allow: false }]), filter('/linux/resources/devices'));
  t.strictSame(plan(), filter(''), 'the default devices and no more, also when the config says nothing');
});

t.test('deviceRules does nothing where all is allowed in a v2 cgroup', async (t) => {
  const resources = { devices: [{ allow: true, access: 'rwm' }] };
  t.strictSame(deviceRules.plan(request({ host: unified, resources })), []);
});

t.test('deviceRules does nothing where the kernel would not let it', async (t) => {
  const resources = { devices: [{ allow: false }] };
  const plan = (asked: Partial<Asked>) => deviceRules.plan(request({ host: unified, resources, ...asked }));
  t.strictSame(plan({ who: rootless }), []);
  t.strictSame(plan({ options: { rootless: 'true' } }), []);
});

t.test('deviceRules refuses rules that no mounted hierarchy can carry out', async (t) => {
  const host = { mountinfo: '', cgroup: '' };
  t.strictSame(deviceRules.plan(request({ host })), []);
  t.throws(() => deviceRules.plan(request({ host, resources: { devices: [{ allow: false }] } })), {
    code: 'ERR_CONFIG_INVALID',
    property: '/linux/resources/devices',
  });
});

t.test(
  'cgroupNamespace makes a new namespace in the joined init, and none that is not asked for',
  async (t) => {
    const plan = (asked: Omit<Asked, 'host'>) => cgroupNamespace.plan(request({ host: unified, ...asked }));
    t.strictSame(plan({ namespaces: [{ type: 'cgroup' }] }), [
      { op: 'unshare', in: 'container', flags: ['CLONE_NEWCGROUP'], origin: '/linux/namespaces' },
    ]);
    t.strictSame(plan({ namespaces: [{ type: 'cgroup', path: '/proc/7/ns/cgroup' }] }), []);
    t.strictSame(plan({}), []);
  },
);

const records: readonly CgroupRecord[] = [
  { path: `${fs}/cpu/a/box`, base: `${fs}/cpu/a`, version: 1 },
  { path: `${fs}/unified/a/box`, base: `${fs}/unified`, version: 2 },
];

t.test('cgroupKillOps ends the processes of every cgroup, those of v2 first', async (t) => {
  const kill = (path: string) => ({
    op: 'signalCgroup',
    in: 'runtime',
    path,
    signal: 9,
    ifMissing: 'skip',
    origin: '',
  });
  t.strictSame(cgroupKillOps(records), [kill(`${fs}/unified/a/box`), kill(`${fs}/cpu/a/box`)]);
});

t.test('cgroupSignalOps signals each process once: one hierarchy holds them all', async (t) => {
  const path = `${fs}/unified/a/box`;
  t.strictSame(cgroupSignalOps(records, 15), [
    { op: 'signalCgroup', in: 'runtime', path, signal: 15, ifMissing: 'skip', origin: '' },
  ]);
  t.strictSame(cgroupSignalOps(records, 9), cgroupKillOps(records));
  t.strictSame(cgroupSignalOps([], 15), []);
});

t.test('cgroupRemoveOps removes each cgroup and what create made above it', async (t) => {
  t.strictSame(cgroupRemoveOps(records), [
    { op: 'cgroupRmdir', in: 'runtime', path: `${fs}/cpu/a/box`, base: `${fs}/cpu/a`, origin: '' },
    { op: 'cgroupRmdir', in: 'runtime', path: `${fs}/unified/a/box`, base: `${fs}/unified`, origin: '' },
  ]);
});

t.test(
  'cgroupRemoveOwn removes what the same plan made, and ends who is left without a pid namespace',
  async (t) => {
    const end = {
      op: 'signalCgroup',
      in: 'runtime',
      path: `${fs}/box`,
      signal: 9,
      ifMissing: 'skip',
      origin: '',
    };
    const remove = { op: 'cgroupRmdir', in: 'runtime', path: `${fs}/box`, base: fs, origin: '' };
    const plan = (namespaces: Asked['namespaces']) =>
      cgroupRemoveOwn.plan(
        request({ host: unified, cgroupsPath: '/box', ...(namespaces && { namespaces }) }),
      );
    t.strictSame(plan(undefined), [end, remove]);
    t.strictSame(plan([{ type: 'pid', path: '/proc/7/ns/pid' }]), [end, remove]);
    t.strictSame(plan([{ type: 'pid' }]), [remove]);
  },
);
