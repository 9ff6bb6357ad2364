import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { bind, containerPlan, makeRootfs, mount, runFenced, skip } from './container.ts';
import type { TestOp } from './run-plan.ts';

const directory = mkdtempSync('/tmp/runts-races-');
const swap = join(directory, 'swap');
const attackers: ChildProcess[] = [];
t.before(() => execFileSync('cc', ['-O1', '-o', swap, fileURLToPath(new URL('swap.c', import.meta.url))]));
t.teardown(() => {
  for (const attacker of attackers) attacker.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

/** Exchanges two names until the returned function is called. */
function attack(a: string, b: string) {
  const attacker = spawn(swap, [a, b], { stdio: 'ignore' });
  attackers.push(attacker);
  return () => attacker.kill('SIGKILL');
}

t.test(
  'whatever a name becomes while mounts are made, nothing is made outside (CVE-2021-30465, CVE-2024-45310)',
  { skip },
  async (t) => {
    const outside = join(directory, 'outside');
    const file = join(directory, 'file');
    mkdirSync(outside);
    writeFileSync(file, '');

    for (const content of [outside, `../../../../../../../..${outside}`]) {
      const rootfs = makeRootfs();
      t.teardown(() => rootfs.remove());
      mkdirSync(join(rootfs.path, 'shared'));
      symlinkSync(content, join(rootfs.path, 'other'));
      const stop = attack(join(rootfs.path, 'shared'), join(rootfs.path, 'other'));

      const attempts: readonly ((i: number) => TestOp)[] = [
        (i) => ({ op: 'mkdirBeneath', target: `/shared/directory${i}/a/b/c`, mode: 0o777 }),
        (i) => mount('tmpfs', `/shared/mount${i}/a`),
        (i) => mount('tmpfs', `/shared/copied${i}`, { copyUp: true }),
        (i) => bind(`file${i}`, `/shared/bound${i}/a/file`),
        (i) => ({ op: 'symlink', content: 'x', target: `/shared/link${i}`, ifExists: 'fail' }),
        (i) => ({
          op: 'mknod',
          target: `/shared/fifo${i}`,
          type: 'fifo',
          major: 0,
          minor: 0,
          mode: 0o666,
          uid: 0,
          gid: 0,
        }),
      ];
      let done = 0;
      for (const [number, attempt] of attempts.entries()) {
        for (let round = 0; round < 4; round++) {
          const ops = Array.from({ length: 24 }, (_, i) => attempt(number * 1000 + round * 100 + i));
          const open = (as: string): TestOp => ({ op: 'openTree', source: file, propagation: 'private', as });
          const sources = ops.map((op) => (op.op === 'bind' ? open(op.from) : undefined));
          const { status, stderr } = await runFenced(
            containerPlan(rootfs.path, {
              runtime: sources.filter((op) => op !== undefined) as TestOp[],
              mounts: ops,
            }),
            { machine: 'real' },
          );
          if (status === 0) done += 1;
          // Losing the race may be an error, but one that names what was in the way.
          else t.match(stderr, /^runts: .*: (ENOTDIR|ENOENT|ELOOP|EEXIST|ESTALE|EXDEV): .*\n$/);
        }
      }
      stop();
      t.ok(done > 0, `${done} of 24 containers were made all the same`);
      t.strictSame(readdirSync(outside), [], 'the host has nothing new');
      t.ok(readdirSync(join(rootfs.path, outside)).length > 0, 'both of what the name stood for was met');
    }
  },
);

t.test('renames and mounts elsewhere do not make a container fail, however many', { skip }, async (t) => {
  for (const name of ['a', 'b', 'c', 'd']) mkdirSync(join(directory, name));
  const stop = [
    attack(join(directory, 'a'), join(directory, 'b')),
    attack(join(directory, 'c'), join(directory, 'd')),
  ];
  const make = async () => {
    const rootfs = makeRootfs();
    t.teardown(() => rootfs.remove());
    mkdirSync(join(rootfs.path, 'run'));
    mkdirSync(join(rootfs.path, 'var'));
    symlinkSync('../run', join(rootfs.path, 'var/run'));
    const mounts = Array.from({ length: 50 }, (_, i) =>
      mount('tmpfs', `/var/run/../../var/run/../var/run/m${i % 5}`),
    );
    const { status, stderr } = await runFenced(containerPlan(rootfs.path, { mounts }), { machine: 'real' });
    t.strictSame([status, stderr], [0, '']);
  };
  for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 6 }, make));
  for (const end of stop) end();
});
