import t from 'tap';
import { credentials } from '../../runtime/stages/credentials.ts';
import { request, user } from './request.ts';

const kill = 1n << 5n;
const chown = 1n;

t.test('credentials: mask, bounding set, groups before user, capabilities last', (t) => {
  const asked = request({
    process: {
      user: { uid: 1000, gid: 100, umask: 0o27, additionalGids: [5, 6] },
      capabilities: {
        bounding: ['CAP_CHOWN', 'CAP_KILL'],
        effective: ['CAP_KILL'],
        permitted: ['CAP_CHOWN', 'CAP_KILL'],
        inheritable: ['CAP_CHOWN'],
        ambient: ['CAP_CHOWN'],
      },
      noNewPrivileges: true,
    },
  });
  t.strictSame(credentials.plan(asked), [
    { op: 'umask', in: 'container', mask: 0o27, origin: '/process/user/umask' },
    { op: 'dropBounding', keep: chown | kill, in: 'container', origin: '/process/capabilities' },
    { op: 'setgroups', in: 'container', groups: ['5', '6'], origin: '/process/user/additionalGids' },
    { op: 'setresgid', in: 'container', gid: 100, origin: '/process/user/gid' },
    { op: 'setresuid', in: 'container', uid: 1000, origin: '/process/user/uid' },
    {
      op: 'capset',
      effective: kill,
      permitted: chown | kill,
      inheritable: chown,
      ambient: chown,
      in: 'container',
      origin: '/process/capabilities',
    },
    { op: 'noNewPrivileges', in: 'container', origin: '/process/noNewPrivileges' },
  ]);
  t.end();
});

t.test('what is not given is root with mask 022, no groups and no capabilities', (t) => {
  t.strictSame(credentials.plan(request()), [
    { op: 'umask', in: 'container', mask: 0o22, origin: '/process/user/umask' },
    { op: 'dropBounding', keep: 0n, in: 'container', origin: '/process/capabilities' },
    { op: 'setgroups', in: 'container', groups: [], origin: '/process/user/additionalGids' },
    { op: 'setresgid', in: 'container', gid: 0, origin: '/process/user/gid' },
    { op: 'setresuid', in: 'container', uid: 0, origin: '/process/user/uid' },
    {
      op: 'capset',
      effective: 0n,
      permitted: 0n,
      inheritable: 0n,
      ambient: 0n,
      in: 'container',
      origin: '/process/capabilities',
    },
  ]);
  t.end();
});

t.test('a container without a process has no credentials', (t) => {
  t.strictSame(credentials.plan(request({ spec: { process: undefined as never } })), []);
  t.end();
});

const own = [{ containerID: 0, hostID: 1000, size: 1 }];
t.test('where the group map was written without privilege, groups are left as they are', (t) => {
  const asked = { namespaces: ['user'] as const, linux: { uidMappings: own, gidMappings: own }, facts: user };
  const linux = { ...asked.linux, namespaces: [{ type: 'mount' }, { type: 'user' }] as const };
  t.notOk(credentials.plan(request({ ...asked, linux })).some(({ op }) => op === 'setgroups'));
  t.throws(() => credentials.plan(request({ ...asked, linux, process: { user: { additionalGids: [0] } } })), {
    code: 'ERR_CONFIG_INVALID',
    property: '/process/user/additionalGids',
    message:
      'config.json: /process/user/additionalGids: cannot be set without privilege over the group mapping',
  });
  t.end();
});
