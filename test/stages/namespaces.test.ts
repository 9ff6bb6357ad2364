import t from 'tap';
import type { LinuxNamespace } from '../../runtime/spec/types.ts';
import { cloneInit, loopback, namespacesToJoin } from '../../runtime/stages/namespaces.ts';
import { type Asked, request, user } from './request.ts';

/** A request with these namespaces and no others; cgroups are another file's concern. */
function asking(namespaces: readonly LinuxNamespace[], more: Asked = {}) {
  const options = { cgroupManager: 'disabled', ...more.options } as const;
  return request({ ...more, options, linux: { ...more.linux, namespaces } });
}

const says = {
  EPERM:
    'cannot make the namespaces: operation not permitted: this needs root, or a namespace of type user in linux.namespaces',
  ENOSPC:
    'cannot make the namespaces: no space left on device: a limit of the host is reached (sysctls user.max_user_namespaces, user.max_pid_namespaces and the like)',
};
const saysOfUser = {
  ...says,
  EPERM:
    'cannot make the namespaces: operation not permitted: the host forbids user namespaces (sysctl kernel.unprivileged_userns_clone, or a profile of AppArmor or SELinux)',
};

t.test('new namespaces are flags of one clone by the runtime, the cgroup namespace excepted', (t) => {
  const types = ['cgroup', 'mount', 'uts', 'ipc', 'network', 'pid', 'user'] as const;
  const asked = asking(types.map((type) => ({ type })));
  t.strictSame(namespacesToJoin.plan(asked), []);
  t.strictSame(cloneInit.plan(asked), [
    {
      op: 'cloneInit',
      in: 'runtime',
      flags: ['CLONE_NEWUSER', 'CLONE_NEWIPC', 'CLONE_NEWUTS', 'CLONE_NEWNET', 'CLONE_NEWPID', 'CLONE_NEWNS'],
      origin: '/linux/namespaces',
      says: saysOfUser,
    },
  ]);
  t.end();
});

t.test('on a v2 host init is born in its cgroup', (t) => {
  const cgroup = '/sys/fs/cgroup/system.slice/box';
  const cannot = `cannot enter cgroup "${cgroup}"`;
  const why = {
    EBUSY: `${cannot}: it enables controllers for cgroups below it, and so can hold no process`,
    EOPNOTSUPP: `${cannot}: a cgroup above it has processes and enables controllers, and so is threaded`,
  };
  t.match(cloneInit.plan(request()), [{ op: 'cloneInit', cgroup, says: why }]);
  t.end();
});

t.test('a config without namespaces, or without linux, still has an init', (t) => {
  t.match(cloneInit.plan(asking([])), [{ op: 'cloneInit', in: 'runtime', flags: [] }]);
  const asked = request({ spec: { linux: undefined as never }, options: { cgroupManager: 'disabled' } });
  t.match(cloneInit.plan(asked), [{ op: 'cloneInit', in: 'runtime', flags: [] }]);
  t.end();
});

t.test('an empty path is a new namespace', (t) => {
  t.strictSame(namespacesToJoin.plan(asking([{ type: 'uts', path: '' }])), []);
  t.match(cloneInit.plan(asking([{ type: 'uts', path: '' }])), [{ flags: ['CLONE_NEWUTS'] }]);
  t.end();
});

const origin = (index: number) => `/linux/namespaces/${index}/path`;
const exit = { op: 'exit', in: 'setup', status: 0, origin: '/linux/namespaces' };
const setup = { op: 'cloneSetup', in: 'runtime', origin: '/linux/namespaces' };

t.test(
  'namespaces with a path are opened by the runtime and joined by setup, the mount namespace last',
  (t) => {
    const asked = asking([
      { type: 'mount', path: '/proc/7/ns/mnt' },
      { type: 'network', path: '/run/netns/blue' },
      { type: 'pid' },
    ]);
    t.strictSame(namespacesToJoin.plan(asked), [
      {
        op: 'openNamespace',
        in: 'runtime',
        path: '/run/netns/blue',
        type: 'CLONE_NEWNET',
        as: '/run/netns/blue',
        origin: origin(1),
      },
      {
        op: 'openNamespace',
        in: 'runtime',
        path: '/proc/7/ns/mnt',
        type: 'CLONE_NEWNS',
        as: '/proc/7/ns/mnt',
        origin: origin(0),
      },
    ]);
    t.strictSame(cloneInit.plan(asked), [
      setup,
      {
        op: 'setns',
        in: 'setup',
        from: '/run/netns/blue',
        type: 'CLONE_NEWNET',
        origin: origin(1),
      },
      { op: 'setns', in: 'setup', from: '/proc/7/ns/mnt', type: 'CLONE_NEWNS', origin: origin(0) },
      { op: 'cloneInit', in: 'setup', flags: ['CLONE_NEWPID'], origin: '/linux/namespaces', says },
      exit,
    ]);
    t.end();
  },
);

t.test('with a user namespace to join, the others are tried before it and, where refused, after it', (t) => {
  const asked = asking([
    { type: 'uts', path: '/proc/7/ns/uts' },
    { type: 'mount', path: '/proc/7/ns/mnt' },
    { type: 'user', path: '/proc/7/ns/user' },
  ]);
  const setns = (file: string, type: string, index: number, more: object = {}) => ({
    op: 'setns',
    in: 'setup',
    from: `/proc/7/ns/${file}`,
    type,
    ...more,
    origin: origin(index),
  });
  t.strictSame(cloneInit.plan(asked).slice(1, -2), [
    setns('uts', 'CLONE_NEWUTS', 0, { mayWait: true }),
    { op: 'undumpable', in: 'setup', origin: '/linux/namespaces' },
    setns('user', 'CLONE_NEWUSER', 2),
    setns('uts', 'CLONE_NEWUTS', 0),
    setns('mnt', 'CLONE_NEWNS', 1),
  ]);
  t.end();
});

t.test(
  'who joins a user namespace cannot be traced from there, if that leaves the runtime what it must write',
  (t) => {
    const hides = (more: Asked) =>
      cloneInit
        .plan(asking([{ type: 'user', path: '/proc/7/ns/user' }, { type: 'time' }], more))
        .some(({ op }) => op === 'undumpable');
    const oomScoreAdj = { spec: { process: { cwd: '/', oomScoreAdj: 5 } } };
    const timeOffsets = { linux: { timeOffsets: { boottime: { secs: 1 } } } };
    t.strictSame(
      [{}, oomScoreAdj, timeOffsets].map((more) => [hides(more), hides({ ...more, facts: user })]),
      [
        [true, true],
        [true, false],
        [true, false],
      ],
    );
    t.end();
  },
);

t.test('time offsets are written by setup, before the first process is in the namespace', (t) => {
  const timeOffsets = { boottime: { secs: 100, nanosecs: 5 }, monotonic: { secs: -7n } };
  t.strictSame(cloneInit.plan(asking([{ type: 'time' }], { linux: { timeOffsets } })), [
    setup,
    { op: 'unshare', in: 'setup', flags: ['CLONE_NEWTIME'], origin: '/linux/namespaces' },
    {
      op: 'write',
      in: 'setup',
      path: '/proc/self/timens_offsets',
      data: 'monotonic -7 0\nboottime 100 5\n',
      ifMissing: 'fail',
      origin: '/linux/timeOffsets',
    },
    { op: 'cloneInit', in: 'setup', flags: [], origin: '/linux/namespaces', says },
    exit,
  ]);
  t.end();
});

t.test('a time namespace without offsets takes setup too', (t) => {
  t.strictSame(
    cloneInit.plan(asking([{ type: 'time' }])).map(({ op }) => op),
    ['cloneSetup', 'unshare', 'cloneInit', 'exit'],
  );
  t.end();
});

for (const namespaces of [[], [{ type: 'time', path: '/proc/7/ns/time' }]] as const) {
  t.test(`time offsets without a new time namespace (${namespaces.length} joined) are refused`, (t) => {
    t.throws(
      () => cloneInit.plan(asking(namespaces, { linux: { timeOffsets: { boottime: { secs: 1 } } } })),
      {
        code: 'ERR_CONFIG_INVALID',
        message: 'config.json: /linux/timeOffsets: needs a new time namespace in linux.namespaces',
      },
    );
    t.ok(cloneInit.plan(asking(namespaces, { linux: { timeOffsets: {} } })).length > 0);
    t.end();
  });
}

t.test('one file cannot be two kinds of namespace', (t) => {
  const path = '/proc/7/ns/net';
  const asked = asking([
    { type: 'uts', path },
    { type: 'network', path },
  ]);
  t.throws(() => namespacesToJoin.plan(asked), {
    code: 'ERR_CONFIG_INVALID',
    property: '/linux/namespaces/1/path',
    message: 'config.json: /linux/namespaces/1/path: "/proc/7/ns/net" cannot be of two types',
  });
  t.end();
});

t.test('a new network namespace has its loopback up, one that is joined or shared is left alone', (t) => {
  t.strictSame(loopback.plan(asking([{ type: 'network' }])), [
    { op: 'linkUp', in: 'container', name: 'lo', origin: '/linux/namespaces' },
  ]);
  t.strictSame(loopback.plan(asking([{ type: 'network', path: '/run/netns/blue' }])), []);
  t.strictSame(loopback.plan(asking([])), []);
  t.end();
});
