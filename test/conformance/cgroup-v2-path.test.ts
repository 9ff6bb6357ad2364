/** cgroup v2: which groups are made on the way to a container's, what they hand down, and what of them goes with it. */
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Box, type CallOptions, idOf, until } from './box.ts';
import { conformance } from './harness.ts';
import { cgroupRoot, isUnified } from './leftovers.ts';
import { type Config, MOUNTS, NAMESPACES, namespaces, probeArgs, rootlessConfig } from './spec.ts';

const SLEEPER = { process: { args: probeArgs([['sleep']]) } };
const UNIFIED = { lacks: () => (isUnified() ? undefined : 'cgroup v1') };

/** An ordinary user of Debian that has no processes: nobody. */
const USER = 65534;

/** A directory of the test's own group. */
function group(box: Box, ...names: readonly string[]): string {
  return join(cgroupRoot('pids'), box.cgroup, ...names);
}

/** Makes it, with those above it, as a plain mkdir does: they hand nothing down. */
function make(box: Box, ...names: readonly string[]): string {
  const path = group(box, ...names);
  mkdirSync(path, { recursive: true });
  return path;
}

function read(...path: readonly string[]): string {
  return readFileSync(join(...path), 'utf8').trim();
}

function words(...path: readonly string[]): readonly string[] {
  return read(...path)
    .split(/\s+/)
    .filter(Boolean)
    .sort();
}

/** The groups in one, by name. */
function below(path: string): readonly string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** The group of a process, seen from the test's own. */
function groupOf(box: Box, pid: number): string {
  return read(`/proc/${pid}/cgroup`).replace(`0::/${box.cgroup}`, '');
}

/** Lets a command of the runtime begin in another group. */
function from(path: string): CallOptions {
  return { prefix: ['sh', '-c', 'echo 0 > "$0/cgroup.procs" && exec "$@"', path] };
}

/** Another process in a group. */
async function sleeperIn(box: Box, path: string): Promise<{ pid: number; end: () => Promise<unknown> }> {
  const { pid, done } = await box.engine.spawn([...(from(path).prefix ?? []), 'sleep', '9999']);
  await until(() => words(path, 'cgroup.procs').includes(`${pid}`));
  const end = (): Promise<unknown> => {
    process.kill(pid, 'SIGKILL');
    return done;
  };
  return { pid, end };
}

conformance('controllers are handed down to a group below others that have none', UNIFIED, async (t, box) => {
  const bare = make(box, 'a');
  t.strictSame(words(bare, 'cgroup.controllers'), [], 'nobody has handed it any');
  const container = await box.create(
    box.bundle({ ...SLEEPER, linux: { cgroupsPath: `/${box.cgroup}/a/b/c` } }),
  );
  t.equal(groupOf(box, container.pid), '/a/b/c');
  t.strictSame(
    words(bare, 'b/c/cgroup.controllers'),
    words(cgroupRoot('pids'), 'cgroup.subtree_control'),
    'it has all that the root hands down',
  );
  writeFileSync(join(bare, 'b/c/pids.max'), '7');
  t.equal(read(bare, 'b/c/pids.max'), '7');
  await container.delete('--force');
  t.strictSame(below(bare), [], 'b was made for it, and goes with it');
  t.ok(existsSync(bare), 'a was not');
  rmdirSync(bare);
});

conformance('device rules hold in a group below others that have no controllers', UNIFIED, async (t, box) => {
  const bare = make(box, 'a');
  const capabilities = ['CAP_MKNOD'];
  const lines = await box.probe(
    {
      process: { capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities } },
      linux: { cgroupsPath: `/${box.cgroup}/a/b/c` },
    },
    ['mknod', '/tmp/some', 'c', '10', '254'],
    ['open', '/tmp/some', 'r'],
    ['open', '/dev/null', 'rw'],
  );
  t.match(lines, [{ error: null }, { error: 'EPERM' }, { error: null }]);
  rmdirSync(bare);
});

conformance(
  'a group above that has processes hands nothing down, and is no obstacle',
  UNIFIED,
  async (t, box) => {
    const busy = make(box, 'busy');
    const other = await sleeperIn(box, busy);
    const container = await box.create(
      box.bundle({ ...SLEEPER, linux: { cgroupsPath: `/${box.cgroup}/busy/inside` } }),
    );
    t.equal(groupOf(box, container.pid), '/busy/inside');
    t.strictSame(words(busy, 'inside/cgroup.controllers'), []);
    await container.delete('--force');
    t.equal(read(busy, 'cgroup.procs'), `${other.pid}`, 'the other process is left alone');
    await other.end();
    rmdirSync(busy);
  },
);

conformance(
  "without cgroupsPath the group lies beside the runtime's own, and has its controllers",
  {
    ...UNIFIED,
    differs: { crun: 'it takes a name below the root' },
  },
  async (t, box) => {
    const own = make(box, 'engine');
    const bundle = box.bundle({ ...SLEEPER, linux: { cgroupsPath: undefined } });
    const container = await box.create(bundle, from(own));
    t.equal(groupOf(box, container.pid), `/${container.id}`);
    t.strictSame(
      words(group(box, container.id), 'cgroup.controllers'),
      words(cgroupRoot('pids'), 'cgroup.subtree_control'),
    );
    t.strictSame(below(own), [], "nothing is below the runtime's own");
    await container.delete('--force');
    t.strictSame(below(group(box)), ['engine'], "the runtime's own is left");
    rmdirSync(own);
  },
);

conformance('a relative cgroupsPath of several names is made and removed whole', UNIFIED, async (t, box) => {
  const own = make(box, 'engine');
  const bundle = box.bundle({ ...SLEEPER, linux: { cgroupsPath: 'x/y' } });
  const container = await box.create(bundle, from(own));
  t.equal(groupOf(box, container.pid), '/x/y');
  await container.delete('--force');
  t.strictSame(below(group(box)), ['engine']);
  rmdirSync(own);
});

conformance(
  'delete leaves what is beside the group, and what another container is in',
  UNIFIED,
  async (t, box) => {
    const neighbour = make(box, 'pod/neighbour');
    const at = (name: string): Config => ({
      ...SLEEPER,
      linux: { cgroupsPath: `/${box.cgroup}/pod/${name}` },
    });
    const one = await box.create(box.bundle(at('one')));
    const two = await box.create(box.bundle(at('two/deep')));
    await one.delete('--force');
    t.strictSame([...below(group(box, 'pod'))].sort(), ['neighbour', 'two']);
    t.equal(groupOf(box, two.pid), '/pod/two/deep');
    t.equal((await two.state()).status, 'created');
    await two.delete('--force');
    t.strictSame(below(group(box, 'pod')), ['neighbour'], 'two was made for deep');
    rmdirSync(neighbour);
    rmdirSync(group(box, 'pod'));
  },
);

/** A container that has its own group, as the root, to change. */
const MANAGES_GROUPS: Config = {
  mounts: [
    ...MOUNTS,
    { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
    {
      destination: '/sys/fs/cgroup',
      type: 'cgroup',
      source: 'cgroup',
      options: ['nosuid', 'noexec', 'nodev'],
    },
  ],
  linux: { namespaces: namespaces(...NAMESPACES, 'cgroup') },
};

/** It moves into a group that it makes, and hands controllers down, as a systemd in a container would. */
const NESTS = [
  ['mkdir', '/sys/fs/cgroup/init.scope'],
  ['write', '/sys/fs/cgroup/init.scope/cgroup.procs', '0'],
  ['write', '/sys/fs/cgroup/cgroup.subtree_control', '+pids'],
  ['mkdir', '/sys/fs/cgroup/more'],
  ['mkdir', '/sys/fs/cgroup/more/deep'],
];

conformance(
  'groups that a container makes go with it when it runs in the foreground',
  UNIFIED,
  async (t, box) => {
    const lines = await box.probe(MANAGES_GROUPS, ...NESTS);
    t.strictSame(
      lines.map(({ error }) => error),
      [null, null, null, null, null],
    );
    t.notOk(existsSync(group(box)));
  },
);

for (const options of [[], ['--force']]) {
  conformance(
    `groups that a container makes go with it at ${['delete', ...options].join(' ')}`,
    UNIFIED,
    async (t, box) => {
      const container = await box.create(
        box.bundle({
          ...MANAGES_GROUPS,
          process: { args: probeArgs([...NESTS, ['fork-and-sleep'], ['sleep']]) },
        }),
      );
      await container.start();
      await until(() => container.lines().length === NESTS.length + 2);
      t.equal(groupOf(box, container.pid), `/${container.id}/init.scope`);
      if (options.length === 0) {
        await container.kill('KILL');
        await container.exited();
      }
      t.strictSame(await container.delete(...options), { status: 0, stdout: '', stderr: '' });
      t.notOk(existsSync(group(box)));
    },
  );
}

conformance('a group that hands controllers down can hold no process', UNIFIED, async (t, box) => {
  const bundle = box.bundle();
  const path = make(box, idOf(bundle));
  writeFileSync(join(group(box), 'cgroup.subtree_control'), '+memory');
  writeFileSync(join(path, 'cgroup.subtree_control'), '+memory');
  const stderr = new RegExp(`"${path}": it enables controllers for cgroups below it`);
  t.match(await box.run(bundle), { status: 1, stdout: '', stderr });
  t.ok(existsSync(path), 'it stays whose it was');
  rmdirSync(path);
});

conformance('a group below one that is threaded can hold no process', UNIFIED, async (t, box) => {
  const threaded = make(box, 'threaded');
  const other = await sleeperIn(box, threaded);
  writeFileSync(join(group(box), 'cgroup.subtree_control'), '+pids');
  writeFileSync(join(threaded, 'cgroup.subtree_control'), '+pids');
  const result = await box.run(box.bundle({ linux: { cgroupsPath: `/${box.cgroup}/threaded/inside` } }));
  const stderr = new RegExp(`"${threaded}/inside": a cgroup above it has processes`);
  t.match(result, { status: 1, stdout: '', stderr });
  t.strictSame(below(threaded), []);
  await other.end();
  rmdirSync(threaded);
});

/** Gives a group to the user as systemd does: the directory, and the files by which it is managed. */
function delegate(path: string): string {
  const files = ['', 'cgroup.procs', 'cgroup.threads', 'cgroup.subtree_control'];
  for (const file of files) chownSync(join(path, file), USER, USER);
  return path;
}

/** Lets a command of the runtime begin in another group, as the user. */
function asUserFrom(path: string): CallOptions {
  const become = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--inh-caps=-all', '--'];
  return { prefix: [...(from(path).prefix ?? []), ...become] };
}

/** A bundle that belongs to the user. */
async function usersBundle(box: Box, changes: Config) {
  const bundle = box.bundle({ linux: { cgroupsPath: undefined }, ...changes }, rootlessConfig(USER, USER));
  await box.engine.command(['chown', '-R', `${USER}:${USER}`, box.dir]);
  return bundle;
}

for (const [title, cgroupsPath, expected] of [
  ['without cgroupsPath', () => undefined, '/user/b0'],
  ['with a cgroupsPath', (box: Box) => `/${box.cgroup}/user/given/deep`, '/user/given/deep'],
] as const) {
  conformance(
    `an ordinary user's container has a group in those given to the user, ${title}`,
    UNIFIED,
    async (t, box) => {
      const user = delegate(make(box, 'user'));
      const own = delegate(make(box, 'user/own'));
      writeFileSync(join(group(box), 'cgroup.subtree_control'), '+pids');
      const bundle = await usersBundle(box, { ...SLEEPER, linux: { cgroupsPath: cgroupsPath(box) } });
      const container = await box.create(bundle, asUserFrom(own));
      t.equal(groupOf(box, container.pid), expected);
      t.strictSame(
        words(group(box, expected), 'cgroup.controllers'),
        ['pids'],
        'all that the user was given',
      );
      const result = await box.runtime(['delete', '--force', container.id], asUserFrom(own));
      t.strictSame(result, { status: 0, stdout: '', stderr: '' });
      t.strictSame(below(user), ['own']);
      rmdirSync(own);
      rmdirSync(user);
    },
  );
}

conformance(
  'where an ordinary user can make no group, the container stays in that of the runtime',
  UNIFIED,
  async (t, box) => {
    const own = make(box, 'own');
    const bundle = await usersBundle(box, SLEEPER);
    const container = await box.create(bundle, asUserFrom(own));
    t.equal(groupOf(box, container.pid), '/own');
    const other = await sleeperIn(box, own);
    t.strictSame(await box.runtime(['delete', '--force', container.id], asUserFrom(own)), {
      status: 0,
      stdout: '',
      stderr: '',
    });
    t.equal(read(own, 'cgroup.procs'), `${other.pid}`, 'what else is there goes on');
    await other.end();
    rmdirSync(own);
  },
);
