import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { container, mapping, mount, mountsAt, nothing, skip, type Wanted } from './container.ts';
import type { TestOp } from './run-plan.ts';

const mountinfo = 'cat /proc/self/mountinfo';
const mask = (target: string): TestOp => ({ op: 'maskPath', target });
const readonly = (target: string): TestOp => ({ op: 'readonlyPath', target });

const prepare = (path: string) => {
  for (const name of ['a', 'b', 'c']) {
    writeFileSync(join(path, `file-${name}`), 'secret\n');
    mkdirSync(join(path, `dir-${name}`));
    writeFileSync(join(path, `dir-${name}`, 'secret'), '');
  }
};
const paths = ['/file-a', '/dir-a', '/dir-b', '/file-b', '/dir-c', '/file-c'];

for (const [name, wanted] of Object.entries<Wanted>({ root: {}, 'a user namespace': mapping('0 0 65536') })) {
  t.test(
    `maskPath hides files under /dev/null and directories under one tmpfs, in ${name}`,
    { skip },
    async (t) => {
      const { stdout, stderr } = await container(prepare, {
        ...wanted,
        own: paths.map(mask),
        script: `${mountinfo}; for f in /file-a /file-b /file-c; do stat -c %t:%T $f; cat $f; done; ls /dir-a /dir-b /dir-c; echo x > /dir-a/new`,
      });
      t.match(stderr, 'Read-only file system');
      t.match(stdout, '1:3\n1:3\n1:3\n/dir-a:\n\n/dir-b:\n\n/dir-c:\n');
      for (const target of paths) {
        const expected = target.startsWith('/file')
          ? /^\/null /
          : /^\/ ro,nosuid,nodev,noexec,relatime.* - tmpfs tmpfs ro/;
        t.match(mountsAt(stdout, target), [expected], target);
      }
      const devices = stdout.split('\n').filter((line) => / \/dir-/.test(line));
      t.equal(new Set(devices.map((line) => line.split(' ')[2])).size, 1, 'one file system serves all');
    },
  );
}

t.test('a mask cannot be taken away by unmounting in a user namespace below', { skip }, async (t) => {
  const { stdout } = await container(prepare, {
    own: [mask('/dir-a')],
    script: 'unshare -Urm umount /dir-a 2>/dev/null && echo gone; ls /dir-a',
  });
  t.equal(stdout, '');
});

t.test('masks and readonlyPaths skip what is not there, and nothing else', { skip }, async (t) => {
  const { stderr, status } = await container(prepare, {
    own: [mask('/nope'), mask('/file-a/below'), readonly('/nope/x'), readonly('/file-a/below')],
  });
  t.strictSame([status, stderr], [0, '']);
  const loop = (path: string) => symlinkSync('loop', join(path, 'loop'));
  t.match((await container(loop, { own: [mask('/loop')] })).stderr, 'ELOOP');
  t.match((await container(loop, { own: [readonly('/loop')] })).stderr, 'ELOOP');
  t.match((await container(nothing, { own: [mask('/')] })).stderr, 'EBUSY');
});

t.test(
  'the mask of a file is the /dev/null of the runtime, not of the container (CVE-2025-31133)',
  { skip },
  async (t) => {
    const { stdout, stderr } = await container(
      (path) => {
        prepare(path);
        symlinkSync('/file-b', join(path, 'dev/null'));
      },
      { own: [mask('/file-a')], script: `stat -c %t:%T /file-a; ${mountinfo}` },
    );
    t.equal(stderr, '');
    t.match(stdout, /^1:3\n/);
    t.match(mountsAt(stdout, '/file-a'), [/^\/null /]);
  },
);

t.test(
  'readonlyPath is read-only at its top, leaves what is mounted in it, and keeps its other attributes',
  { skip },
  async (t) => {
    const { stdout, stderr } = await container(prepare, {
      mounts: [
        mount('tmpfs', '/dir-a', { attributes: ['NOSUID', 'NOEXEC'] }),
        mount('tmpfs', '/dir-a/below'),
      ],
      own: [readonly('/dir-a'), readonly('/file-a'), readonly('/proc/sys')],
      script: `${mountinfo}; exec 2>&1; for f in /dir-a/x /dir-a/below/x /file-a /proc/sys/kernel/hostname; do echo x > $f; done; true`,
    });
    t.equal(stderr, '');
    t.equal(stdout.match(/Read-only file system/g)?.length, 3);
    const top = (target: string) => mountsAt(stdout, target).at(-1)?.split(' ')[1];
    t.strictSame(['/dir-a', '/dir-a/below', '/file-a', '/proc/sys'].map(top), [
      'ro,nosuid,noexec,relatime',
      'rw,relatime',
      'ro,relatime',
      'ro,relatime',
    ]);
  },
);
