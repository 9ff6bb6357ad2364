import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { idOf, until } from './box.ts';
import { conformance } from './harness.ts';
import { cgroupRoot, cgroupRoots } from './leftovers.ts';
import { MOUNTS, NAMESPACES, namespaces, probeArgs } from './spec.ts';

const SLEEPER = { process: { args: probeArgs([['sleep']]) } };

/** Whether `devices` is a hierarchy of its own, as with v1. */
function isV1(): boolean {
  return existsSync('/sys/fs/cgroup/devices');
}

conformance('the group of cgroupsPath is made, init is in it, and delete removes it', {}, async (t, box) => {
  const container = await box.create(box.bundle(SLEEPER));
  const path = join(cgroupRoot('devices'), box.cgroup, container.id);
  t.equal(readFileSync(join(path, 'cgroup.procs'), 'utf8'), `${container.pid}\n`);
  const groups = readFileSync(`/proc/${container.pid}/cgroup`, 'utf8').trimEnd().split('\n');
  for (const line of groups) t.match(line, new RegExp(`:/${box.cgroup}/${container.id}$`));
  await container.delete('--force');
  for (const root of cgroupRoots()) t.notOk(existsSync(join(root, box.cgroup, container.id)), root);
});

conformance('two containers have groups of their own', {}, async (t, box) => {
  const one = await box.create(box.bundle(SLEEPER));
  const two = await box.create(box.bundle(SLEEPER));
  const procs = (id: string): string =>
    readFileSync(join(cgroupRoot('devices'), box.cgroup, id, 'cgroup.procs'), 'utf8');
  t.strictSame([procs(one.id), procs(two.id)], [`${one.pid}\n`, `${two.pid}\n`]);
  await one.delete('--force');
  t.equal(procs(two.id), `${two.pid}\n`);
  await two.delete('--force');
});

conformance('a group that exists and is empty is taken', {}, async (t, box) => {
  const bundle = box.bundle();
  for (const root of cgroupRoots()) mkdirSync(join(root, box.cgroup, idOf(bundle)), { recursive: true });
  const [facts] = await box.probeIn(bundle);
  t.match((facts as unknown as { cgroups: string[] }).cgroups.join('\n'), `/${box.cgroup}/${idOf(bundle)}`);
});

conformance(
  'a group that is not empty is refused, and its processes live on',
  {
    differs: { runc: 'its 1.1 warns and goes on' },
  },
  async (t, box) => {
    const container = await box.create(box.bundle(SLEEPER));
    await container.start();
    const path = `/${box.cgroup}/${container.id}`;
    const second = box.bundle({ linux: { cgroupsPath: path } });
    const result = await box.run(second);
    t.match(result, { status: 1, stdout: '', stderr: new RegExp(`${path}.*(not empty|busy)`) });
    t.match(await container.state(), { status: 'running' });
    await container.delete('--force');
  },
);

conformance('groups that the container makes below its own are removed', {}, async (t, box) => {
  const container = await box.create(box.bundle(SLEEPER));
  await container.start();
  for (const root of cgroupRoots())
    mkdirSync(join(root, box.cgroup, container.id, 'inside/deep'), { recursive: true });
  t.match(await container.delete('--force'), { status: 0, stderr: '' });
});

conformance("a relative cgroupsPath is below a place of the runtime's choice", {}, async (t, box) => {
  const name = `${box.cgroup}-relative`;
  const container = await box.create(box.bundle({ ...SLEEPER, linux: { cgroupsPath: name } }));
  const groups = readFileSync(`/proc/${container.pid}/cgroup`, 'utf8').trimEnd().split('\n');
  for (const line of groups) t.match(line, new RegExp(`/${name}$`));
  await container.delete('--force');
});

conformance(
  'the device rules are those of the config, and the default devices stay allowed',
  {
    lacks: () => (isV1() ? undefined : 'no cgroup v1, where the rules can be read'),
  },
  async (t, box) => {
    const rules = [
      { allow: false, access: 'rwm' },
      { allow: true, type: 'c', major: 10, minor: 229, access: 'rw' },
      { allow: true, type: 'b', major: 7, access: 'r' },
    ];
    const container = await box.create(box.bundle({ ...SLEEPER, linux: { resources: { devices: rules } } }));
    const list = readFileSync(join(cgroupRoot('devices'), box.cgroup, container.id, 'devices.list'), 'utf8');
    const lines = list.trimEnd().split('\n');
    for (const line of [
      'c 10:229 rw',
      'b 7:* r',
      'c 1:3 rwm',
      'c 5:2 rwm',
      'c 136:* rwm',
      'c *:* m',
      'b *:* m',
    ]) {
      t.ok(lines.includes(line), line);
    }
    t.notOk(lines.includes('a *:* rwm'));
    await container.delete('--force');
  },
);

conformance('a rule that allows everything allows everything', {}, async (t, box) => {
  const capabilities = ['CAP_MKNOD'];
  const lines = await box.probe(
    {
      process: { capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities } },
      linux: { resources: { devices: [{ allow: true, access: 'rwm' }] } },
    },
    ['mknod', '/tmp/device', 'c', '10', '254'],
    ['open', '/tmp/device', 'rw'],
  );
  t.match(lines, [{ error: null }, { error: 'ENODEV' }]);
});

conformance('a later rule wins over an earlier one', {}, async (t, box) => {
  const device = { type: 'c', major: 10, minor: 254 };
  const rules = [
    { allow: false, access: 'rwm' },
    { ...device, allow: true, access: 'rwm' },
    { ...device, allow: false, access: 'w' },
  ];
  const lines = await box.probe(
    {
      linux: { devices: [{ ...device, path: '/dev/some', fileMode: 0o666 }], resources: { devices: rules } },
    },
    ['open', '/dev/some', 'r'],
    ['open', '/dev/some', 'w'],
  );
  t.match(lines, [{ error: 'ENODEV' }, { error: 'EPERM' }]);
});

conformance('the cgroup mount shows the own group, and cannot be written', {}, async (t, box) => {
  const cgroupMount = {
    destination: '/sys/fs/cgroup',
    type: 'cgroup',
    source: 'cgroup',
    options: ['ro', 'nosuid', 'noexec', 'nodev'],
  };
  const sysfs = {
    destination: '/sys',
    type: 'sysfs',
    source: 'sysfs',
    options: ['ro', 'nosuid', 'noexec', 'nodev'],
  };
  const directory = isV1() ? '/sys/fs/cgroup/devices' : '/sys/fs/cgroup';
  const lines = await box.probe(
    { mounts: [...MOUNTS, sysfs, cgroupMount], linux: { namespaces: namespaces(...NAMESPACES, 'cgroup') } },
    ['cat', `${directory}/cgroup.procs`],
    ['mkdir', `${directory}/new`],
    ['write', `${directory}/cgroup.procs`, '1'],
  );
  t.match(lines, [{ text: '1\n' }, { error: 'EROFS' }, { error: 'EROFS' }]);
});

conformance('kill --all finds processes by the group, also without a pid namespace', {}, async (t, box) => {
  const container = await box.create(
    box.bundle({
      process: { args: probeArgs([['fork-and-sleep'], ['fork-and-sleep'], ['sleep']]) },
      linux: { namespaces: namespaces('mount', 'uts') },
    }),
  );
  await container.start();
  await until(() => container.lines().length === 3);
  const procs = join(cgroupRoot('devices'), box.cgroup, container.id, 'cgroup.procs');
  t.equal(readFileSync(procs, 'utf8').trimEnd().split('\n').length, 3);
  t.match(await box.runtime(['kill', '--all', container.id, 'KILL']), { status: 0 });
  await container.exited();
  await until(() => readFileSync(procs, 'utf8') === '');
  t.match(await container.delete(), { status: 0 });
});
