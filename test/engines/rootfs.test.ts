import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { type Box, type Bundle, idOf, until } from '../conformance/box.ts';
import { conformance } from '../conformance/harness.ts';
import { programs, staticBusybox } from '../conformance/programs.ts';
import { type Config, merge } from '../conformance/spec.ts';
import { makeBusyboxRootfs } from './busybox.ts';
import { debianArchive } from './debian.ts';

// debootstrap may be at work.
t.setTimeout(600_000);

/** Both root file systems, made once; the bundle of `spec` has them read-only. */
const dir = mkdtempSync(join(tmpdir(), 'runts-rootfs-'));
t.teardown(() => rmSync(dir, { recursive: true, force: true }));

interface Rootfs {
  readonly path: string;
  readonly lacks: string | undefined;
}

function busybox(): Rootfs {
  const path = join(dir, 'busybox');
  mkdirSync(path);
  if (!staticBusybox()) return { path, lacks: 'no static busybox' };
  makeBusyboxRootfs(path);
  return { path, lacks: undefined };
}

function debian(): Rootfs {
  const path = join(dir, 'debian');
  mkdirSync(path);
  const archive = debianArchive();
  if ('lacks' in archive) return { path, lacks: archive.lacks };
  execFileSync('tar', ['-C', path, '-xf', archive.path]);
  return { path, lacks: undefined };
}

/** A bundle as `spec` writes it, for this root file system, with these changes. */
async function specBundle(box: Box, rootfs: Rootfs, changes: Config = {}): Promise<Bundle> {
  const bundle = { dir: join(box.dir, 'b'), rootfs: rootfs.path };
  mkdirSync(bundle.dir);
  const result = await box.runtime(['spec'], { cwd: bundle.dir });
  if (result.status !== 0) throw new Error(`spec: status ${result.status}: ${result.stderr}`);
  const path = join(bundle.dir, 'config.json');
  const written = JSON.parse(readFileSync(path, 'utf8')) as Config;
  const ours = { root: { path: rootfs.path }, linux: { cgroupsPath: `/${box.cgroup}/${idOf(bundle)}` } };
  writeFileSync(path, JSON.stringify(merge(merge(written, ours), changes)));
  return bundle;
}

/** The same bundle for a program that is no shell on a terminal. */
function program(...args: readonly string[]): Config {
  return { process: { terminal: false, args } };
}

for (const [name, rootfs] of [
  ['busybox', busybox()],
  ['Debian', debian()],
] as const) {
  const conditions = { lacks: () => rootfs.lacks };

  conformance(
    `${name}: the bundle of spec is an interactive shell on a terminal`,
    conditions,
    async (t, box) => {
      const bundle = await specBundle(box, rootfs);
      const { status, stdout } = await box.run(bundle, {
        prefix: [programs().terminal, 'run', '24x80'],
        // Other runtimes set the size a moment after the start.
        stdin:
          'until stty size | grep -v "^0 0"; do :; done; tty; echo $((6 * 7)) $$ >&2; touch /x; exit 3\n',
      });
      t.equal(status, 3);
      // A prompt may stand before them.
      for (const line of ['24 80', '/dev/pts/0', '42 1'])
        t.match(stdout, new RegExp(`(^|\\s)${line}\r\n`), line);
      t.match(stdout, /\/x.*read-only file system/i);
    },
  );

  conformance(`${name}: a program on pipes`, conditions, async (t, box) => {
    const bundle = await specBundle(box, rootfs, program('sh', '-c', 'cat | tr a-z A-Z; echo error >&2'));
    const result = await box.run(bundle, { stdin: 'through pipes\n' });
    t.strictSame(result, { status: 0, stdout: 'THROUGH PIPES\n', stderr: 'error\n' });
  });

  conformance(`${name}: exit codes`, conditions, async (t, box) => {
    const bundle = await specBundle(box, rootfs, program('sh', '-c', 'exit 42'));
    t.match(await box.run(bundle), { status: 42, stdout: '', stderr: '' });
  });

  conformance(`${name}: a command that is missing`, conditions, async (t, box) => {
    const bundle = await specBundle(box, rootfs, program('nowhere'));
    t.match(await box.run(bundle), { status: 1, stdout: '', stderr: /executable file not found in \$PATH/ });
  });

  conformance(`${name}: create, start, kill, delete`, conditions, async (t, box) => {
    const script = 'trap "echo bye; exit 9" TERM; echo ready; while :; do sleep 0.1; done';
    const container = await box.create(await specBundle(box, rootfs, program('sh', '-c', script)));
    t.match(await container.state(), { status: 'created' });
    await container.start();
    await until(() => container.stdout() === 'ready\n');
    t.match(await container.state(), { status: 'running' });
    t.match(await container.kill('TERM'), { status: 0, stderr: '' });
    t.equal(await container.exited(), 9);
    t.equal(container.stdout(), 'ready\nbye\n');
    t.match(await container.state(), { status: 'stopped' });
    t.match(await container.delete(), { status: 0, stderr: '' });
  });
}
