import t from 'tap';
import { parseHierarchies } from '../../runtime/cgroup/hierarchies.ts';
import { hierarchiesOf, hybrid, nested, unified } from './hosts.ts';

const root = '27 1 254:0 / / rw - ext4 /dev/vda rw\n';

t.test('a pure v2 host has one hierarchy, with the controllers of its root', async (t) => {
  t.strictSame(hierarchiesOf(unified), [
    {
      version: 2,
      controllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'],
      mountpoint: '/sys/fs/cgroup',
      own: '/user.slice/user-1000.slice/session-3.scope',
    },
  ]);
});

t.test('a hybrid host has every v1 hierarchy and the v2 one, in the order of the mount table', async (t) => {
  t.strictSame(hierarchiesOf(hybrid), [
    {
      version: 2,
      controllers: [],
      mountpoint: '/sys/fs/cgroup/unified',
      own: '/user.slice/user-0.slice/session-1.scope',
    },
    {
      version: 1,
      controllers: ['name=systemd'],
      mountpoint: '/sys/fs/cgroup/systemd',
      own: '/user.slice/user-0.slice/session-1.scope',
    },
    { version: 1, controllers: ['cpu', 'cpuacct'], mountpoint: '/sys/fs/cgroup/cpu,cpuacct', own: '/' },
    { version: 1, controllers: ['cpuset'], mountpoint: '/sys/fs/cgroup/cpuset', own: '/' },
    { version: 1, controllers: ['devices'], mountpoint: '/sys/fs/cgroup/devices', own: '/user.slice' },
  ]);
});

t.test(
  'in a container the own cgroup is counted from what the mount shows, and what is not mounted is left out',
  async (t) => {
    t.strictSame(hierarchiesOf(nested), [
      { version: 1, controllers: ['devices'], mountpoint: '/sys/fs/cgroup/devices', own: '/inner' },
      { version: 1, controllers: ['cpuset'], mountpoint: '/sys/fs/cgroup/cpuset', own: '/' },
    ]);
  },
);

t.test(
  'of several mounts the one below /sys/fs/cgroup counts, and of those the one the runtime is in',
  async (t) => {
    const mountinfo = `${root}${[
      '50 27 0:26 / /var/lib/c/rootfs/sys/fs/cgroup rw - cgroup2 cgroup2 rw',
      '51 27 0:26 /other /sys/fs/cgroup/part rw - cgroup2 cgroup2 rw',
      '52 27 0:26 /a /sys/fs/cgroup/mine rw - cgroup2 cgroup2 rw',
    ].join('\n')}\n`;
    t.strictSame(parseHierarchies(mountinfo, '0::/a/b\n'), [
      { version: 2, controllers: [], mountpoint: '/sys/fs/cgroup/mine', own: '/b' },
    ]);
  },
);

t.test('a mount elsewhere serves where there is none below /sys/fs/cgroup, its name unquoted', async (t) => {
  const mountinfo = `${root}50 27 0:26 / /cg\\040two\\134 rw - cgroup2 none rw\n`;
  t.strictSame(
    parseHierarchies(mountinfo, '0::/a:b\n', (mountpoint) => `cpu  ${mountpoint.length}\n`),
    [{ version: 2, controllers: ['cpu', '8'], mountpoint: '/cg two\\', own: '/a:b' }],
  );
});

t.test('of two mounts at one place only the last counts', async (t) => {
  const mountinfo = `${root}${[
    '50 27 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
    '51 50 0:26 /a /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
  ].join('\n')}\n`;
  t.strictSame(parseHierarchies(mountinfo, '0::/a/b\n'), [
    { version: 2, controllers: [], mountpoint: '/sys/fs/cgroup', own: '/b' },
  ]);
});

t.test('an own cgroup outside of what the mount shows counts as the root of it', async (t) => {
  const mount = (of: string) => `${root}50 27 0:26 ${of} /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n`;
  const own = (mountinfo: string, path: string) =>
    parseHierarchies(mountinfo, `0::${path}\n`).map((each) => each.own);
  t.strictSame(own(mount('/'), '/../other'), ['/'], 'a process of another cgroup namespace');
  t.strictSame(own(mount('/..'), '/'), ['/'], 'a mount of the namespace above');
  t.strictSame(own(mount('/ab'), '/abc'), ['/'], 'a name that only begins alike');
});

t.test('texts that say nothing of cgroups give no hierarchies', async (t) => {
  t.strictSame(parseHierarchies('', ''), []);
  t.strictSame(parseHierarchies('garbage\n1 2 - cgroup\n', 'garbage\n1:\n'), []);
  t.strictSame(parseHierarchies(root, '0::/\n4:memory:/\n'), []);
});
