import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Box, CallOptions } from './box.ts';
import { type Facts, type MountFacts, parseMounts, topMount } from './facts.ts';
import { conformance } from './harness.ts';
import { type Config, MOUNTS, merge, NAMESPACES, namespaces, probeArgs } from './spec.ts';

/** The base mounts and these. */
function mounts(...more: readonly Config[]): Config {
  return { mounts: [...MOUNTS, ...more] };
}

/** What is mounted at `target` in a container with these mounts, the topmost; undefined if nothing is. */
async function mountAt(box: Box, target: string, changes: Config): Promise<MountFacts | undefined> {
  const facts = await box.facts(changes);
  return topMount(facts, target);
}

/** A directory of the host with one file in it. */
function hostDirectory(box: Box, name = 'shared'): string {
  const path = join(box.dir, name);
  mkdirSync(path);
  writeFileSync(join(path, 'file'), 'of the host');
  return path;
}

function tmpfs(...options: readonly string[]): Config {
  return { destination: '/mnt', type: 'tmpfs', source: 'tmpfs', options };
}

conformance('the options of the mount point are those of the config', {}, async (t, box) => {
  const cases: [string[], string[]][] = [
    [[], ['rw', 'relatime']],
    [['ro'], ['ro', 'relatime']],
    [
      ['nosuid', 'nodev', 'noexec'],
      ['rw', 'nosuid', 'nodev', 'noexec', 'relatime'],
    ],
    [['noatime'], ['rw', 'noatime']],
    [['strictatime'], ['rw']],
    [['nodiratime'], ['rw', 'nodiratime', 'relatime']],
    [
      ['ro', 'rw'],
      ['rw', 'relatime'],
    ],
    [
      ['nosuid', 'suid', 'nodev', 'dev', 'noexec', 'exec'],
      ['rw', 'relatime'],
    ],
    [
      ['noatime', 'atime', 'relatime'],
      ['rw', 'relatime'],
    ],
  ];
  for (const [given, seen] of cases) {
    const mount = await mountAt(box, '/mnt', mounts(tmpfs(...given)));
    t.match(mount, { type: 'tmpfs', source: 'tmpfs' });
    t.strictSame(mount?.options, seen, given.join(','));
  }
});

conformance('the options of the file system are those of the config', {}, async (t, box) => {
  const mount = await mountAt(
    box,
    '/mnt',
    mounts(tmpfs('size=1024k', 'mode=1770', 'nr_inodes=100', 'uid=5')),
  );
  t.match(mount?.superOptions.join(), /size=1024k/);
  t.match(mount?.superOptions.join(), /mode=1770/);
  t.match(mount?.superOptions.join(), /nr_inodes=100/);
  t.match(mount?.superOptions.join(), /uid=5/);
  const sync = await mountAt(box, '/mnt', mounts(tmpfs('sync', 'dirsync')));
  t.match(sync?.superOptions, ['rw', 'sync', 'dirsync']);
});

conformance('each file system of the kernel that engines ask for can be mounted', {}, async (t, box) => {
  const wanted = [
    { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
    {
      destination: '/dev',
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
    },
    {
      destination: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
    },
    {
      destination: '/dev/shm',
      type: 'tmpfs',
      source: 'shm',
      options: ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=65536k'],
    },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
    { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
    {
      destination: '/sys/fs/cgroup',
      type: 'cgroup',
      source: 'cgroup',
      options: ['nosuid', 'noexec', 'nodev', 'relatime', 'ro'],
    },
  ];
  const facts = await box.facts({ mounts: wanted });
  const seen = parseMounts(facts.mounts ?? []);
  for (const { destination, type, options } of wanted.slice(0, -1)) {
    const mount = seen.find(({ target }) => target === destination);
    t.match(mount, { type }, destination);
    for (const flag of ['nosuid', 'noexec', 'nodev', 'ro']) {
      t.equal(mount?.options.includes(flag), options.includes(flag), `${destination} ${flag}`);
    }
  }
  t.match(
    seen.find(({ target }) => target.startsWith('/sys/fs/cgroup')),
    { type: /cgroup|tmpfs/ },
  );
});

conformance('mounts are made in the order of the config', {}, async (t, box) => {
  const facts = await box.facts(
    mounts(
      { destination: '/mnt', type: 'tmpfs', source: 'first' },
      { destination: '/mnt/inside', type: 'tmpfs', source: 'second' },
      { destination: '/mnt', type: 'tmpfs', source: 'third' },
    ),
  );
  const sources = parseMounts(facts.mounts ?? []).filter(({ target }) => target.startsWith('/mnt'));
  t.strictSame(
    sources.map(({ source }) => source),
    ['first', 'second', 'third'],
  );
});

conformance('bind shows a directory or a file of the host', {}, async (t, box) => {
  const source = hostDirectory(box);
  const lines = await box.probe(
    mounts(
      { destination: '/directory', type: 'bind', source, options: ['bind'] },
      { destination: '/a/file', source: join(source, 'file'), options: ['bind', 'ro'] },
    ),
    ['cat', '/directory/file'],
    ['write', '/directory/file', 'written'],
    ['cat', '/a/file'],
    ['write', '/a/file', 'again'],
  );
  t.match(lines, [{ text: 'of the host' }, { error: null }, { text: 'written' }, { error: 'EROFS' }]);
});

conformance('bind is one mount, rbind brings those below', {}, async (t, box) => {
  const source = hostDirectory(box);
  await box.engine.command(['sh', '-c', `mkdir ${source}/below && mount -t tmpfs below ${source}/below`]);
  for (const [option, below] of [
    ['bind', false],
    ['rbind', true],
  ] as const) {
    const facts = await box.facts(mounts({ destination: '/mnt', source, options: [option] }));
    const seen = parseMounts(facts.mounts ?? []);
    t.equal(
      seen.some(({ target }) => target === '/mnt/below'),
      below,
      option,
    );
  }
  await box.engine.command(['umount', `${source}/below`]);
});

conformance(
  '"defaults" is no option of the file system',
  {
    differs: { runc: 'its 1.1 hands it to the kernel' },
  },
  async (t, box) => {
    t.strictSame((await mountAt(box, '/mnt', mounts(tmpfs('defaults'))))?.options, ['rw', 'relatime']);
  },
);

conformance('ro of rbind is for the topmost mount, rro for all', {}, async (t, box) => {
  const source = hostDirectory(box);
  await box.engine.command(['sh', '-c', `mkdir ${source}/below && mount -t tmpfs below ${source}/below`]);
  const cases: [string[], string[], string[]][] = [
    [
      ['rbind', 'ro'],
      ['ro', 'relatime'],
      ['rw', 'relatime'],
    ],
    [
      ['rbind', 'rro'],
      ['ro', 'relatime'],
      ['ro', 'relatime'],
    ],
    [
      ['rbind', 'rnosuid', 'rnodev', 'rnoexec'],
      ['rw', 'nosuid', 'nodev', 'noexec', 'relatime'],
      ['rw', 'nosuid', 'nodev', 'noexec', 'relatime'],
    ],
    [
      ['rbind', 'rnoatime'],
      ['rw', 'noatime'],
      ['rw', 'noatime'],
    ],
  ];
  for (const [options, top, below] of cases) {
    const facts = await box.facts(mounts({ destination: '/mnt', source, options }));
    const seen = parseMounts(facts.mounts ?? []);
    t.strictSame(seen.find(({ target }) => target === '/mnt')?.options, top, options.join());
    t.strictSame(
      seen.find(({ target }) => target === '/mnt/below')?.options,
      below,
      `below: ${options.join()}`,
    );
  }
  await box.engine.command(['umount', `${source}/below`]);
});

conformance(
  'of two recursive options that contradict each other the last one counts',
  {
    differs: { runc: 'its 1.1 keeps the first' },
  },
  async (t, box) => {
    const source = hostDirectory(box);
    const options = ['rbind', 'rro', 'rrw', 'rnosuid', 'rsuid'];
    t.strictSame((await mountAt(box, '/mnt', mounts({ destination: '/mnt', source, options })))?.options, [
      'rw',
      'relatime',
    ]);
  },
);

conformance(
  'a bind mount keeps the flags of its source that the config does not speak of',
  {
    differs: { runc: 'its 1.1 drops them with the remount' },
  },
  async (t, box) => {
    const source = hostDirectory(box);
    await box.engine.command(['mount', '-t', 'tmpfs', '-o', 'nosuid,nodev,noexec', 'strict', source]);
    const mount = await mountAt(
      box,
      '/mnt',
      mounts({ destination: '/mnt', source, options: ['bind', 'ro', 'exec'] }),
    );
    await box.engine.command(['umount', source]);
    t.strictSame(mount?.options, ['ro', 'nosuid', 'nodev', 'relatime']);
  },
);

conformance(
  'in a user namespace a bind mount keeps the flags that are locked',
  { differs: { runc: 'its 1.1.5 remounts without them, which the kernel refuses' } },
  async (t, box) => {
    const source = hostDirectory(box);
    await box.engine.command(['mount', '-t', 'tmpfs', '-o', 'nosuid,nodev,noexec', 'strict', source]);
    const mount = await mountAt(box, '/mnt', {
      ...mounts({ destination: '/mnt', source, options: ['bind', 'ro'] }),
      linux: {
        namespaces: namespaces(...NAMESPACES, 'user'),
        uidMappings: [{ containerID: 0, hostID: 0, size: 1 }],
        gidMappings: [{ containerID: 0, hostID: 0, size: 1 }],
      },
    });
    await box.engine.command(['umount', source]);
    t.strictSame(mount?.options, ['ro', 'nosuid', 'nodev', 'noexec', 'relatime']);
  },
);

conformance('a mount cannot be made writable again from inside', {}, async (t, box) => {
  const source = hostDirectory(box);
  const capabilities = ['CAP_CHOWN', 'CAP_DAC_OVERRIDE'];
  const lines = await box.probe(
    merge(mounts({ destination: '/mnt', source, options: ['bind', 'ro'] }), {
      process: { capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities } },
    }),
    ['mount', 'none', '/mnt', 'none', 'remount,bind,rw'],
    ['umount', '/mnt'],
    ['create', '/mnt/new', ''],
  );
  t.match(lines, [{ error: 'EPERM' }, { error: 'EPERM' }, { error: 'EROFS' }]);
});

const PROPAGATION: readonly [string, string[]][] = [
  ['private', []],
  ['shared', ['shared']],
  ['slave', ['master']],
  ['unbindable', ['unbindable']],
  ['rprivate', []],
  ['rshared', ['shared']],
  ['rslave', ['master']],
  ['runbindable', ['unbindable']],
];

conformance('propagation of a mount is as its option says', {}, async (t, box) => {
  const source = hostDirectory(box);
  await box.engine.command(['sh', '-c', `mount -t tmpfs shared ${source} && mount --make-shared ${source}`]);
  for (const [option, tags] of PROPAGATION) {
    const mount = await mountAt(box, '/mnt', {
      ...mounts({ destination: '/mnt', source, options: ['rbind', option] }),
      linux: { rootfsPropagation: 'slave' },
    });
    // A shared one is also a slave of the host's where rootfsPropagation makes slaves of all mounts below the root.
    const seen = mount?.propagation.filter(
      (tag) => tag !== 'propagate_from' && !(tags.includes('shared') && tag === 'master'),
    );
    t.strictSame(seen, tags, option);
  }
  await box.engine.command(['umount', source]);
});

conformance(
  'a mount of the host that comes later appears in a slave, not in a private one',
  {},
  async (t, box) => {
    const source = hostDirectory(box);
    mkdirSync(join(source, 'later'));
    await box.engine.command([
      'sh',
      '-c',
      `mount --bind ${source} ${source} && mount --make-shared ${source}`,
    ]);
    for (const [option, appears] of [
      ['rslave', true],
      ['rprivate', false],
    ] as const) {
      const container = await box.create(
        box.bundle({
          ...mounts({ destination: '/mnt', source, options: ['rbind', option] }),
          process: { args: probeArgs([['statfs', '/mnt/later']]) },
          linux: { rootfsPropagation: 'slave' },
        }),
      );
      await box.engine.command(['mount', '-t', 'ramfs', 'later', join(source, 'later')]);
      const [line] = await container.finish();
      await box.engine.command(['umount', join(source, 'later')]);
      t.equal(line?.magic === '0x858458f6', appears, option);
    }
    await box.engine.command(['umount', source]);
  },
);

conformance('rootfsPropagation is that of the root', {}, async (t, box) => {
  for (const [option, tags] of [
    ['private', []],
    ['slave', []],
  ] as const) {
    const root = await mountAt(box, '/', { linux: { rootfsPropagation: option } });
    t.strictSame(root?.propagation, tags, option);
  }
});

conformance(
  'rootfsPropagation can be shared or unbindable',
  {
    differs: { runc: 'it applies it to the root of the host, as the namespace has it before the pivot' },
  },
  async (t, box) => {
    for (const [option, tags] of [
      ['shared', ['shared']],
      ['unbindable', ['unbindable']],
    ] as const) {
      const root = await mountAt(box, '/', { linux: { rootfsPropagation: option } });
      t.strictSame(root?.propagation, tags, option);
    }
  },
);

conformance(
  'rootfsPropagation can be the recursive forms that Docker and podman write',
  {},
  async (t, box) => {
    for (const option of ['rprivate', 'rslave']) {
      t.strictSame(
        (await mountAt(box, '/', { linux: { rootfsPropagation: option } }))?.propagation,
        [],
        option,
      );
    }
    t.ok(await mountAt(box, '/', { linux: { rootfsPropagation: 'rshared' } }));
  },
);

conformance('nothing that a container mounts reaches the host', {}, async (t, box) => {
  await box.engine.command(['mount', '--make-rshared', '/']);
  const capabilities = ['CAP_SYS_ADMIN'];
  for (const rootfsPropagation of [undefined, 'slave', 'private']) {
    const lines = await box.probe(
      {
        linux: { rootfsPropagation },
        process: {
          capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
        },
      },
      ['mount', 'escape', '/tmp', 'tmpfs'],
    );
    t.match(lines, [{ error: null }]);
    const { stdout } = await box.engine.command(['cat', '/proc/self/mountinfo']);
    t.notMatch(stdout, /escape/, rootfsPropagation ?? 'default');
  }
  await box.engine.command(['mount', '--make-rprivate', '/']);
});

conformance('missing mount points are made, for a file as a file', {}, async (t, box) => {
  const source = hostDirectory(box);
  const lines = await box.probe(
    mounts(
      { destination: '/new/directory', type: 'tmpfs', source: 'tmpfs' },
      { destination: '/new/file', source: join(source, 'file'), options: ['bind'] },
      { destination: 'relative', type: 'tmpfs', source: 'tmpfs' },
    ),
    ['stat', '/new/directory'],
    ['stat', '/new/file'],
    ['statfs', '/relative'],
  );
  t.match(lines, [{ type: 'directory' }, { type: 'file' }, { magic: '0x1021994' }]);
});

conformance('a symbolic link as destination stays inside the rootfs', {}, async (t, box) => {
  const outside = hostDirectory(box, 'outside');
  const links: [string, string][] = [
    ['absolute', outside],
    ['dots', `../../../../../../../../..${outside}`],
    ['chain', 'absolute'],
    ['middle', '/'],
  ];
  for (const [name, target] of links) {
    const destination = name === 'middle' ? `/middle${outside}` : `/${name}`;
    const bundle = box.bundle({
      ...mounts({ destination, type: 'tmpfs', source: 'mine' }),
      process: { args: probeArgs([['ls', outside], ['facts']]) },
    });
    symlinkSync(outside, join(bundle.rootfs, 'absolute'));
    if (name !== 'absolute') symlinkSync(target, join(bundle.rootfs, name));
    const [ls, facts] = await box.probeIn(bundle);
    const mount = parseMounts((facts as unknown as Facts).mounts ?? []).find(
      ({ source }) => source === 'mine',
    );
    t.equal(mount?.target, outside, name);
    t.match(ls, { entries: {} }, 'the directory of that name inside');
    const { stdout } = await box.engine.command(['ls', outside]);
    t.equal(stdout, 'file\n', 'outside is as it was');
  }
});

conformance('tmpcopyup shows what was there', {}, async (t, box) => {
  const bundle = box.bundle({
    ...mounts({ destination: '/data', type: 'tmpfs', source: 'tmpfs', options: ['tmpcopyup', 'mode=755'] }),
    process: {
      args: probeArgs([
        ['cat', '/data/below/file'],
        ['stat', '/data/link'],
        ['stat', '/data/below'],
        ['write', '/data/below/file', 'x'],
        ['statfs', '/data'],
      ]),
    },
  });
  const script =
    'mkdir -p data/below; echo -n text > data/below/file; ln -s below/file data/link; chown 5:6 data/below; chmod 751 data/below';
  await box.engine.command(['sh', '-c', script], { cwd: bundle.rootfs });
  t.match(await box.probeIn(bundle), [
    { text: 'text' },
    { type: 'symlink', target: 'below/file' },
    { type: 'directory', mode: '0751', uid: 5, gid: 6 },
    { error: null },
    { magic: '0x1021994' },
  ]);
  const { stdout } = await box.engine.command(['cat', `${bundle.rootfs}/data/below/file`]);
  t.equal(stdout, 'text', 'the original is as it was');
});

conformance('a tmpfs without mode takes the one of the directory it covers', {}, async (t, box) => {
  const bundle = box.bundle({
    ...mounts({ destination: '/secret', type: 'tmpfs', source: 'tmpfs' }),
    process: { args: probeArgs([['stat', '/secret']]) },
  });
  await box.engine.command(['install', '-d', '-m', '1730', `${bundle.rootfs}/secret`]);
  t.match(await box.probeIn(bundle), [{ mode: '1730' }]);
});

conformance('remount changes what is there', {}, async (t, box) => {
  const facts = await box.facts(
    mounts(tmpfs('rw'), { destination: '/mnt', type: 'tmpfs', source: 'tmpfs', options: ['remount', 'ro'] }),
  );
  const seen = parseMounts(facts.mounts ?? []).filter(({ target }) => target === '/mnt');
  t.equal(seen.length, 1);
  t.ok(seen[0]?.options.includes('ro') || seen[0]?.superOptions.includes('ro'));
});

conformance('an overlay can be mounted', {}, async (t, box) => {
  const directory = (name: string): string => hostDirectory(box, name);
  const [lower, upper, work] = ['lower', 'upper', 'work'].map(directory);
  await box.engine.command(['sh', '-c', `mount -t tmpfs t ${box.dir}/upper; mkdir ${upper}/u ${upper}/w`]);
  const lines = await box.probe(
    mounts({
      destination: '/mnt',
      type: 'overlay',
      source: 'overlay',
      options: [`lowerdir=${lower}`, `upperdir=${upper}/u`, `workdir=${upper}/w`],
    }),
    ['cat', '/mnt/file'],
    ['write', '/mnt/file', 'new'],
    ['cat', '/mnt/file'],
  );
  t.match(lines, [{ text: 'of the host' }, { error: null }, { text: 'new' }]);
  await box.engine.command(['umount', `${box.dir}/upper`]);
  t.ok(work);
});

conformance('--no-pivot gives the same root', {}, async (t, box) => {
  const options: CallOptions = { options: ['--no-pivot'] };
  const facts = await box.facts({}, options);
  t.strictSame(
    parseMounts(facts.mounts ?? []).map(({ target }) => target),
    ['/', '/proc', '/dev'],
  );
  t.equal(facts.cwd, '/');
});

conformance('the mounts of the host cannot be seen', {}, async (t, box) => {
  const facts = await box.facts({ linux: { namespaces: namespaces(...NAMESPACES) } });
  t.strictSame(
    parseMounts(facts.mounts ?? []).map(({ target }) => target),
    ['/', '/proc', '/dev'],
  );
});

conformance('an unknown file system is an error that names the mount', {}, async (t, box) => {
  const result = await box.run(box.bundle(mounts({ destination: '/mnt', type: 'nonsensefs', source: 'x' })));
  t.match(result, { status: 1, stdout: '', stderr: /\/mnt.*no such device/s });
});

conformance(
  'an unbindable root has read-only and masked paths',
  { differs: { runc: 'it makes it unbindable first', crun: 'it makes it unbindable first' } },
  async (t, box) => {
    const linux = {
      rootfsPropagation: 'runbindable',
      readonlyPaths: ['/proc/sys', '/etc'],
      maskedPaths: ['/home'],
    };
    for (const path of ['/proc/sys', '/etc', '/home']) t.ok(await mountAt(box, path, { linux }), path);
  },
);
