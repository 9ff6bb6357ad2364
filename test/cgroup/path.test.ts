import t from 'tap';
import { cgroupDirectories, directoriesToAsk, mayLackCgroup } from '../../runtime/cgroup/path.ts';
import { hybrid, nested, unified } from './hosts.ts';
import { type Asked, request, root, rootless } from './request.ts';

const nowhere = { mountinfo: '', cgroup: '0::/\n' };
const paths = (asked: Asked) => cgroupDirectories(request(asked)).map(({ path }) => path);

t.test("an absolute cgroupsPath is taken from each hierarchy's root", async (t) => {
  t.strictSame(cgroupDirectories(request({ host: unified, cgroupsPath: '/pod/box' })), [
    { path: '/sys/fs/cgroup/pod/box', base: '/sys/fs/cgroup', version: 2 },
  ]);
  t.strictSame(cgroupDirectories(request({ host: hybrid, cgroupsPath: '/pod/box' })), [
    { path: '/sys/fs/cgroup/unified/pod/box', base: '/sys/fs/cgroup/unified', version: 2 },
    { path: '/sys/fs/cgroup/systemd/pod/box', base: '/sys/fs/cgroup/systemd', version: 1 },
    { path: '/sys/fs/cgroup/cpu,cpuacct/pod/box', base: '/sys/fs/cgroup/cpu,cpuacct', version: 1 },
    { path: '/sys/fs/cgroup/cpuset/pod/box', base: '/sys/fs/cgroup/cpuset', version: 1 },
    { path: '/sys/fs/cgroup/devices/pod/box', base: '/sys/fs/cgroup/devices', version: 1 },
  ]);
});

t.test("a relative cgroupsPath starts at the runtime's own cgroup in v1, beside it in v2", async (t) => {
  t.strictSame(paths({ host: hybrid, cgroupsPath: 'pod/box' }), [
    '/sys/fs/cgroup/unified/user.slice/user-0.slice/pod/box',
    '/sys/fs/cgroup/systemd/user.slice/user-0.slice/session-1.scope/pod/box',
    '/sys/fs/cgroup/cpu,cpuacct/pod/box',
    '/sys/fs/cgroup/cpuset/pod/box',
    '/sys/fs/cgroup/devices/user.slice/pod/box',
  ]);
  t.strictSame(paths({ host: nested, cgroupsPath: 'pod' }), [
    '/sys/fs/cgroup/devices/inner/pod',
    '/sys/fs/cgroup/cpuset/pod',
  ]);
  t.strictSame(paths({ host: { ...unified, cgroup: '0::/\n' }, cgroupsPath: 'pod' }), ['/sys/fs/cgroup/pod']);
});

t.test('without a cgroupsPath the id is the relative path', async (t) => {
  const path = ['/sys/fs/cgroup/user.slice/user-1000.slice/box'];
  t.strictSame(paths({ host: unified }), path);
  t.strictSame(paths({ host: unified, cgroupsPath: '' }), path);
});

t.test('the base is the nearest directory above that exists, never the cgroup itself', async (t) => {
  const cgroup = '/sys/fs/cgroup';
  const bases = (directories: readonly string[]) =>
    cgroupDirectories(request({ host: unified, cgroupsPath: '/a/b/c', directories })).map(({ base }) => base);
  t.strictSame(bases([]), [cgroup]);
  t.strictSame(bases([cgroup, `${cgroup}/a`]), [`${cgroup}/a`]);
  t.strictSame(bases([cgroup, `${cgroup}/a`, `${cgroup}/a/b`, `${cgroup}/a/b/c`]), [`${cgroup}/a/b`]);
});

t.test('a path is cleaned, and a colon in it is a plain character', async (t) => {
  t.strictSame(paths({ host: unified, cgroupsPath: '//a/./b:c/' }), ['/sys/fs/cgroup/a/b:c']);
});

t.test('a path that leads elsewhere is refused', async (t) => {
  for (const path of ['/a/../b', '..', 'a/..', '/..']) {
    t.throws(() => paths({ host: unified, cgroupsPath: path }), {
      code: 'ERR_CONFIG_INVALID',
      property: '/linux/cgroupsPath',
      message: `config.json: /linux/cgroupsPath: must not contain "..", not "${path}"`,
    });
  }
  for (const path of ['/', '.', '//']) {
    t.throws(() => paths({ host: unified, cgroupsPath: path }), {
      code: 'ERR_CONFIG_INVALID',
      message: `config.json: /linux/cgroupsPath: must name a cgroup, not the root "${path}"`,
    });
  }
});

t.test(
  'where no cgroup file system is mounted there is none for the container, unless one is named',
  async (t) => {
    t.strictSame(paths({ host: nowhere }), []);
    t.throws(() => paths({ host: nowhere, cgroupsPath: '/box' }), {
      code: 'ERR_CONFIG_INVALID',
      message: 'config.json: /linux/cgroupsPath: cannot be used: no cgroup file system is mounted',
    });
  },
);

t.test('cgroupManager disabled makes none', async (t) => {
  t.strictSame(paths({ host: unified, cgroupsPath: '/box', options: { cgroupManager: 'disabled' } }), []);
});

t.test(
  'facts have to say which of the directories from the cgroup down to the mount point, which is there, exist',
  async (t) => {
    const { spec, options, id, facts } = request({ host: nested, cgroupsPath: '/a/b' });
    t.strictSame(directoriesToAsk(spec, options, id, facts.cgroups), [
      '/sys/fs/cgroup/devices/a/b',
      '/sys/fs/cgroup/devices/a',
      '/sys/fs/cgroup/cpuset/a/b',
      '/sys/fs/cgroup/cpuset/a',
    ]);
  },
);

t.test(
  'a container may lack cgroups that nothing asks for where the runtime is not root of the host',
  async (t) => {
    const may = (asked: Omit<Asked, 'host'>) => mayLackCgroup(request({ host: unified, ...asked }));
    t.equal(may({ who: root }), false);
    t.equal(may({ who: rootless }), true);
    t.equal(may({ who: { ...root, capEff: '00000000a80425fb' } }), true, 'root without CAP_SYS_ADMIN');
    t.equal(may({ who: { ...root, initialUserNamespace: false } }), true, 'root of a user namespace');
    t.equal(may({ who: rootless, cgroupsPath: '/box' }), false);
    t.equal(may({ who: rootless, options: { rootless: 'false' } }), false);
    t.equal(may({ who: root, options: { rootless: 'true' } }), true);
  },
);
