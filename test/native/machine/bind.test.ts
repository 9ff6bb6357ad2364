import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { bind, container, mapping, mount, mountsAt, nothing, openPrivate, skip } from './container.ts';

const mountinfo = 'cat /proc/self/mountinfo';
const source = mkdtempSync('/tmp/runts-source-');
const file = join(source, 'file');
const directory = join(source, 'directory');
writeFileSync(file, 'content\n');
mkdirSync(directory);
writeFileSync(join(directory, 'inner'), 'inner\n');
t.teardown(() => rmSync(source, { recursive: true }));

t.test('bind makes what is missing: a file for a file, a directory for a directory', { skip }, async (t) => {
  const { stdout, stderr } = await container(nothing, {
    runtime: [openPrivate(file), openPrivate(directory)],
    mounts: [bind(file, '/etc/made/file'), bind(directory, '/srv/made')],
    script: 'cat /etc/made/file /srv/made/inner; stat -c "%F %a" /etc /etc/made',
  });
  t.strictSame([stdout, stderr], ['content\ninner\ndirectory 755\ndirectory 755\n', '']);
});

t.test(
  'bind follows a dangling symlink of the rootfs inside it, as /etc/resolv.conf often is one',
  { skip },
  async (t) => {
    const { stdout, stderr, path } = await container(
      (path) => {
        mkdirSync(join(path, 'etc'));
        symlinkSync('../run/resolve/stub.conf', join(path, 'etc/resolv.conf'));
      },
      {
        runtime: [openPrivate(file)],
        mounts: [bind(file, '/etc/resolv.conf')],
        script: 'cat /etc/resolv.conf; readlink /etc/resolv.conf',
      },
    );
    t.strictSame([stdout, stderr], ['content\n../run/resolve/stub.conf\n', '']);
    t.strictSame(readdirSync(join(path, 'run/resolve')), ['stub.conf']);
  },
);

t.test('bind of a file over a directory, or the other way round, is not a directory', { skip }, async (t) => {
  const prepare = (path: string) => writeFileSync(join(path, 'a-file'), '');
  const refused = async (from: string, target: string) =>
    (await container(prepare, { runtime: [openPrivate(from)], mounts: [bind(from, target)] })).stderr;
  t.match(await refused(file, '/dev'), 'ENOTDIR: not a directory');
  t.match(await refused(directory, '/a-file'), 'ENOTDIR: not a directory');
  t.match(await refused(directory, '/a-file/below'), 'ENOTDIR: not a directory');
});

t.test('bind sets and clears attributes, of the top mount or of all', { skip }, async (t) => {
  const tree = [
    mount('tmpfs', '/tree', { attributes: ['NODEV'] }),
    mount('tmpfs', '/tree/below', { attributes: ['NODEV'] }),
  ];
  const { stdout, stderr } = await container(nothing, {
    mounts: [
      ...tree,
      { op: 'mkdirBeneath', target: '/top', mode: 0o755 },
      { op: 'mkdirBeneath', target: '/all', mode: 0o755 },
    ],
    own: [
      { op: 'openTree', source: '/tree', recursive: true, as: 'top' },
      bind('top', '/top', { set: ['RDONLY', 'NOATIME'], clear: ['NODEV'] }),
      { op: 'openTree', source: '/tree', recursive: true, as: 'all' },
      bind('all', '/all', {
        setRecursive: ['RDONLY', 'NOEXEC'],
        clearRecursive: ['NODEV'],
        clear: ['NOEXEC'],
      }),
    ],
    script: mountinfo,
  });
  t.equal(stderr, '');
  const at = (target: string) => mountsAt(stdout, target).map((line) => line.split(' ')[1]);
  t.strictSame(['/tree', '/tree/below', '/top', '/top/below', '/all', '/all/below'].map(at), [
    ['rw,nodev,relatime'],
    ['rw,nodev,relatime'],
    ['ro,noatime'],
    ['rw,nodev,relatime'],
    ['ro,relatime'],
    ['ro,noexec,relatime'],
  ]);
});

t.test('bind sets propagation, also where the mount above is shared', { skip }, async (t) => {
  const { stdout, stderr } = await container(nothing, {
    runtime: [openPrivate(directory), openPrivate(source), openPrivate(file)],
    mounts: [
      mount('tmpfs', '/above', { propagation: 'shared' }),
      bind(directory, '/above/private', { propagation: 'private' }),
      bind(source, '/shared', { propagation: 'shared', propagationRecursive: true }),
      bind(file, '/above/file', { propagation: 'unbindable' }),
    ],
    script: mountinfo,
  });
  t.equal(stderr, '');
  t.match(mountsAt(stdout, '/above/private'), [/relatime - /]);
  t.match(mountsAt(stdout, '/above/file'), [/relatime unbindable - /]);
  t.match(mountsAt(stdout, '/shared'), [/relatime shared:\d+ - /]);
});

t.test('attributes that a user namespace has locked stay, the others change', { skip }, async (t) => {
  const { stdout, stderr } = await container((path) => mkdirSync(join(path, 'one')), {
    ...mapping('0 0 65536'),
    // Another mount namespace of root, whose mounts are locked in the copy that the user namespace gets.
    setup: [
      { op: 'unshare', flags: ['CLONE_NEWNS'] },
      { op: 'setPropagation', propagation: 'private' },
      mount('tmpfs', directory, { attributes: ['NOSUID', 'NODEV', 'NOATIME'] }),
      mount('tmpfs', join(directory, 'below'), { attributes: ['NOEXEC'] }),
    ],
    first: [
      { op: 'openTree', source: directory, recursive: true, as: 'one' },
      { op: 'openTree', source: directory, recursive: true, as: 'all' },
    ],
    mounts: [
      bind('one', '/one', { set: ['NOEXEC'], clear: ['NOSUID', 'NODEV', 'RDONLY', '_ATIME'] }),
      bind('all', '/all', {
        setRecursive: ['RDONLY'],
        clearRecursive: ['NOSUID', 'NOEXEC'],
        clear: ['RDONLY'],
      }),
    ],
    script: mountinfo,
  });
  t.equal(stderr, '');
  const at = (target: string) => mountsAt(stdout, target).map((line) => line.split(' ')[1]);
  t.strictSame(['/one', '/one/below', '/all', '/all/below'].map(at), [
    ['rw,nosuid,nodev,noexec,noatime'],
    ['rw,noexec,relatime'],
    ['rw,nosuid,nodev,noatime'],
    ['ro,noexec,relatime'],
  ]);
});
