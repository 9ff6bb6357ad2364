/** Configs of every kind that the stages carry out, as text, for properties. */
import fc from 'fast-check';
import { capabilityNames as capabilities } from '../../runtime/spec/checks/capabilities.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/);
const part = fc.oneof(
  { weight: 4, arbitrary: name },
  fc.constantFrom('.', '..', '', 'a b', 'ü', '~', '\u0001', '"', '\n'),
);
/** An absolute path, often an awkward one. */
const path = fc.array(part, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });

/** Larger than a double holds, to be written without its quotes. */
const large = fc.bigInt(2n ** 53n, 2n ** 64n - 1n).map((value) => `@@${value}`);

const attributes = fc.constantFrom(
  ...['ro', 'rw', 'nosuid', 'suid', 'nodev', 'dev', 'noexec', 'noatime', 'relatime', 'strictatime'],
  ...['rro', 'rnosuid', 'rrelatime', 'private', 'rslave', 'shared', 'unbindable', 'defaults', 'nosymfollow'],
);
const bind = fc.record(
  {
    destination: path,
    type: fc.constantFrom('bind', 'none'),
    source: fc.oneof(path, name),
    options: fc
      .tuple(fc.constantFrom('bind', 'rbind'), few(attributes))
      .map(([kind, more]) => [kind, ...more]),
  },
  { requiredKeys: ['destination', 'source', 'options'] },
);
const fileSystem = fc.record(
  {
    destination: path,
    type: fc.constantFrom('tmpfs', 'proc', 'sysfs', 'devpts', 'mqueue', 'cgroup', 'overlay'),
    source: name,
    options: few(attributes),
  },
  { requiredKeys: ['destination', 'type'] },
);
const remount = fc.record({
  destination: path,
  options: few(attributes).map((options) => ['remount', ...options]),
});

const hook = fc.record(
  {
    path,
    args: few(fc.string()),
    env: few(name.map((each) => `${each}=1`)),
    timeout: fc.nat(99).map((n) => n + 1),
  },
  { requiredKeys: ['path'] },
);
const hooks = fc.record({
  prestart: maybe(few(hook)),
  createRuntime: maybe(few(hook)),
  createContainer: maybe(few(hook)),
  startContainer: maybe(few(hook)),
  poststart: maybe(few(hook)),
  poststop: maybe(few(hook)),
});

const device = fc.record({
  path,
  type: fc.constantFrom('c', 'b', 'u', 'p'),
  major: fc.nat(4095),
  minor: fc.nat(1048575),
  fileMode: maybe(fc.nat(0o777)),
  uid: maybe(fc.nat(65535)),
});

const limit = fc.tuple(fc.nat(), fc.oneof(fc.nat(), large)).map(([soft, more]) => ({
  soft,
  hard: typeof more === 'string' ? more : soft + more,
}));
const rlimits = fc
  .uniqueArray(fc.constantFrom('RLIMIT_NOFILE', 'RLIMIT_CORE', 'RLIMIT_AS', 'RLIMIT_NICE'))
  .chain((types) => fc.tuple(...types.map((type) => limit.map((each) => ({ type, ...each })))));

const process = fc.record(
  {
    args: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
    cwd: path,
    terminal: fc.boolean(),
    consoleSize: fc.record({ height: fc.nat(65535), width: fc.nat(65535) }),
    env: few(fc.tuple(fc.constantFrom('PATH', 'HOME', 'A'), fc.string()).map((pair) => pair.join('='))),
    user: fc.record({ uid: fc.nat(65535), gid: fc.nat(65535), additionalGids: few(fc.nat(65535)) }),
    capabilities: fc.subarray([...capabilities]).map((list) => ({
      bounding: list,
      permitted: list,
      effective: list,
      inheritable: list,
      ambient: list,
    })),
    noNewPrivileges: fc.boolean(),
    oomScoreAdj: fc.integer({ min: -1000, max: 1000 }),
    rlimits,
  },
  { requiredKeys: ['args', 'cwd'] },
);

const kinds = ['pid', 'network', 'ipc', 'uts', 'cgroup', 'user', 'time'] as const;
const namespaces = fc
  .subarray([...kinds])
  .chain((types) =>
    fc.tuple(
      fc.record({ type: fc.constant('mount'), path: maybe(fc.constant('/ns/mount')) }),
      ...types.map((type) => fc.record({ type: fc.constant(type), path: maybe(fc.constant(`/ns/${type}`)) })),
    ),
  );
const idMappings = fc.constantFrom(
  [{ containerID: 0, hostID: 100000, size: 65536 }],
  [{ containerID: 0, hostID: 1000, size: 1 }],
  [
    { containerID: 0, hostID: 1000, size: 1 },
    { containerID: 1, hostID: 100000, size: 65535 },
  ],
);

const sysctl = fc.constantFrom({}, { 'net.ipv4.ip_forward': '1', 'net/ipv4/conf/a.b/forwarding': '1' });

const linux = namespaces.chain((list) => {
  const made = (type: string) => list.some((each) => each.type === type && each.path === undefined);
  return fc.record({
    namespaces: fc.constant(list),
    ...(made('user') ? { uidMappings: idMappings, gidMappings: idMappings } : {}),
    ...(made('time') ? { timeOffsets: fc.record({ boottime: fc.record({ secs: fc.integer() }) }) } : {}),
    devices: maybe(few(device)),
    cgroupsPath: maybe(fc.oneof(path, name)),
    resources: maybe(
      fc.constantFrom({}, { devices: [{ allow: false, access: 'rwm' }] }, { pids: { limit: -1 } }),
    ),
    rootfsPropagation: maybe(fc.constantFrom('private', 'slave', 'shared', 'unbindable')),
    ...(list.some(({ type }) => type === 'network') ? { sysctl: maybe(sysctl) } : {}),
    maskedPaths: maybe(few(path)),
    readonlyPaths: maybe(few(path)),
  });
});

/** Texts of configs, most of which are valid and carried out. */
export const configTexts: fc.Arbitrary<string> = fc
  .record({
    ociVersion: fc.constant('1.3.0'),
    root: fc.record({ path: fc.oneof(path, name), readonly: fc.boolean() }),
    process: maybe(process),
    hostname: maybe(name),
    domainname: maybe(name),
    mounts: maybe(few(fc.oneof(bind, fileSystem, remount))),
    hooks: maybe(hooks),
    annotations: maybe(fc.dictionary(name, fc.string())),
    linux,
  })
  .map(({ hostname, domainname, ...spec }) =>
    spec.linux.namespaces.some(({ type }) => type === 'uts') ? { hostname, domainname, ...spec } : spec,
  )
  .map((spec) => JSON.stringify(spec).replace(/"@@(\d+)"/g, '$1'));
