import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { container, mapping, mount, mountsAt, nothing, skip, type Wanted } from './container.ts';

const mountinfo = 'cat /proc/self/mountinfo';

t.test('mount makes a file system with its options and attributes', { skip }, async (t) => {
  const { stdout, stderr, status } = await container(nothing, {
    mounts: [
      mount('tmpfs', '/made/here', {
        source: 'some',
        options: ['size=64k', 'mode=711', 'ro'],
        attributes: ['NOSUID', 'NODEV', 'NOEXEC', 'NOATIME'],
      }),
    ],
    script: `${mountinfo}; stat -c %a /made /made/here`,
  });
  t.strictSame([status, stderr], [0, '']);
  t.strictSame(mountsAt(stdout, '/made/here'), [
    '/ rw,nosuid,nodev,noexec,noatime - tmpfs some ro,size=64k,mode=711',
  ]);
  t.match(stdout, /^755\n711\n/m);
});

t.test(
  'mount makes a missing target only beneath the rootfs, through whatever symlinks',
  { skip },
  async (t) => {
    const outside = mkdtempSync('/tmp/runts-outside-');
    t.teardown(() => rmSync(outside, { recursive: true }));
    const { stdout, stderr, status, path } = await container(
      (path) => {
        symlinkSync(`../../../../../../../..${outside}/a`, join(path, 'climbing'));
        symlinkSync(`${outside}/b`, join(path, 'absolute'));
        symlinkSync('absolute/../c', join(path, 'chain'));
        symlinkSync(`${outside}/d`, join(path, 'dev/deeper'));
      },
      {
        mounts: ['/climbing/x', '/absolute/x', '/chain', '/dev/deeper', 'relative', '/../../../top'].map(
          (target) => mount('tmpfs', target),
        ),
        script: `for d in ${outside}/a/x ${outside}/b/x ${outside}/c ${outside}/d /relative /top; do stat -f -c %T $d; done`,
      },
    );
    t.strictSame({ status, stderr, stdout }, { status: 0, stderr: '', stdout: 'tmpfs\n'.repeat(6) });
    for (const name of ['a', 'b', 'c', 'd'])
      t.notOk(existsSync(join(outside, name)), 'the host has nothing new');
    t.ok(existsSync(join(path, outside, 'a/x')), 'it is made where the symlink leads to in the rootfs');
  },
);

t.test('mount refuses targets that no mount point can be made of', { skip }, async (t) => {
  const prepare = (path: string) => {
    writeFileSync(join(path, 'file'), '');
    symlinkSync('loop', join(path, 'loop'));
    symlinkSync('dev', join(path, 'link'));
  };
  const refused = async (target: string, more = {}) =>
    (await container(prepare, { mounts: [mount('tmpfs', target, more)] })).stderr.replace(/ \(.*/s, '');
  t.strictSame(
    [
      await refused('/file'),
      await refused('/file/below'),
      await refused('/loop'),
      await refused('/link', { nosymlinks: true }),
    ],
    [
      'runts: cannot mount "tmpfs" on "/file": ENOTDIR: not a directory',
      'runts: cannot mount "tmpfs" on "/file/below": ENOTDIR: not a directory',
      'runts: cannot mount "tmpfs" on "/loop": ELOOP: too many symbolic links encountered',
      'runts: cannot mount "tmpfs" on "/link": ELOOP: too many symbolic links encountered',
    ],
  );
});

t.test(
  'a tmpfs takes the mode of the directory it covers, unless it has one of its own',
  { skip },
  async (t) => {
    const { stdout, stderr } = await container((path) => mkdirSync(join(path, 'own')), {
      mounts: [
        { op: 'mkdirBeneath', target: '/sticky', mode: 0o1777 },
        { op: 'mkdirBeneath', target: '/closed', mode: 0o700 },
        mount('tmpfs', '/sticky'),
        mount('tmpfs', '/closed'),
        mount('tmpfs', '/own', { options: ['mode=0750'] }),
        mount('tmpfs', '/new'),
      ],
      script: 'stat -c %a /sticky /closed /own /new',
    });
    t.strictSame([stdout, stderr], ['1777\n700\n750\n1777\n', '']);
  },
);

t.test("a refused option is reported in the file system's own words", { skip }, async (t) => {
  const { stderr, status } = await container(nothing, {
    mounts: [mount('tmpfs', '/dev', { options: ['bogus=1'] })],
  });
  t.equal(status, 1);
  t.match(stderr, /EINVAL/);
  t.match(stderr, "tmpfs: Unknown parameter 'bogus'");
  t.match((await container(nothing, { mounts: [mount('nofs', '/dev')] })).stderr, 'ENODEV: no such device');
});

t.test(
  'options that fsconfig cannot carry go by mount(2), several in one and long ones too',
  { skip },
  async (t) => {
    const lower = Array.from({ length: 6 }, (_, i) => `/${String(i).repeat(60)}`);
    const { stdout, stderr } = await container(
      (path) => {
        for (const name of lower) mkdirSync(join(path, name));
        writeFileSync(join(path, lower[5] ?? '', 'content'), 'from the lowest\n');
      },
      {
        mounts: [
          mount('tmpfs', '/several', {
            options: ['size=64k,mode=0711', 'ro'],
            attributes: ['NOSUID'],
            propagation: 'shared',
          }),
          mount('tmpfs', '/copied', {
            options: ['size=64k,mode=0711'],
            attributes: ['RDONLY'],
            copyUp: true,
          }),
        ],
        own: [mount('overlay', '/over', { options: [`lowerdir=${lower.join(':')}`], attributes: ['NODEV'] })],
        script: `${mountinfo}; cat /over/content`,
      },
    );
    t.equal(stderr, '');
    t.match(mountsAt(stdout, '/several'), [
      /^\/ ro,nosuid,relatime shared:\d+ - tmpfs none ro,size=64k,mode=711$/,
    ]);
    t.strictSame(mountsAt(stdout, '/copied'), ['/ ro,relatime - tmpfs none rw,size=64k,mode=711']);
    t.match(mountsAt(stdout, '/over'), [/^\/ rw,nodev,relatime - overlay none ro/]);
    t.match(stdout, /^from the lowest$/m);
  },
);

t.test(
  'copyUp copies what the directory held, with modes and owners, and follows nothing',
  { skip },
  async (t) => {
    const { stdout, stderr, path } = await container(
      (path) => {
        mkdirSync(join(path, 'data/sub/deep'), { recursive: true });
        writeFileSync(join(path, 'data/file'), 'content\n', { mode: 0o640 });
        writeFileSync(join(path, 'data/sub/tool'), 'x'.repeat(300_000), { mode: 0o755 });
        symlinkSync('/etc/shadow', join(path, 'data/link'));
        symlinkSync('..', join(path, 'data/sub/up'));
      },
      {
        mounts: [
          {
            op: 'mknod',
            target: '/data/pipe',
            type: 'fifo',
            major: 0,
            minor: 0,
            mode: 0o622,
            uid: 7,
            gid: 8,
          },
          {
            op: 'mknod',
            target: '/data/zero',
            type: 'character',
            major: 1,
            minor: 5,
            mode: 0o666,
            uid: 0,
            gid: 0,
          },
          mount('tmpfs', '/data', { attributes: ['RDONLY'], copyUp: true }),
        ],
        script:
          'cd /data; stat -c "%n %F %a %u:%g" file sub sub/deep sub/tool; wc -c < sub/tool; stat -c "%n %F %a %u:%g %t:%T" pipe zero; readlink link sub/up; cat file; echo x > new',
      },
    );
    t.strictSame(stdout.split('\n'), [
      'file regular file 640 0:0',
      'sub directory 755 0:0',
      'sub/deep directory 755 0:0',
      'sub/tool regular file 755 0:0',
      '300000',
      'pipe fifo 622 7:8 0:0',
      'zero character special file 666 0:0 1:5',
      '/etc/shadow',
      '..',
      'content',
      '',
    ]);
    t.match(stderr, 'Read-only file system');
    t.notOk(existsSync(join(path, 'data/new')));
  },
);

t.test('copyUp refuses a tree of any depth', { skip }, async (t) => {
  const { stderr } = await container(
    (path) => mkdirSync(join(path, 'data', 'd/'.repeat(100)), { recursive: true }),
    {
      mounts: [mount('tmpfs', '/data', { copyUp: true })],
    },
  );
  t.match(stderr, 'ELOOP');
});

t.test('sysfs of a foreign network namespace becomes a read-only copy', { skip }, async (t) => {
  const wanted: Wanted = { ...mapping('0 0 65536'), script: mountinfo };
  const without = await container((path) => mkdirSync(join(path, 'sys')), {
    ...wanted,
    mounts: [mount('sysfs', '/sys')],
  });
  t.match(without.stderr, 'EPERM: operation not permitted');

  const { stdout, stderr } = await container((path) => mkdirSync(join(path, 'sys')), {
    ...wanted,
    mounts: [mount('sysfs', '/sys', { attributes: ['NOSUID'], orBind: '/sys' })],
  });
  t.equal(stderr, '');
  t.match(mountsAt(stdout, '/sys'), [/^\/ ro,nosuid.* - sysfs /]);
  for (const line of stdout.split('\n').filter((line) => line.includes(' /sys/'))) t.match(line, / ro,/);
});

t.test('reconfigure changes a file system, mountSetattr a mount', { skip }, async (t) => {
  const { stdout, stderr } = await container(nothing, {
    mounts: [
      mount('tmpfs', '/dev', { options: ['size=64k'] }),
      { op: 'reconfigure', target: '/dev', options: ['size=128k', 'ro'] },
      { op: 'mountSetattr', target: '/dev', set: ['NOEXEC', 'NOATIME'], propagation: 'unbindable' },
    ],
    own: [{ op: 'mountSetattr', target: '/', set: ['RDONLY'] }],
    script: mountinfo,
  });
  t.equal(stderr, '');
  t.strictSame(mountsAt(stdout, '/dev'), [
    '/ rw,noexec,noatime unbindable - tmpfs none ro,size=128k,mode=755',
  ]);
  t.match(mountsAt(stdout, '/'), [/^\S+ ro,/]);
  t.match(
    (await container(nothing, { mounts: [{ op: 'mountSetattr', target: '/dev', set: ['RDONLY'] }] })).stderr,
    'EINVAL: invalid argument',
    'a directory is no mount',
  );
});
