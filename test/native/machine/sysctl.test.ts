import { readFileSync } from 'node:fs';
import t from 'tap';
import { container, mount, nothing, skip, type Wanted } from './container.ts';

const name = 'net/ipv4/ip_default_ttl';
const sysctl = (name: string, value: string): Wanted => {
  return { flags: ['CLONE_NEWNET'], own: [{ op: 'sysctl', name, value }], script: `cat /proc/sys/${name}` };
};

t.test("sysctl changes the container's namespace, not the host's", { skip }, async (t) => {
  const before = readFileSync(`/proc/sys/${name}`, 'utf8');
  const { stdout, stderr } = await container(nothing, sysctl(name, '99'));
  t.strictSame([stdout, stderr], ['99\n', '']);
  t.equal(readFileSync(`/proc/sys/${name}`, 'utf8'), before);
});

t.test(
  'sysctl writes through the procfs of the runtime, whatever the container has there (CVE-2025-52881)',
  { skip },
  async (t) => {
    const { stdout, stderr } = await container(nothing, {
      ...sysctl(name, '99'),
      mounts: [mount('tmpfs', '/proc/sys/net')],
      script: 'ls -A /proc/sys/net; umount /proc/sys/net; cat /proc/sys/net/ipv4/ip_default_ttl',
    });
    t.strictSame([stdout, stderr], ['99\n', '']);
  },
);

t.test('sysctl stays below /proc/sys', { skip }, async (t) => {
  const refused = async (name: string) => (await container(nothing, sysctl(name, '0'))).stderr;
  t.match(await refused('../self/oom_score_adj'), 'EXDEV');
  t.match(await refused('net/../../self/oom_score_adj'), 'EXDEV');
  t.match(await refused('/proc/sys/net/ipv4/ip_default_ttl'), 'EXDEV');
  t.match(await refused('net/none'), 'ENOENT');
  t.match((await container(nothing, sysctl(name, 'much'))).stderr, 'EINVAL');
});

t.test('names are set in a UTS namespace of its own only', { skip }, async (t) => {
  const names = (wanted: Wanted) =>
    container(nothing, {
      ...wanted,
      own: [
        { op: 'sethostname', name: 'inside' },
        { op: 'setdomainname', name: 'example.org' },
      ],
      script: 'hostname; cat /proc/sys/kernel/domainname',
    });
  t.match(await names({ flags: ['CLONE_NEWUTS'] }), { stdout: 'inside\nexample.org\n', stderr: '' });
  t.match(await names({}), { status: 1, stderr: /^.*EPERM: operation not permitted.*\n$/ });
});

t.test('a sysctl of the namespace of the runtime is refused', { skip }, async (t) => {
  const refused = async (flags: NonNullable<Wanted['flags']>, name: string) =>
    (await container(nothing, { ...sysctl(name, '0'), flags })).stderr;
  for (const name of [
    'net/ipv4/ip_default_ttl',
    'kernel/shmmni',
    'kernel/domainname',
    'user/max_ipc_namespaces',
  ])
    t.match(await refused([], name), 'its namespace is that of the runtime: EPERM', name);
  t.strictSame(await refused(['CLONE_NEWIPC'], 'kernel/shmmni'), '');
});
