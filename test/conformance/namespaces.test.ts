import { readlinkSync } from 'node:fs';
import { type Box, until } from './box.ts';
import type { Facts } from './facts.ts';
import { conformance } from './harness.ts';
import { MOUNTS, NAMESPACES, namespaces, probeArgs } from './spec.ts';

/** The file names of proc_pid_ns(5) for the types of config.json. */
const FILES = {
  cgroup: 'cgroup',
  ipc: 'ipc',
  mount: 'mnt',
  network: 'net',
  pid: 'pid',
  time: 'time',
  user: 'user',
  uts: 'uts',
} as const;

type Kind = keyof typeof FILES;

function ofHost(kind: Kind): string {
  return readlinkSync(`/proc/self/ns/${FILES[kind]}`);
}

/** The host's own namespaces, but the engine's where mounts are concerned. */
function ofEngine(box: Box, kind: Kind): string {
  return readlinkSync(`/proc/${box.engine.pid}/ns/${FILES[kind]}`);
}

const EVERY = {
  namespaces: namespaces(...NAMESPACES, 'cgroup', 'user'),
  uidMappings: [{ containerID: 0, hostID: 100000, size: 65536 }],
  gidMappings: [{ containerID: 0, hostID: 200000, size: 65536 }],
};

conformance(
  'a namespace that the config names is new, another is the one of the caller',
  {},
  async (t, box) => {
    const { namespaces: seen } = await box.facts();
    for (const kind of NAMESPACES) t.not(seen[FILES[kind]], ofEngine(box, kind), kind);
    for (const kind of ['user', 'cgroup', 'time'] as const) t.equal(seen[FILES[kind]], ofHost(kind), kind);
  },
);

conformance('all that make sense together can be new', {}, async (t, box) => {
  const bundle = box.bundle({ linux: EVERY });
  await box.engine.command(['chown', '-R', '100000:200000', bundle.rootfs]);
  const [facts] = await box.probeIn(bundle);
  const { namespaces: seen, uidMap, gidMap, uids } = facts as unknown as Facts;
  for (const kind of [...NAMESPACES, 'cgroup', 'user'] as const)
    t.not(seen[FILES[kind]], ofEngine(box, kind), kind);
  t.match(uidMap, [/^ *0 +100000 +65536$/]);
  t.match(gidMap, [/^ *0 +200000 +65536$/]);
  t.strictSame(uids, [0, 0, 0]);
});

conformance(
  'the first process of a pid namespace is pid 1, of the one of the caller another',
  {},
  async (t, box) => {
    t.equal((await box.facts()).pid, 1);
    t.not((await box.facts({ hostname: undefined, linux: { namespaces: namespaces('mount') } })).pid, 1);
  },
);

conformance('a cgroup namespace shows the own group as its root', {}, async (t, box) => {
  const { cgroups } = await box.facts({ linux: { namespaces: namespaces(...NAMESPACES, 'cgroup') } });
  t.ok(cgroups && cgroups.length > 0);
  for (const line of cgroups ?? []) t.match(line, /^\d+:[^:]*:\/$/);
});

conformance('each kind can be joined by path', {}, async (t, box) => {
  const first = await box.create(
    box.bundle({
      process: { args: probeArgs([['sleep']]) },
      linux: { namespaces: namespaces(...NAMESPACES, 'cgroup') },
    }),
  );
  await first.start();
  await until(() => first.lines().length === 1 || first.stdout() !== '');
  for (const kind of ['network', 'ipc', 'uts', 'cgroup', 'pid'] as const) {
    const path = `/proc/${first.pid}/ns/${FILES[kind]}`;
    const others = NAMESPACES.filter((other) => other !== kind);
    const { namespaces: seen } = await box.facts({
      hostname: kind === 'uts' ? undefined : 'box',
      linux: { namespaces: [...namespaces(...others), { type: kind, path }] },
    });
    t.equal(seen[FILES[kind]], readlinkSync(path), kind);
    for (const other of others)
      t.not(seen[FILES[other]], readlinkSync(`/proc/${first.pid}/ns/${FILES[other]}`), other);
  }
  await first.delete('--force');
});

conformance('all of a container can be joined, with its user namespace', {}, async (t, box) => {
  const bundle = box.bundle({ process: { args: probeArgs([['sleep']]) }, linux: EVERY });
  await box.engine.command(['chown', '-R', '100000:200000', bundle.rootfs]);
  const first = await box.create(bundle);
  await first.start();

  const joined = ['user', 'network', 'ipc', 'uts'] as const;
  const second = box.bundle({
    hostname: undefined,
    linux: {
      ...EVERY,
      namespaces: [
        ...joined.map((type) => ({ type, path: `/proc/${first.pid}/ns/${FILES[type]}` })),
        ...namespaces('mount', 'pid'),
      ],
    },
  });
  await box.engine.command(['chown', '-R', '100000:200000', second.rootfs]);
  const [facts] = await box.probeIn(second);
  const { namespaces: seen } = facts as unknown as Facts;
  for (const kind of joined)
    t.equal(seen[FILES[kind]], readlinkSync(`/proc/${first.pid}/ns/${FILES[kind]}`), kind);
  await first.delete('--force');
});

conformance(
  'a user namespace that is joined needs no mappings',
  {
    differs: { runc: 'its 1.1 asks for them' },
  },
  async (t, box) => {
    const bundle = box.bundle({ process: { args: probeArgs([['sleep']]) }, linux: EVERY });
    await box.engine.command(['chown', '-R', '100000:200000', bundle.rootfs]);
    const first = await box.create(bundle);
    const path = `/proc/${first.pid}/ns/user`;
    const second = box.bundle({
      linux: { namespaces: [...namespaces(...NAMESPACES), { type: 'user', path }] },
    });
    await box.engine.command(['chown', '-R', '100000:200000', second.rootfs]);
    t.match(await box.probeIn(second), [{ namespaces: { user: readlinkSync(path) }, uids: [0, 0, 0] }]);
    await first.delete('--force');
  },
);

conformance('a path that is missing is an error, and nothing is left', {}, async (t, box) => {
  const list = [...namespaces('pid', 'ipc', 'uts', 'mount'), { type: 'network', path: '/nowhere/net' }];
  const result = await box.run(box.bundle({ linux: { namespaces: list } }));
  t.match(result, { status: 1, stdout: '', stderr: /\/nowhere\/net/ });
});

conformance('a path of another kind is an error', {}, async (t, box) => {
  const list = [...namespaces('pid', 'ipc', 'uts', 'mount'), { type: 'network', path: '/proc/self/ns/uts' }];
  t.match(await box.run(box.bundle({ linux: { namespaces: list } })), {
    status: 1,
    stdout: '',
    stderr: /\S/,
  });
});

conformance('a path that is no namespace is an error', {}, async (t, box) => {
  const list = [...namespaces('pid', 'ipc', 'uts', 'mount'), { type: 'network', path: '/etc/passwd' }];
  t.match(await box.run(box.bundle({ linux: { namespaces: list } })), {
    status: 1,
    stdout: '',
    stderr: /\S/,
  });
});

conformance('a namespace given twice is an error', {}, async (t, box) => {
  const result = await box.run(box.bundle({ linux: { namespaces: namespaces(...NAMESPACES, 'pid') } }));
  t.match(result, { status: 1, stdout: '', stderr: /pid/ });
});

conformance(
  'mappings without a user namespace are an error',
  { differs: { runc: 'its 1.1 ignores them' } },
  async (t, box) => {
    const { uidMappings, gidMappings } = EVERY;
    const result = await box.run(box.bundle({ linux: { uidMappings, gidMappings } }));
    t.match(result, { status: 1, stdout: '', stderr: /\S/ });
  },
);

conformance('a new network namespace has its loopback up', {}, async (t, box) => {
  const [flags] = await box.probe(
    { mounts: [...MOUNTS, { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['ro'] }] },
    ['cat', '/sys/class/net/lo/flags'],
  );
  t.equal(Number(flags?.text) & 1, 1, 'IFF_UP');
});

conformance(
  'a new time namespace has the offsets of the config',
  {
    differs: { runc: 'its 1.1 knows no time namespace' },
  },
  async (t, box) => {
    const { namespaces: seen, timeOffsets } = await box.facts({
      linux: {
        namespaces: namespaces(...NAMESPACES, 'time'),
        timeOffsets: { monotonic: { secs: 172800, nanosecs: 5 }, boottime: { secs: 604800, nanosecs: 0 } },
      },
    });
    t.not(seen.time, ofHost('time'));
    t.match(timeOffsets, [/^monotonic +172800 +5$/, /^boottime +604800 +0$/]);
  },
);

conformance(
  'a time namespace can be joined',
  {
    differs: { runc: 'its 1.1 knows no time namespace' },
  },
  async (t, box) => {
    const first = await box.create(
      box.bundle({
        process: { args: probeArgs([['sleep']]) },
        linux: {
          namespaces: namespaces(...NAMESPACES, 'time'),
          timeOffsets: { boottime: { secs: 86400, nanosecs: 0 } },
        },
      }),
    );
    await first.start();
    const path = `/proc/${first.pid}/ns/time`;
    const { namespaces: seen, timeOffsets } = await box.facts({
      linux: { namespaces: [...namespaces(...NAMESPACES), { type: 'time', path }] },
    });
    t.equal(seen.time, readlinkSync(path));
    t.match(timeOffsets?.[1], /^boottime +86400 +0$/);
    await first.delete('--force');
  },
);

conformance(
  'without a mount namespace a rootfs is refused, since the host would change',
  {
    differs: { runc: 'it runs the program on the root of the host' },
  },
  async (t, box) => {
    const result = await box.run(
      box.bundle({ mounts: [], linux: { namespaces: namespaces('pid', 'uts', 'ipc') } }),
    );
    t.match(result, { status: 1, stdout: '', stderr: /mount/ });
  },
);

conformance('processes of the container do not see the host', {}, async (t, box) => {
  const [ls] = await box.probe({}, ['ls', '/proc']);
  const pids = Object.keys((ls as unknown as { entries: object }).entries).filter((name) =>
    /^\d+$/.test(name),
  );
  t.strictSame(pids, ['1']);
});
