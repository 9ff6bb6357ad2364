/** A part of config.json as tests write it: objects are merged into the default, arrays replace, `undefined` removes. */
export interface Config {
  readonly [property: string]: unknown;
}

/** The namespaces of {@link baseConfig}. */
export const NAMESPACES = ['pid', 'network', 'ipc', 'uts', 'mount'] as const;

/** The mounts of {@link baseConfig}. */
export const MOUNTS = [
  { destination: '/proc', type: 'proc', source: 'proc' },
  { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755', 'size=64k'] },
] as const;

/** `linux.namespaces` of these kinds, all new. */
export function namespaces(...kinds: readonly string[]): readonly { readonly type: string }[] {
  return kinds.map((type) => ({ type }));
}

/** The smallest config.json that engines would call sane: root in five namespaces, no capabilities, /proc and /dev. */
export const baseConfig: Config = {
  ociVersion: '1.0.2',
  process: {
    terminal: false,
    user: { uid: 0, gid: 0 },
    args: ['/probe', 'facts'],
    env: ['PATH=/bin:/'],
    cwd: '/',
    noNewPrivileges: true,
  },
  root: { path: 'rootfs' },
  hostname: 'box',
  mounts: MOUNTS,
  linux: {
    namespaces: namespaces(...NAMESPACES),
    resources: { devices: [{ allow: false, access: 'rwm' }] },
  },
};

/** `changes` laid over `config`, deeply. */
export function merge(config: Config, changes: Config): Config {
  const merged: Record<string, unknown> = { ...config };
  for (const [property, value] of Object.entries(changes)) {
    const before = merged[property];
    if (value === undefined) delete merged[property];
    else merged[property] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return merged;
}

/** {@link baseConfig} with a rootless container's user namespace: this one id is root inside, and nothing needs privilege. */
export function rootlessConfig(uid: number, gid: number): Config {
  return merge(baseConfig, {
    linux: {
      namespaces: namespaces('user', 'pid', 'ipc', 'uts', 'mount'),
      uidMappings: [{ containerID: 0, hostID: uid, size: 1 }],
      gidMappings: [{ containerID: 0, hostID: gid, size: 1 }],
      resources: undefined,
    },
  });
}

/** `process.args` for the probe: each verb with its arguments. */
export function probeArgs(verbs: readonly (readonly string[])[]): readonly string[] {
  return ['/probe', ...verbs.flatMap((verb, index) => (index === 0 ? verb : ['--', ...verb]))];
}

function isObject(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
