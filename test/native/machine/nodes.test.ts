import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { OpOf } from '../../../runtime/plan/op.ts';
import { container, nothing, skip } from './container.ts';
import type { TestOp } from './run-plan.ts';

const node = (target: string, more: Partial<OpOf<'mknod'>> = {}): TestOp => {
  return { op: 'mknod', target, type: 'character', major: 1, minor: 3, mode: 0o666, uid: 0, gid: 0, ...more };
};
const inspect = (...names: string[]) => `stat -c '%n %F %t:%T %a %u:%g' ${names.join(' ')}`;

t.test('mknod makes devices with exactly this owner and mode, whatever the umask', { skip }, async (t) => {
  const { stdout, stderr } = await container(nothing, {
    first: [{ op: 'umask', mask: 0o777 }],
    mounts: [
      node('/dev/null'),
      node('/dev/deep/er/big', { type: 'block', major: 4095, minor: 1048575, mode: 0o640, uid: 7, gid: 8 }),
      node('/dev/pipe', { type: 'fifo', major: 0, minor: 0, mode: 0o4755, uid: 1000 }),
    ],
    script: `${inspect('/dev/null', '/dev/deep/er/big', '/dev/pipe', '/dev/deep/er')}; umask`,
  });
  t.equal(stderr, '');
  t.strictSame(stdout.split('\n'), [
    '/dev/null character special file 1:3 666 0:0',
    '/dev/deep/er/big block special file fff:fffff 640 7:8',
    '/dev/pipe fifo 0:0 4755 1000:0',
    '/dev/deep/er directory 0:0 755 0:0',
    '0777',
    '',
  ]);
});

t.test('mknod takes a device that is there only if it is the same', { skip }, async (t) => {
  const same = await container(nothing, {
    mounts: [node('/dev/null', { mode: 0o600, uid: 5 }), node('/dev/null')],
    script: inspect('/dev/null'),
  });
  t.strictSame([same.stderr, same.stdout], ['', '/dev/null character special file 1:3 666 0:0\n']);

  const refused = async (prepare: (path: string) => void, ...mounts: TestOp[]) =>
    (await container(prepare, { mounts })).stderr;
  t.match(await refused(nothing, node('/dev/null', { minor: 5 }), node('/dev/null')), 'EEXIST: file exists');
  t.match(await refused(nothing, node('/dev/null', { type: 'block' }), node('/dev/null')), 'EEXIST');
  t.match(await refused((path) => writeFileSync(join(path, 'dev/null'), ''), node('/dev/null')), 'EEXIST');
  t.match(await refused(nothing, node('/dev/..')), 'EINVAL');
});

t.test(
  'a device is made in the rootfs when /dev is a symlink of the image (CVE-2026-41579)',
  { skip },
  async (t) => {
    const outside = mkdtempSync('/tmp/runts-outside-');
    t.teardown(() => rmSync(outside, { recursive: true }));
    symlinkSync('/nowhere', join(outside, 'victim'));
    const { stderr, stdout } = await container(
      (path) => {
        rmSync(join(path, 'dev'), { recursive: true });
        symlinkSync(`../../../../../../../../..${outside}`, join(path, 'dev'));
      },
      { mounts: [node('/dev/null')], script: inspect('/dev/null', `${outside}/null`) },
    );
    t.equal(stderr, '');
    t.match(stdout, `${outside}/null character special file 1:3 666`);
    t.strictSame(readdirSync(outside), ['victim'], 'the host has no new device');
  },
);

t.test('mknod does not follow a symlink that has the name of the device', { skip }, async (t) => {
  const { stderr, path } = await container((path) => symlinkSync('/made', join(path, 'dev/null')), {
    mounts: [node('/dev/null')],
  });
  t.match(stderr, 'EEXIST');
  t.notOk(existsSync(join(path, 'made')));
});

t.test('symlink makes, keeps or replaces', { skip }, async (t) => {
  const prepare = (path: string) => {
    writeFileSync(join(path, 'dev/empty'), '');
    writeFileSync(join(path, 'dev/full'), 'x');
    symlinkSync('old', join(path, 'dev/link'));
    mkdirSync(join(path, 'dev/directory'));
  };
  const link = (target: string, more: Partial<OpOf<'symlink'>> = {}): TestOp => {
    return { op: 'symlink', content: '/proc/self/fd', target, ifExists: 'fail', ...more };
  };
  const { stdout, stderr } = await container(prepare, {
    mounts: [
      link('/dev/fd'),
      link('/new/dir/fd'),
      link('/dev/link', { ifExists: 'keep' }),
      link('/dev/full', { ifExists: 'keep', replace: true }),
      link('/dev/empty', { replace: true }),
    ],
    script: 'cd /dev; readlink fd /new/dir/fd link empty; stat -c %F full',
  });
  t.strictSame([stderr, stdout], ['', '/proc/self/fd\n/proc/self/fd\nold\n/proc/self/fd\nregular file\n']);

  const refused = async (...mounts: TestOp[]) => (await container(prepare, { mounts })).stderr;
  t.match(await refused(link('/dev/link')), 'EEXIST');
  t.match(await refused(link('/dev/full', { replace: true })), 'EEXIST');
  t.match(await refused(link('/dev/directory', { replace: true })), 'EEXIST');
});

t.test(
  'mkdirBeneath makes the last directory with its mode, those above 0755, and keeps what exists',
  { skip },
  async (t) => {
    const { stdout, stderr } = await container((path) => mkdirSync(join(path, 'kept'), { mode: 0o700 }), {
      first: [{ op: 'umask', mask: 0o777 }],
      mounts: [
        { op: 'mkdirBeneath', target: '/a/b', mode: 0o1777 },
        { op: 'mkdirBeneath', target: '/kept', mode: 0o755 },
      ],
      script: inspect('/a', '/a/b', '/kept'),
    });
    t.equal(stderr, '');
    t.strictSame(stdout.split('\n'), [
      '/a directory 0:0 755 0:0',
      '/a/b directory 0:0 1777 0:0',
      '/kept directory 0:0 700 0:0',
      '',
    ]);
  },
);
