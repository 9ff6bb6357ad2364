import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { idOf, until } from './box.ts';
import { conformance } from './harness.ts';
import { cgroupRoot, isUnified } from './leftovers.ts';
import { type Config, MOUNTS, NAMESPACES, namespaces, probeArgs } from './spec.ts';

const SLEEPER = { process: { args: probeArgs([['sleep']]) } };

/** Only what is different there; cgroup.test.ts is for every host. */
const UNIFIED = { lacks: () => (isUnified() ? undefined : 'cgroup v1') };

function words(path: string): readonly string[] {
  return readFileSync(path, 'utf8').trim().split(/\s+/);
}

conformance(
  'init is born in its group: it counts there from the beginning',
  {
    ...UNIFIED,
    differs: { runc: 'its init is moved', crun: 'its 1.8 moves init' },
  },
  async (t, box) => {
    const bundle = box.bundle();
    const group = join(cgroupRoot('pids'), box.cgroup, idOf(bundle));
    mkdirSync(join(cgroupRoot('pids'), box.cgroup));
    writeFileSync(join(cgroupRoot('pids'), box.cgroup, 'cgroup.subtree_control'), '+pids');
    mkdirSync(group);
    // A process may be moved into a group that is full, but none be born there.
    writeFileSync(join(group, 'pids.max'), '0');
    t.match(await box.run(bundle), { status: 1, stdout: '', stderr: /EAGAIN.*clone3/ });
    t.equal(readFileSync(join(group, 'pids.max'), 'utf8'), '0\n', "the group stays, it is not the runtime's");
    rmdirSync(group);
  },
);

conformance('every controller of the host can be used in the group', UNIFIED, async (t, box) => {
  const container = await box.create(box.bundle(SLEEPER));
  const group = join(cgroupRoot('pids'), box.cgroup, container.id);
  const host = words(join(cgroupRoot('pids'), 'cgroup.subtree_control'));
  t.strictSame([...words(join(group, 'cgroup.controllers'))].sort(), [...host].sort());
  await container.delete('--force');
});

conformance('a new cgroup namespace has the group as its root', UNIFIED, async (t, box) => {
  const { cgroups } = await box.facts({ linux: { namespaces: namespaces(...NAMESPACES, 'cgroup') } });
  t.strictSame(cgroups, ['0::/']);
});

/** A device number without a driver: to open it is ENODEV, unless that is forbidden. */
const SOME = ['10', '254'];

const MAKES_DEVICES: Config = {
  process: {
    capabilities: { bounding: ['CAP_MKNOD'], effective: ['CAP_MKNOD'], permitted: ['CAP_MKNOD'] },
  },
};

conformance('a device that no rule allows cannot be opened', UNIFIED, async (t, box) => {
  const lines = await box.probe(
    MAKES_DEVICES,
    ['mknod', '/tmp/some', 'c', ...SOME],
    ['open', '/tmp/some', 'r'],
    ['mknod', '/tmp/zero', 'c', '1', '5'],
    ['open', '/tmp/zero', 'rw'],
    ['open', '/dev/null', 'rw'],
  );
  const errors = lines.map(({ error }) => error);
  t.strictSame(errors, [null, 'EPERM', null, null, null], 'made, but not opened; the default ones are open');
});

conformance('a rule allows the accesses it names', UNIFIED, async (t, box) => {
  const rules = [
    { allow: false, access: 'rwm' },
    { allow: true, type: 'c', major: 10, minor: 254, access: 'r' },
  ];
  const lines = await box.probe(
    { ...MAKES_DEVICES, linux: { resources: { devices: rules } } },
    ['mknod', '/tmp/some', 'c', ...SOME],
    ['open', '/tmp/some', 'r'],
    ['open', '/tmp/some', 'w'],
  );
  t.strictSame(
    lines.map(({ error }) => error),
    [null, 'ENODEV', 'EPERM'],
  );
});

conformance('the rules hold for the container alone', UNIFIED, async (t, box) => {
  const container = await box.create(box.bundle(SLEEPER));
  const result = await box.engine.command(['sh', '-c', 'exec 3< /dev/kmsg && echo open']);
  t.match(result, { status: 0, stdout: 'open\n' });
  await container.delete('--force');
});

conformance(
  "without a cgroup namespace the mount shows the container's group alone",
  UNIFIED,
  async (t, box) => {
    const options = ['nosuid', 'noexec', 'nodev'];
    const lines = await box.probe(
      {
        mounts: [
          ...MOUNTS,
          { destination: '/sys', type: 'sysfs', source: 'sysfs', options: [...options, 'ro'] },
          { destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options },
        ],
      },
      ['cat', '/sys/fs/cgroup/cgroup.type'],
      ['write', '/sys/fs/cgroup/pids.max', 'max'],
    );
    t.match(lines[0], { text: 'domain\n' }, 'no root group has this file');
    t.match(lines[1], { error: 'EROFS' }, 'its limits are not its own to change');
  },
);

conformance('a group that is frozen is refused', UNIFIED, async (t, box) => {
  const bundle = box.bundle();
  const group = join(cgroupRoot('pids'), box.cgroup, idOf(bundle));
  mkdirSync(group, { recursive: true });
  writeFileSync(join(group, 'cgroup.freeze'), '1');
  t.match(await box.run(bundle), { status: 1, stdout: '', stderr: /frozen/ });
  rmdirSync(group);
});

conformance('delete --force ends processes in groups below the own one, too', UNIFIED, async (t, box) => {
  const container = await box.create(
    box.bundle({
      process: { args: probeArgs([['fork-and-sleep'], ['sleep']]) },
      linux: { namespaces: namespaces('mount', 'uts') },
    }),
  );
  await container.start();
  await until(() => container.lines().length === 2);
  const group = join(cgroupRoot('pids'), box.cgroup, container.id);
  const child = words(join(group, 'cgroup.procs')).find((pid) => Number(pid) !== container.pid);
  mkdirSync(join(group, 'inside/deep'), { recursive: true });
  writeFileSync(join(group, 'inside/deep/cgroup.procs'), `${child}`);
  t.match(await container.delete('--force'), { status: 0, stdout: '', stderr: '' });
});
