/** The bundles for people do what their READMEs say. Their scripts run on the host's own sh, bound into an empty root. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Box, Bundle } from './box.ts';
import { until } from './box.ts';
import { conformance } from './harness.ts';
import { staticBusybox } from './programs.ts';

const bundles = fileURLToPath(new URL('../../bundles/', import.meta.url));

/** Bundles whose / is a mount of its own: other runtimes do not take its place for the rootfs. */
const differs = { runc: 'hides what is mounted on /', crun: 'hides what is mounted on /' };

/** A copy of a bundle, without the directories that this host lacks, its cgroup the test's own. */
function copy(box: Box, name: string, change: (text: string) => string = (text) => text): Bundle {
  const dir = join(box.dir, name);
  cpSync(join(bundles, name), dir, { recursive: true });
  const config = JSON.parse(change(readFileSync(join(dir, 'config.json'), 'utf8')));
  config.mounts = config.mounts.filter(
    ({ type, source }: { type: string; source: string }) =>
      type !== 'bind' || !source.startsWith('/') || existsSync(source),
  );
  config.linux.cgroupsPath = `/${box.cgroup}/${name}`;
  writeFileSync(join(dir, 'config.json'), JSON.stringify(config));
  return { dir, rootfs: join(dir, 'rootfs') };
}

async function lines(box: Box, bundle: Bundle): Promise<readonly string[]> {
  const { status, stdout, stderr } = await box.run(bundle);
  if (status !== 0 || stderr !== '') throw new Error(`status ${status}: ${stderr}`);
  return stdout.trimEnd().split('\n');
}

conformance('bundles/hello prints what it sees, one fact a line', { differs }, async (t, box) => {
  const said = await lines(box, copy(box, 'hello'));
  t.strictSame(said.slice(0, 3), ['pid 1', 'hostname hello', 'user 0:0']);
  t.equal(said.filter((line) => line.startsWith('namespace ')).length, namespaceKinds());
  t.ok(said.includes('mount / tmpfs root ro'));
});

/** How many kinds of namespaces the kernel has. */
function namespaceKinds(): number {
  return readdirSync('/proc/self/ns').filter((name) => !name.endsWith('_for_children')).length;
}

conformance('bundles/limits has its limits', { differs }, async (t, box) => {
  t.strictSame(await lines(box, copy(box, 'limits')), [
    'open files 64, at most 128',
    'core files 0',
    'file size 2048 blocks of 512 bytes',
    'oom_score_adj 500',
  ]);
});

conformance(
  'bundles/devices has its devices, and may use those it is allowed',
  { differs },
  async (t, box) => {
    const said = await lines(box, copy(box, 'devices'));
    t.match(said.slice(0, 9), [/ fd -> \/proc\/self\/fd$/, / full$/, / kmsg$/, / nothing$/]);
    t.strictSame(said.slice(9), ['nothing takes all', 'kmsg is there and may not be opened']);
  },
);

conformance('bundles/hooks runs each hook at its moment', { differs }, async (t, box) => {
  const bundle = copy(box, 'hooks');
  const [inside = ''] = await lines(box, bundle);
  t.match(JSON.parse(inside), { status: 'created', annotations: { 'com.example.shows': 'hooks' } });
  const log = readFileSync(join(bundle.dir, 'hooks.log'), 'utf8').trimEnd().split('\n');
  const seen = log.map((line) => {
    const [moment, state = ''] = line.split(/ (.*)/);
    const { status, pid, bundle } = JSON.parse(state);
    return { moment, status, pid: typeof pid, bundle };
  });
  const at = (moment: string, status: string, pid: string) => ({ moment, status, pid, bundle: bundle.dir });
  t.strictSame(seen, [
    at('prestart', 'creating', 'number'),
    at('createRuntime', 'creating', 'number'),
    at('createContainer', 'creating', 'number'),
    at('poststart', 'running', 'number'),
    at('poststop', 'stopped', 'undefined'),
  ]);
});

conformance('bundles/hardened can do next to nothing', { differs }, async (t, box) => {
  t.strictSame(await lines(box, copy(box, 'hardened')), [
    'user 65534:65534, umask 0077',
    'CapInh:\t0000000000000000',
    'CapPrm:\t0000000000000000',
    'CapEff:\t0000000000000000',
    'CapBnd:\t0000000000000000',
    'CapAmb:\t0000000000000000',
    'NoNewPrivs:\t1',
    'can: echo > /tmp/file',
    'cannot: echo > /file',
    'cannot: echo > /proc/sys/kernel/core_pattern',
    'cannot: head -c1 /proc/kcore | grep -q .',
    'cannot: ls /sys/firmware/*',
    'cannot: printf "#!/bin/sh\\n" > /tmp/run; chmod 700 /tmp/run; /tmp/run',
  ]);
});

const lacks = () => (existsSync('/proc/self/ns/time') ? undefined : 'the kernel has no time namespaces');
conformance(
  'bundles/joined is in the network that was there, a day later',
  { differs, lacks },
  async (t, box) => {
    const other = await box.engine.spawn(['unshare', '--net', 'sh', '-c', 'echo ready; exec sleep 60']);
    await until(() => other.stdout() === 'ready\n');
    const path = `/proc/${other.pid}/ns/net`;
    const [network, ...rest] = await lines(
      box,
      copy(box, 'joined', (text) => text.replace('/run/netns/blue', path)),
    );
    const { stdout } = await box.engine.command(['readlink', path]);
    t.equal(network, `network ${stdout.trim()}`);
    t.equal(rest[0], 'device lo');
    const up = Number(/up for (\d+) seconds/.exec(rest[1] ?? '')?.[1]);
    const host = Number(readFileSync('/proc/uptime', 'utf8').split('.')[0]);
    t.ok(up - host > 86_000 && up - host < 87_000, `${up} inside, ${host} outside`);
    process.kill(other.pid, 'SIGKILL');
    await other.done;
  },
);

conformance('bundles/rootless is root inside and an ordinary user outside', { differs }, async (t, box) => {
  const bundle = copy(box, 'rootless');
  const config = JSON.parse(readFileSync(join(bundle.dir, 'config.json'), 'utf8'));
  delete config.linux.cgroupsPath;
  writeFileSync(join(bundle.dir, 'config.json'), JSON.stringify(config));
  await box.engine.command(['chown', '-R', '1000:1000', box.dir]);
  const prefix = ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups', '--inh-caps=-all', '--'];
  const { status, stdout, stderr } = await box.run(bundle, { prefix });
  t.strictSame(
    [status, stderr, stdout.trimEnd().split('\n')],
    [0, '', ['user 0:0', 'uid 0 is 1000 on the host, 1 in all', 'setgroups deny']],
  );
});

const noBusybox = () => (staticBusybox() === undefined ? 'no busybox that is linked statically' : undefined);
conformance('bundles/shell is a shell on a terminal', { lacks: noBusybox }, async (t, box) => {
  const bundle = copy(box, 'shell');
  const bin = join(bundle.rootfs, 'bin');
  await box.engine.command([
    'mkdir',
    bin,
    ...['dev', 'proc', 'sys'].map((name) => join(bundle.rootfs, name)),
  ]);
  await box.engine.command(['cp', staticBusybox() ?? '', join(bin, 'busybox')]);
  for (const name of ['sh', 'id']) await box.engine.command(['ln', '-s', 'busybox', join(bin, name)]);
  const run = [box.runtimePath, '--root', box.root, 'run', '--bundle', bundle.dir, 'shell'].join(' ');
  const result = await box.engine.command(['script', '-qec', run, '/dev/null'], { stdin: 'id; exit 3\n' });
  t.equal(result.status, 3);
  t.match(result.stdout, /uid=0 gid=0/);
});
