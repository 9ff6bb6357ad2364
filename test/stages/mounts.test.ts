import t from 'tap';
import type { Op } from '../../runtime/plan/op.ts';
import type { Linux, Mount } from '../../runtime/spec/types.ts';
import { bindSources, mounts } from '../../runtime/stages/mounts.ts';
import { type Asked, request, user } from './request.ts';

/** The ops of one mount: those of the runtime track, then the container's. */
function plan(mount: Mount, asked: Asked = {}): readonly Op[] {
  const whole = request({ ...asked, spec: { mounts: [mount], ...asked.spec } });
  return [...bindSources.plan(whole), ...mounts.plan(whole)];
}

const says = {
  ENOENT: 'cannot mount "/srv/data" on "/data": ENOENT: no such file or directory',
  EACCES: 'cannot mount "/srv/data" on "/data": EACCES: permission denied',
  ELOOP: 'cannot mount "/srv/data" on "/data": ELOOP: too many symbolic links encountered',
  ENOTDIR: 'cannot mount "/srv/data" on "/data": ENOTDIR: not a directory',
};
const data: Mount = { destination: '/data', type: 'bind', source: '/srv/data', options: ['bind'] };
const open = {
  op: 'openTree',
  in: 'runtime',
  source: '/srv/data',
  propagation: 'slave',
  as: 'mount:0',
  origin: '/mounts/0',
  says,
};
const bind = {
  op: 'bind',
  in: 'container',
  from: 'mount:0',
  source: '/srv/data',
  target: '/data',
  origin: '/mounts/0',
};

t.test('a bind mount is opened before init exists and attached in the container', (t) => {
  t.strictSame(plan(data), [open, bind]);
  t.end();
});

t.test('without privilege on the host only init can open it', (t) => {
  t.strictSame(plan(data, { facts: user }), [{ ...open, in: 'container' }, bind]);
  t.end();
});

t.test('a bind mount with everything', (t) => {
  const options = ['rbind', 'src-nofollow', 'ro', 'suid', 'rnodev', 'rexec', 'rprivate'];
  t.strictSame(plan({ ...data, options }), [
    {
      op: 'openTree',
      in: 'runtime',
      source: '/srv/data',
      recursive: true,
      nofollow: true,
      propagation: 'slave',
      as: 'mount:0',
      origin: '/mounts/0',
      says,
    },
    {
      op: 'bind',
      in: 'container',
      from: 'mount:0',
      source: '/srv/data',
      target: '/data',
      set: ['RDONLY'],
      clear: ['NOSUID'],
      setRecursive: ['NODEV'],
      clearRecursive: ['NOEXEC'],
      propagation: 'private',
      propagationRecursive: true,
      origin: '/mounts/0',
    },
  ]);
  t.end();
});

t.test('a relative source is taken from the bundle, a relative destination from /', (t) => {
  const mount = { destination: '../data/../x', type: 'bind', source: './data', options: ['bind'] };
  t.match(plan(mount), [{ source: '/bundle/data' }, { source: '/bundle/data', target: '/x' }]);
  t.end();
});

const binds: readonly (readonly [string, Mount])[] = [
  ['type bind without an option', { destination: '/d', type: 'bind', source: '/s' }],
  ['option bind with type none', { destination: '/d', type: 'none', source: '/s', options: ['bind'] }],
  ['option rbind without a type', { destination: '/d', source: '/s', options: ['rbind'] }],
  ['option bind with an empty type', { destination: '/d', type: '', source: '/s', options: ['bind'] }],
  ['option bind with another type', { destination: '/d', type: 'tmpfs', source: '/s', options: ['bind'] }],
];
for (const [what, mount] of binds) {
  t.test(`a bind mount is what has ${what}`, (t) => {
    t.strictSame(
      plan(mount).map(({ op }) => op),
      ['openTree', 'bind'],
    );
    t.end();
  });
}

/** What the copy of the source is set to before anyone sees it. */
const propagations: readonly (readonly [string, Linux, readonly string[], string | undefined])[] = [
  ['slave', {}, [], 'slave'],
  ['slave though private is asked for, which follows', {}, ['private'], 'slave'],
  ['left as it is where shared is asked for', {}, ['rshared'], undefined],
  ['left as it is where the root is shared', { rootfsPropagation: 'shared' }, [], undefined],
  [
    'slave where the root is shared and the mount is not',
    { rootfsPropagation: 'shared' },
    ['slave'],
    'slave',
  ],
  ['private where the root is', { rootfsPropagation: 'private' }, [], 'private'],
  ['slave where the root is private and the mount not', { rootfsPropagation: 'private' }, ['slave'], 'slave'],
];
for (const [what, linux, options, expected] of propagations) {
  t.test(`the propagation of a bind mount's source is ${what}`, (t) => {
    const [first] = plan(
      { ...data, options: ['bind', ...options] },
      { linux: { namespaces: [{ type: 'mount' }], ...linux } },
    );
    t.equal(first?.op === 'openTree' ? first.propagation : 'no openTree', expected);
    t.end();
  });
}

t.test("a user namespace's mounts never are the host's peers", (t) => {
  const shared = { ...data, options: ['bind', 'rshared'] };
  t.match(plan(shared, { namespaces: ['user'] }), [{ op: 'openTree', propagation: 'slave' }]);
  t.end();
});

t.test('a file system is mounted with its attributes and its own options', (t) => {
  const options = ['nosuid', 'noexec', 'strictatime', 'mode=755', 'size=64k', 'sync', 'rslave'];
  t.strictSame(plan({ destination: '/dev', type: 'tmpfs', source: 'tmpfs', options }), [
    {
      op: 'mount',
      in: 'container',
      filesystemtype: 'tmpfs',
      source: 'tmpfs',
      target: '/dev',
      options: ['sync', 'mode=755', 'size=64k'],
      attributes: ['NOSUID', 'NOEXEC', 'STRICTATIME'],
      propagation: 'slave',
      propagationRecursive: true,
      origin: '/mounts/0',
    },
  ]);
  t.strictSame(plan({ destination: '/x', type: 'tmpfs', source: '' }), [
    {
      op: 'mount',
      in: 'container',
      filesystemtype: 'tmpfs',
      target: '/x',
      attributes: [],
      origin: '/mounts/0',
    },
  ]);
  t.end();
});

t.test('a read-only file system is read-only itself, not only its mount', (t) => {
  const ops = (options: readonly string[]) =>
    plan({ destination: '/x', type: 'ext4', source: '/dev/vdb', options });
  t.match(ops(['ro']), [{ options: ['ro'], attributes: ['RDONLY'] }]);
  t.match(ops(['ro', 'rw']), [{ options: undefined, attributes: [] }]);
  t.end();
});

t.test('what is for all beneath a new mount is for the mount', (t) => {
  const ops = plan({ destination: '/x', type: 'tmpfs', options: ['nodev', 'rnosuid', 'rnodev'] });
  t.match(ops, [{ attributes: ['NODEV', 'NOSUID'] }]);
  t.end();
});

t.test('tmpcopyup: the copy is made before the mount is read-only', (t) => {
  const ops = plan({ destination: '/etc', type: 'tmpfs', options: ['tmpcopyup', 'ro'] });
  t.strictSame(ops, [
    {
      op: 'mount',
      in: 'container',
      filesystemtype: 'tmpfs',
      target: '/etc',
      attributes: ['RDONLY'],
      copyUp: true,
      origin: '/mounts/0',
    },
  ]);
  t.end();
});

t.test('proc and sysfs are mounted at no symlink', (t) => {
  t.strictSame(plan({ destination: '/proc', type: 'proc', source: 'proc' }), [
    {
      op: 'mount',
      in: 'container',
      filesystemtype: 'proc',
      source: 'proc',
      target: '/proc',
      attributes: [],
      nosymlinks: true,
      origin: '/mounts/0',
    },
  ]);
  const sysfs = { destination: '/sys', type: 'sysfs' };
  t.match(plan(sysfs), [{ nosymlinks: true, orBind: undefined }]);
  t.match(plan(sysfs, { namespaces: ['user'] }), [{ nosymlinks: true, orBind: '/sys' }]);
  t.end();
});

t.test('remount changes the mount, what is beneath it, and the file system', (t) => {
  const options = ['remount', 'ro', 'dev', 'rnosuid', 'rexec', 'slave', 'size=1m'];
  const common = { in: 'container', target: '/x', origin: '/mounts/0' };
  t.strictSame(plan({ destination: '/x', options }), [
    { op: 'mountSetattr', set: ['RDONLY'], clear: ['NODEV'], propagation: 'slave', ...common },
    { op: 'mountSetattr', set: ['NOSUID'], clear: ['NOEXEC'], recursive: true, ...common },
    { op: 'reconfigure', options: ['size=1m'], ...common },
  ]);
  t.strictSame(plan({ destination: '/x', options: ['remount', 'bind', 'ro'] }), [
    { op: 'mountSetattr', set: ['RDONLY'], ...common },
  ]);
  t.strictSame(plan({ destination: '/x', options: ['remount'] }), []);
  t.end();
});

t.test('mounts are made in the order given, a cgroup mount among them', (t) => {
  const list: readonly Mount[] = [
    { destination: '/sys', type: 'sysfs' },
    { destination: '/sys/fs/cgroup', type: 'cgroup' },
    data,
  ];
  const targets = mounts
    .plan(request({ spec: { mounts: list }, namespaces: ['cgroup'] }))
    .map((op) => 'target' in op && op.target);
  t.strictSame(targets, ['/sys', '/sys/fs/cgroup', '/data']);
  t.end();
});

t.test('no mounts are none', (t) => {
  t.strictSame([...bindSources.plan(request()), ...mounts.plan(request())], []);
  t.end();
});

const refused: readonly (readonly [string, Mount, string, string])[] = [
  [
    'without a source',
    { destination: '/d', type: 'bind' },
    '/mounts/0/source',
    'is required for a bind mount',
  ],
  [
    'with an empty source',
    { destination: '/d', type: 'bind', source: '' },
    '/mounts/0/source',
    'is required for a bind mount',
  ],
  [
    'with neither type nor option',
    { destination: '/d', source: '/s' },
    '/mounts/0/type',
    'is required unless options has bind or rbind',
  ],
  [
    "with a file system's option",
    { destination: '/d', type: 'bind', source: '/s', options: ['ro', 'mode=755'] },
    '/mounts/0/options/1',
    '"mode=755" is no option of a bind mount',
  ],
  [
    "that is remounted with a file system's option",
    { destination: '/d', options: ['remount', 'bind', 'size=1m'] },
    '/mounts/0/options/2',
    '"size=1m" is no option of a bind mount',
  ],
];
for (const [what, mount, property, text] of refused) {
  t.test(`a bind mount ${what} is refused`, (t) => {
    const error = { code: 'ERR_CONFIG_INVALID', property, message: `config.json: ${property}: ${text}` };
    t.throws(() => plan(mount), error);
    t.throws(() => plan(mount, { facts: user }), error);
    t.end();
  });
}

const ids = [{ containerID: 0, hostID: 0, size: 1 }];
const unsupported: readonly (readonly [string, Partial<Mount>, string, string])[] = [
  ['idmap', { options: ['bind', 'idmap'] }, '/mounts/0/options/1', 'mount option "idmap"'],
  ['copy-symlink', { options: ['copy-symlink'] }, '/mounts/0/options/0', 'mount option "copy-symlink"'],
  ['uidMappings', { uidMappings: ids }, '/mounts/0/uidMappings', 'an id-mapped mount'],
  ['gidMappings', { gidMappings: ids }, '/mounts/0/gidMappings', 'an id-mapped mount'],
];
for (const [what, part, property, name] of unsupported) {
  t.test(`a mount with ${what} is refused by name until it is carried out`, (t) => {
    t.throws(() => plan({ ...data, ...part }), {
      code: 'ERR_CONFIG_UNSUPPORTED',
      property,
      message: `config.json: ${property}: ${name} is not supported yet`,
    });
    t.end();
  });
}
