import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { bind, container, mapping, mount, mountsAt, nothing, runFenced, skip } from './container.ts';
import type { TestOp } from './run-plan.ts';

const mountinfo = 'cat /proc/self/mountinfo';
/** Mount points, sorted. */
const points = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[4])
    .sort();

t.test('after pivotRoot there is nothing but the rootfs', { skip }, async (t) => {
  const { stdout, stderr } = await container(nothing, {
    script: `${mountinfo}; exec 2>&1; pwd; ls /tmp || true`,
  });
  t.equal(stderr, '');
  const [mounts = '', rest] = stdout.split(/^(?=\/$)/m);
  t.strictSame(points(mounts), ['/', '/proc', '/usr']);
  t.match(rest, /^\/\n.*No such file or directory/);
});

t.test(
  'with move the rootfs lies on top of the old root, which lost its /proc and /sys',
  { skip },
  async (t) => {
    const { stdout, stderr } = await container(nothing, {
      move: true,
      script: `${mountinfo}; cd /..; ls -d /usr /tmp`,
    });
    t.strictSame(points(stdout.replace(/^\/usr\n/m, '')), ['/', '/proc', '/usr']);
    t.match(stderr, "cannot access '/tmp'");
  },
);

t.test(
  'pivotRoot works in a user namespace whose root may not reach the rootfs by its path',
  { skip },
  async (t) => {
    for (const move of [false, true]) {
      const { stdout, stderr } = await container((path) => chownSync(path, 100000, 100000), {
        ...mapping('0 100000 65536'),
        first: [
          { op: 'setresgid', gid: 0 },
          { op: 'setresuid', uid: 0 },
        ],
        mounts: [mount('tmpfs', '/made')],
        move,
        script: 'echo inside; id -u; stat -c %u:%g /made; ls -d /tmp',
      });
      t.match(stderr, "cannot access '/tmp'");
      t.equal(stdout, 'inside\n0\n0:0\n');
    }
  },
);

t.test('no unmasked procfs is left that would allow a user namespace another one', { skip }, async (t) => {
  for (const move of [false, true]) {
    const { stdout } = await container(nothing, {
      own: [{ op: 'maskPath', target: '/proc/filesystems' }],
      move,
      script:
        'unshare -Urmpf mount -t proc proc /dev 2>/dev/null && echo revealed; unshare -Urmpf echo works',
    });
    t.equal(stdout, 'works\n');
  }
});

t.test('a rootfs that is no directory is refused', { skip }, async (t) => {
  const directory = mkdtempSync('/tmp/runts-file-');
  t.teardown(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'file');
  writeFileSync(file, '');
  const { stderr, status } = await runFenced([
    { op: 'openTree', source: file, propagation: 'private', as: 'rootfs' },
    { op: 'cloneInit', flags: ['CLONE_NEWNS'] },
    { op: 'rootfs', in: 'container', from: 'rootfs' },
  ]);
  t.equal(status, 1);
  t.match(stderr, 'ENOTDIR: not a directory');
});

t.test("nothing is mounted in the runtime's own mount namespace", { skip }, async (t) => {
  const refused = async (...ops: readonly TestOp[]) => {
    const { stderr, status } = await runFenced(ops);
    return [status, /EPERM: operation not permitted/.test(stderr), /host changed/.test(stderr)];
  };
  const base = { in: 'container' } as const;
  const clone = { op: 'cloneInit', flags: ['CLONE_NEWPID'] } as const;
  const tree = {
    op: 'openTree',
    in: 'runtime',
    origin: '',
    source: '/usr',
    propagation: 'private',
    as: 'tree',
  } as const;
  t.strictSame(await refused(clone, { ...base, op: 'setPropagation', propagation: 'slave' }), [
    1,
    true,
    false,
  ]);
  t.strictSame(await refused(tree, clone, { ...base, op: 'rootfs', from: 'tree' }), [1, true, false]);
  t.strictSame(
    await refused(tree, clone, { ...base, op: 'bind', from: 'tree', source: '/usr', target: '/mnt' }),
    [1, true, false],
  );
  t.strictSame(
    await refused(clone, { ...base, op: 'mkdirBeneath', target: '/tmp/runts-never', mode: 0o755 }),
    [1, true, false],
  );
  t.strictSame(await refused(clone, { ...base, ...mount('tmpfs', '/mnt') }), [1, true, false]);
});

t.test('what is mounted on / takes the place of the rootfs', { skip }, async (t) => {
  for (const move of [false, true]) {
    const { stdout, stderr } = await container(nothing, {
      runtime: [{ op: 'openTree', source: '/usr', propagation: 'private', as: 'again' }],
      mounts: [
        mount('tmpfs', '/', { options: ['mode=0751'] }),
        bind('again', '/usr'),
        ...['bin', 'lib', 'lib64'].map((name): TestOp => {
          return { op: 'symlink', content: `usr/${name}`, target: `/${name}`, ifExists: 'fail' };
        }),
        mount('proc', '/proc'),
      ],
      move,
      script: `${mountinfo}; stat -c %a /; ls -A /; ls -A /..`,
    });
    t.equal(stderr, '');
    const [mounts = '', rest] = stdout.split(/^(?=751$)/m);
    t.strictSame(points(mounts), ['/', '/proc', '/usr']);
    t.equal(rest, `751\n${'bin\nlib\nlib64\nproc\nusr\n'.repeat(2)}`);
  }
});

t.test('a rootfs may be attached at a path, where / is not to be covered', { skip }, async (t) => {
  const { stdout, stderr } = await container(nothing, {
    at: true,
    move: true,
    script: `${mountinfo}; ls -A /`,
  });
  t.equal(stderr, '');
  t.match(stdout, /^bin\ndev\n/m);
  t.strictSame(points(stdout.replace(/^\w+$/gm, '').trim()), ['/', '/proc', '/usr']);
});

t.test('mounts of a shared rootfs stay in the container when it was opened private', { skip }, async (t) => {
  const { stdout } = await container(nothing, { mounts: [mount('tmpfs', '/dev')], script: mountinfo });
  t.match(mountsAt(stdout, '/'), [/^\S+ rw\S* - /], 'no shared and no master');
});
